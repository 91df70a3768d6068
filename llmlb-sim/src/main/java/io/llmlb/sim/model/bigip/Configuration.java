package io.llmlb.sim.model.bigip;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** The configuration of a device, each kind of object by full path. */
final class Configuration {
    final Set<String> folders = new ConcurrentSkipListSet<>(Set.of("/Common"));
    final Map<String, Pool> pools = new ConcurrentSkipListMap<>();
    final Map<String, DataGroup> dataGroups = new ConcurrentSkipListMap<>();
    final Map<String, VirtualServer> virtualServers = new ConcurrentSkipListMap<>();
    final Map<String, JsonProfile> jsonProfiles = new ConcurrentSkipListMap<>();
    final Map<String, String> profiles = new ConcurrentSkipListMap<>();
    final Map<String, Rule> rules = new ConcurrentSkipListMap<>();
    final Map<String, Map<String, Object>> settings = new ConcurrentSkipListMap<>();
    final Map<String, String> declarations = new ConcurrentSkipListMap<>();

    Configuration() {
        jsonProfiles.put(JsonProfile.DEFAULT.fullPath(), JsonProfile.DEFAULT);
        profiles.put(JsonProfile.DEFAULT.fullPath(), "json");
        profiles.put("/Common/tcp", "tcp");
        profiles.put("/Common/http", "http");
        profiles.put("/Common/oneconnect", "one-connect");
    }

    /** Makes everything the same but the pools. */
    void replace(Configuration from) {
        replace(from.dataGroups, dataGroups);
        replace(from.virtualServers, virtualServers);
        replace(from.jsonProfiles, jsonProfiles);
        replace(from.profiles, profiles);
        replace(from.rules, rules);
        replace(from.settings, settings);
        replace(from.declarations, declarations);
    }

    static Map<String, Object> merged(Map<String, Object> old, Map<String, Object> change) {
        Map<String, Object> all = new LinkedHashMap<>(old);
        all.putAll(change);
        return Map.copyOf(all);
    }

    private static <V> void replace(Map<String, V> from, Map<String, V> to) {
        to.putAll(from);
        to.keySet().retainAll(from.keySet());
    }
}

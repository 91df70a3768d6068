package io.llmlb.bigip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The virtual servers of one BIG-IP, and their profiles. Failures are {@link BigIpException}s; a path that is no full path
 * is an {@link IllegalArgumentException}, and nothing is sent then.
 */
public final class VirtualServers {
    private static final String WITH_PROFILES = "?expandSubcollections=true";

    /** The first version with JSON profiles. */
    private static final int JSON_SINCE = 21;

    private final Line line;
    private final Resources servers;
    private final Resources jsonProfiles;

    VirtualServers(Line line) {
        this.line = line;
        this.servers = new Resources(line, "/mgmt/tm/ltm/virtual", "a virtual server");
        this.jsonProfiles = new Resources(line, "/mgmt/tm/ltm/profile/json", "a JSON profile");
    }

    /** A virtual server; empty when there is none of that name. */
    public Optional<VirtualServer> read(String path) {
        return servers.find(path, WITH_PROFILES)
                .map(json -> new VirtualServerReader(what -> servers.invalid(path, what, "")).read(json));
    }

    /** All virtual servers that this user can see, by path. One request, and a large one where there are many. */
    public List<VirtualServer> list() {
        VirtualServerReader reader = new VirtualServerReader(servers::invalid);
        List<VirtualServer> all = new ArrayList<>();
        for (JsonNode item : reader.items(servers.list(WITH_PROFILES))) {
            all.add(reader.read(item));
        }
        all.sort(Comparator.comparing(VirtualServer::path));
        return List.copyOf(all);
    }

    /**
     * Attaches one more profile, by the full path of the profile.
     *
     * @throws BigIpException of kind INVALID when it is attached already; ABSENT when either does not exist
     */
    public void attachProfile(String virtualServer, String profile) {
        servers.within(virtualServer, "profiles", "a profile").create(profile, JsonNodeFactory.instance.objectNode());
    }

    /**
     * Replaces the list of iRules.
     *
     * @throws BigIpException of kind ABSENT when the virtual server or one of the iRules does not exist
     */
    public void rules(String virtualServer, List<String> rules) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode array = json.putArray("rules");
        for (String rule : rules) {
            ResourcePath.require("an iRule", rule);
            array.add(rule);
        }
        servers.patch(virtualServer, json);
    }

    /**
     * A JSON profile; empty when there is none of that name, or when the device's version has no JSON profiles. The names
     * that are read, {@code maximumBytes} and {@code maximumEntries}, are inferred from tmsh's {@code maximum-bytes} and
     * {@code maximum-entries}, as iControl REST names all else; no published answer shows them.
     *
     * @throws BigIpException of kind BUSY when a device that should have JSON profiles does not know of them: it is
     *     restarting
     */
    public Optional<JsonProfile> jsonProfile(String path) {
        try {
            return jsonProfiles
                    .find(path, "")
                    .map(json -> new JsonProfile(
                            path, number(path, json, "maximumBytes"), number(path, json, "maximumEntries")));
        } catch (BigIpException.Busy unknownPath) {
            if (unknownPath.status().orElse(0) == 404
                    && SystemVersion.major(line).orElse(JSON_SINCE) < JSON_SINCE) {
                return Optional.empty();
            }
            throw unknownPath;
        }
    }

    private int number(String path, JsonNode json, String key) {
        JsonNode number = json.path(key);
        if (!number.isIntegralNumber() || !number.canConvertToInt() || number.asInt() < 0) {
            throw jsonProfiles.invalid(path, "the answer holds no readable " + key, "");
        }
        return number.asInt();
    }
}

package io.llmlb.app.doctor;

import io.llmlb.app.rules.Wanted;
import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.DataGroup;
import io.llmlb.bigip.VirtualServer;
import io.llmlb.rules.RuleException;
import io.llmlb.rules.RuleSet;
import io.llmlb.rules.form.DeviceRecords;
import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import io.llmlb.rules.irule.RoutingOptions;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rules of a BIG-IP: which virtual servers have the iRule, by which records it goes there, and to which pools. */
final class RulesFound {
    private static final String SELECT = "selectPool ";

    /**
     * A virtual server that has the iRule.
     *
     * @param irule the full path of the iRule
     * @param records of the data group with its rules, escapes undone; empty when the group is not there
     * @param pools that the rules select or the options name; of rules with an error only the latter
     */
    record Entry(
            VirtualServer server,
            String irule,
            RoutingOptions options,
            Optional<Map<String, String>> records,
            Set<String> pools) {}

    private final Map<String, Entry> byPath = new TreeMap<>();

    private RulesFound() {}

    static RulesFound read(BigIp device) {
        RulesFound found = new RulesFound();
        List<VirtualServer> carriers = device.virtualServers().list().stream()
                .filter(server -> Wanted.irule(server).isPresent())
                .toList();
        if (carriers.isEmpty()) {
            return found;
        }
        Map<String, String> config =
                plain(device, InferenceBodyBasedRouting.CONFIG).orElse(Map.of());
        Map<String, Optional<Map<String, String>>> groups = new LinkedHashMap<>();
        for (VirtualServer server : carriers) {
            RoutingOptions options = RoutingOptions.of(config, server.path());
            Optional<Map<String, String>> records =
                    groups.computeIfAbsent(options.rules(), path -> plain(device, path));
            Set<String> pools = new TreeSet<>(selected(records.orElse(Map.of())));
            options.defaultPool().ifPresent(pools::add);
            server.pool().ifPresent(pool -> pools.add(pool.path()));
            String irule = Wanted.irule(server).orElseThrow();
            found.byPath.put(server.path(), new Entry(server, irule, options, records, pools));
        }
        return found;
    }

    /** Those that may send requests to one of these pools; one without readable rules may. */
    List<Entry> leadingTo(Set<String> pools) {
        return byPath.values().stream()
                .filter(entry -> selected(entry.records.orElse(Map.of())).isEmpty()
                        || entry.pools.stream().anyMatch(pools::contains))
                .sorted(Comparator.comparing(entry -> entry.server.path()))
                .toList();
    }

    /** How many virtual servers have the iRule. */
    int size() {
        return byPath.size();
    }

    /** The rules at a virtual server; empty when it has not the iRule. */
    Optional<Entry> at(String virtualServer) {
        return Optional.ofNullable(byPath.get(virtualServer));
    }

    private static Optional<Map<String, String>> plain(BigIp device, String path) {
        return device.dataGroups().read(path).map(RulesFound::plain);
    }

    private static Map<String, String> plain(DataGroup group) {
        return new DeviceRecords(group.path(), group.records()).rules().records();
    }

    private static Set<String> selected(Map<String, String> records) {
        Set<String> pools = new TreeSet<>();
        try {
            RuleSet.compile(records).canonicalRecords().values().stream()
                    .filter(step -> step.startsWith(SELECT))
                    .forEach(step -> pools.add(step.substring(SELECT.length())));
        } catch (RuleException wrong) {
            return Set.of(); // told by the check of the rules
        }
        return pools;
    }
}

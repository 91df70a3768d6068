package io.llmlb.app.rules;

import io.llmlb.bigip.VirtualServer;
import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import io.llmlb.rules.irule.InferenceBodyBasedRouting.Option;
import io.llmlb.rules.irule.RoutingOptions;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a BIG-IP is to hold.
 *
 * @param records the rules
 * @param dataGroup full path of their data group
 * @param irule whether the iRule is to be there in this program's version
 * @param virtual full path of the virtual server that is to route by these rules, if one is meant
 * @param options of that virtual server, or else of all
 * @param jsonProfile full path of the JSON profile for a virtual server that has none
 */
public record Wanted(
        Map<String, String> records,
        String dataGroup,
        boolean irule,
        Optional<String> virtual,
        Map<Option, String> options,
        String jsonProfile) {
    /** The iRule's full path. */
    public static final String IRULE = "/Common/" + InferenceBodyBasedRouting.NAME;

    /** Attached where there is no HTTP profile. */
    static final String HTTP_PROFILE = "/Common/http";

    /** Attached where there is no JSON profile, unless another is asked for. */
    public static final String JSON_PROFILE = "/Common/json";

    /** Copies the maps. */
    public Wanted {
        records = Collections.unmodifiableMap(new LinkedHashMap<>(records));
        Map<Option, String> copy = new EnumMap<>(Option.class);
        copy.putAll(options);
        options = Collections.unmodifiableMap(copy);
    }

    /** Whether a virtual server has the iRule, wherever it was put. */
    static boolean carriesIrule(VirtualServer server) {
        return irule(server).isPresent();
    }

    /** The full path of the iRule that a virtual server has, wherever it was put; empty when it has not. */
    public static Optional<String> irule(VirtualServer server) {
        return server.rules().stream()
                .filter(rule -> rule.endsWith("/" + InferenceBodyBasedRouting.NAME))
                .findFirst();
    }

    /**
     * The records of the options' data group that are asked for, given those that are there: the options, and that the
     * virtual server uses this data group.
     */
    Map<String, String> optionRecords(Map<String, String> config) {
        Map<String, String> records = new LinkedHashMap<>();
        virtual.filter(server -> !RoutingOptions.of(config, server).rules().equals(dataGroup))
                .ifPresent(server -> records.put(Option.RULES.of(server), dataGroup));
        options.forEach((option, value) -> records.put(virtual.map(option::of).orElseGet(option::ofAll), value));
        return records;
    }
}

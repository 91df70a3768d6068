package io.llmlb.bigip;

import io.llmlb.core.PoolName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A virtual server, as far as rules need it. Immutable.
 *
 * @param path its full path, such as {@code /Common/inference_vs}
 * @param pool its default pool
 * @param rules full paths of its iRules, in their order
 * @param profiles the kind of each attached profile by its full path, such as {@code http}, {@code json},
 *     {@code one-connect}; empty text where the device does not tell the kind
 */
public record VirtualServer(String path, Optional<PoolName> pool, List<String> rules, Map<String, String> profiles) {
    /** Copies list and map. */
    public VirtualServer {
        rules = List.copyOf(rules);
        profiles = Map.copyOf(new TreeMap<>(profiles));
    }

    /** The full path of the profile of a kind, if one is attached. */
    public Optional<String> profile(String kind) {
        return profiles.entrySet().stream()
                .filter(profile -> profile.getValue().equals(kind))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst();
    }
}

package io.llmlb.sim.model.bigip;

import io.llmlb.core.PoolName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A virtual server as it is configured. Immutable.
 *
 * @param fullPath {@code /Common/name}
 * @param address literal address that it listens on
 * @param port that it listens on
 * @param pool its default pool
 * @param rules full paths of its iRules, in their order
 * @param profiles type by full path of its profiles; types are {@code tcp}, {@code http}, {@code json},
 *     {@code one-connect}. With a OneConnect profile every request chooses a member, without one every connection does
 * @param enabled whether it takes traffic
 * @param generation grows with every change of the configuration
 */
public record VirtualServer(
        String fullPath,
        String address,
        int port,
        Optional<PoolName> pool,
        List<String> rules,
        Map<String, String> profiles,
        boolean enabled,
        long generation) {
    /** Copies list and map. */
    public VirtualServer {
        rules = List.copyOf(rules);
        profiles = Collections.unmodifiableMap(new LinkedHashMap<>(profiles));
    }

    /** One with tcp, http and OneConnect in front of a pool, and no iRule. */
    public static VirtualServer of(String fullPath, String address, int port, PoolName pool) {
        Map<String, String> profiles = new LinkedHashMap<>();
        profiles.put("/Common/tcp", "tcp");
        profiles.put("/Common/http", "http");
        profiles.put("/Common/oneconnect", "one-connect");
        return new VirtualServer(fullPath, address, port, Optional.of(pool), List.of(), profiles, true, 1);
    }

    /** Whether one of its profiles is of that type. */
    public boolean hasProfile(String type) {
        return profiles.containsValue(type);
    }

    /** The same, listening elsewhere. */
    public VirtualServer withPort(int other) {
        return withAddress(address, other);
    }

    /** The same, listening elsewhere. */
    public VirtualServer withAddress(String otherAddress, int otherPort) {
        return new VirtualServer(fullPath, otherAddress, otherPort, pool, rules, profiles, enabled, generation);
    }

    /** The same, taking traffic or not. */
    public VirtualServer withEnabled(boolean now) {
        return new VirtualServer(fullPath, address, port, pool, rules, profiles, now, generation);
    }

    /** The same with another default pool, or none. */
    public VirtualServer withPool(Optional<PoolName> other) {
        return new VirtualServer(fullPath, address, port, other, rules, profiles, enabled, generation);
    }

    /** The same with other iRules. */
    public VirtualServer withRules(List<String> other) {
        return new VirtualServer(fullPath, address, port, pool, other, profiles, enabled, generation);
    }

    /** The same with other profiles. */
    public VirtualServer withProfiles(Map<String, String> other) {
        return new VirtualServer(fullPath, address, port, pool, rules, other, enabled, generation);
    }

    /** The same as of another change. */
    public VirtualServer withGeneration(long other) {
        return new VirtualServer(fullPath, address, port, pool, rules, profiles, enabled, other);
    }
}

package io.llmlb.app.endtoend;

import io.llmlb.core.MemberId;
import io.llmlb.core.decide.RatioScale;
import io.llmlb.core.decide.Strategies;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.decide.Weights;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A policy of the laboratory as it is set up on a BIG-IP.
 *
 * @param name as the laboratory has it
 * @param loadBalancingMode of the pool
 * @param capacityRatios whether the ratios are the servers' true capacities, or all 1
 * @param strategy of the controller; empty when there is none
 */
record LivePolicy(String name, String loadBalancingMode, boolean capacityRatios, Optional<String> strategy) {
    private static final String RATIO = "ratio-member";
    private static final String RATIO_LEAST_CONNECTIONS = "ratio-least-connections-member";

    /**
     * The policy of that name.
     *
     * @throws IllegalArgumentException when there is none that a BIG-IP and the controller can follow
     */
    static LivePolicy named(String name) {
        return switch (name) {
            case "equal" -> new LivePolicy(name, RATIO, false, Optional.empty());
            case "static" -> new LivePolicy(name, RATIO, true, Optional.empty());
            case "least-connections" -> new LivePolicy(name, "least-connections-member", false, Optional.empty());
            case "rlc-static" -> new LivePolicy(name, RATIO_LEAST_CONNECTIONS, true, Optional.empty());
            default -> controlled(name);
        };
    }

    private static LivePolicy controlled(String name) {
        String[] parts = name.split(":", 2);
        boolean known = parts.length == 2
                && (parts[0].equals("ratio") || parts[0].equals("rlc"))
                && Strategies.all().containsKey(parts[1]);
        if (!known) {
            throw new IllegalArgumentException("there is no live policy \"" + name + "\": they are equal, static,"
                    + " least-connections, rlc-static, and ratio:STRATEGY and rlc:STRATEGY without options, where"
                    + " STRATEGY is one of "
                    + String.join(", ", Strategies.all().keySet()));
        }
        String mode = parts[0].equals("ratio") ? RATIO : RATIO_LEAST_CONNECTIONS;
        return new LivePolicy(name, mode, false, Optional.of(parts[1]));
    }

    /**
     * Sets the ratios of a pool that has the mode.
     *
     * @param capacities of the members, in the pool's order
     */
    void setUp(Pool pool, List<Double> capacities) {
        if (!capacityRatios) {
            return;
        }
        List<Member> members = pool.members();
        Map<MemberId, Weight> weights = new TreeMap<>();
        for (int i = 0; i < members.size(); i++) {
            weights.put(id(members.get(i)), Weight.of(capacities.get(i), "its true capacity"));
        }
        Map<MemberId, Integer> ratios = new RatioScale(RatioScale.DEFAULT_MAX).scale(Weights.of(weights));
        members.forEach(member -> pool.configure(member.fullPath(), now -> now.withRatio(ratios.get(id(member)))));
    }

    private static MemberId id(Member member) {
        return MemberId.of(member.address(), member.port());
    }
}

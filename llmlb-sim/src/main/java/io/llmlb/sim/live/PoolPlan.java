package io.llmlb.sim.live;

import io.llmlb.core.PoolName;
import java.util.List;

/**
 * One pool of a {@link Cluster}'s BIG-IP.
 *
 * @param pool its name
 * @param loadBalancingMode BIG-IP's word
 * @param members in their order: the name of a server of the cluster, or {@code address:port} of any other
 * @param monitored whether the members' {@code /health} is watched; else they count as available
 */
public record PoolPlan(PoolName pool, String loadBalancingMode, List<String> members, boolean monitored) {
    /** Copies the list. */
    public PoolPlan {
        members = List.copyOf(members);
    }
}

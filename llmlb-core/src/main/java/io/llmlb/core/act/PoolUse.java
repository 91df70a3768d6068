package io.llmlb.core.act;

import java.util.List;

/**
 * How traffic reaches a pool: the virtual servers that send it there, or may. Decides whether ratios can have effect.
 *
 * @param entrances by path
 */
public record PoolUse(List<Entrance> entrances) {
    /** Copies the list. */
    public PoolUse {
        entrances = List.copyOf(entrances);
    }

    /**
     * A virtual server that takes traffic.
     *
     * @param virtualServer its full path
     * @param certain whether the pool is its default pool; if not it has an iRule, which may select the pool or not
     * @param http whether it reads HTTP (true too where that is not known); without, connections are balanced and
     *     requests are not even counted
     * @param oneConnect whether each request may go to another member (true too where that is not known); without, all
     *     requests of a client's connection go to one
     * @param persistence the name of what sends returning clients to the member that they had; empty without
     */
    public record Entrance(
            String virtualServer, boolean certain, boolean http, boolean oneConnect, String persistence) {}
}

package io.llmlb.sim.lab;

import java.util.Optional;
import java.util.Set;

/** Chooses a member for each request, in place of the pool's own load balancing. Hears of what becomes of its choices. */
public interface Dispatcher {
    /**
     * Chooses.
     *
     * @param arrival the request
     * @param tmm which of the device's TMMs chooses, from 0
     * @param refused full paths of members that were chosen for this request and took it not
     * @return full path of a member of the pool; empty when none is left
     */
    Optional<String> choose(Arrival arrival, int tmm, Set<String> refused);

    /** A member took a request. */
    default void started(String member, Arrival arrival) {}

    /** A request has left its member, finished or not. */
    default void ended(Outcome outcome) {}

    /** A member or its stream has gone, and the request with it. */
    default void lost(String member) {}
}

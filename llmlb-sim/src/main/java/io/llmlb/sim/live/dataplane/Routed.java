package io.llmlb.sim.live.dataplane;

import io.llmlb.sim.model.bigip.Pool;
import org.jspecify.annotations.Nullable;

/** What the iRule has done with a request. */
sealed interface Routed {
    /**
     * It goes to a pool.
     *
     * @param body as far as it was read, with rewrites applied
     * @param told for the answer's headers; null when none is wanted
     */
    record ToPool(Pool pool, Body body, @Nullable Told told) implements Routed {}

    /**
     * The client gets an HTTP error.
     *
     * @param retryAfter seconds, for the statuses that tell it
     */
    record Refused(
            int status,
            String message,
            int retryAfter,
            @Nullable Told told) implements Routed {}

    /** A response header that tells the way through the rules. */
    record Told(String header, String way) {}
}

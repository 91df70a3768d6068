package io.llmlb.sim.lab;

import io.llmlb.sim.model.vllm.FinishedRequest;

/**
 * What became of a request.
 *
 * @param member full path of the pool member that served it
 * @param request its lengths and times
 */
public record Outcome(String member, FinishedRequest request) {
    /** From arrival to the first token, in nanoseconds. */
    public long firstTokenNanos() {
        return request.firstToken() - request.arrival();
    }

    /** From arrival to the end, in nanoseconds. */
    public long wholeNanos() {
        return request.finished() - request.arrival();
    }
}

package io.llmlb.sim.model.vllm;

/**
 * One token that a request got at the end of a step.
 *
 * @param requestId whose
 * @param index 1 for the request's first token
 * @param last whether the request is finished by it
 * @param sinceNanos nanoseconds since the request's previous token, or since its arrival for the first
 */
public record TokenEvent(long requestId, int index, boolean last, long sinceNanos) {
    /** Whether this is the request's first token. */
    public boolean first() {
        return index == 1;
    }
}

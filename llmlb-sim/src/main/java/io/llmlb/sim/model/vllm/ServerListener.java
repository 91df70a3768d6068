package io.llmlb.sim.model.vllm;

/** Hears what a {@link ServerModel} does, in order of its own times. */
public interface ServerListener {
    /**
     * A request got a token.
     *
     * @param index 1 for its first
     * @param last whether it is complete with it
     */
    default void token(long requestId, int index, boolean last) {}

    /** A request has left the server, complete or aborted. */
    default void finished(FinishedRequest request) {}
}

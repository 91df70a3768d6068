package io.llmlb.sim.model.vllm;

/** Hears what a {@link ServerModel} does, in order of its own times. */
public interface ServerListener {
    /**
     * Whether it wants to hear of single tokens. For one that does not, a step without events costs the same however
     * many requests decode in it.
     */
    default boolean wantsTokens() {
        return true;
    }

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

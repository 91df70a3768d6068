package io.llmlb.sim.model.vllm;

/** Hears of every token at the end of a step, in the order of the batch. */
interface TokenSink {
    /** For who has no use for single tokens; then a step without events costs the same however many decode in it. */
    TokenSink NONE = (requestId, index, last) -> {};

    void token(long requestId, int index, boolean last);
}

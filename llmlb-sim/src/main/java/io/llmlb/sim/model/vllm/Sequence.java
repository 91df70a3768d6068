package io.llmlb.sim.model.vllm;

import org.jspecify.annotations.Nullable;

/** A request inside the engine. */
final class Sequence {
    final EngineRequest request;
    final long arrival;
    final long queued;
    /** Tokens in the KV cache. */
    int computed;

    int generated;
    /** Blocks held, shared ones too. */
    int blocks;
    /** Of the blocks held, from the first on, those that the prefix cache knows by their hash; others are null. */
    final @Nullable CachedBlock[] shared;
    /** What is left of its own blocks since it was preempted. */
    @Nullable
    FreeRun leftBehind;

    int cachedTokens;
    int scheduledTokens;
    int preemptions;
    boolean aborted;
    long scheduled = -1;
    /** Ends of steps, not yet delivered. */
    long firstToken = -1;

    long lastToken = -1;

    Sequence(EngineRequest request, long arrival, long queued, boolean prefixCache) {
        this.request = request;
        this.arrival = arrival;
        this.queued = queued;
        this.shared = new CachedBlock[prefixCache ? request.blocks().count() : 0];
    }

    /** Tokens known, computed or not; after a preemption the generated ones are computed again. */
    int tokens() {
        return request.promptTokens() + generated;
    }

    /** Tokens that must be computed before the next one comes out. */
    int missing() {
        return tokens() - computed;
    }

    boolean decoding() {
        return generated > 0 && missing() == 1;
    }

    /** Blocks to be added before {@code tokens} more can be computed. */
    int blocksFor(int tokens) {
        return blocksOf(computed + tokens) - blocks;
    }

    /** Takes in {@code steps} steps in which it did nothing but decode, the next of which may be under way. */
    void decoded(int steps, long lastEnd, boolean underWay) {
        computed += steps;
        generated += steps;
        lastToken = lastEnd;
        scheduledTokens = underWay ? 1 : 0;
        blocks = blocksOf(computed + scheduledTokens);
    }

    /** Takes in the end of a step; whether it brought a token. */
    boolean stepped(long now) {
        computed += scheduledTokens;
        if (scheduledTokens == 0 || missing() > 0) {
            return false;
        }
        generated++;
        if (generated == 1) {
            firstToken = now;
        }
        lastToken = now;
        return true;
    }

    boolean complete() {
        return generated == request.outputTokens();
    }

    TokenEvent token(long sinceNanos) {
        return new TokenEvent(request.id(), generated, complete(), sinceNanos);
    }

    FinishedRequest finish(long now, long delivery, long finish) {
        long last = lastToken < 0 ? -1 : lastToken + delivery;
        return new FinishedRequest(
                request.id(),
                reason(),
                request.promptTokens(),
                cachedTokens,
                generated,
                request.maxTokens(),
                arrival,
                queued,
                scheduled,
                firstToken < 0 ? -1 : firstToken + delivery,
                last,
                aborted ? now + delivery : last + finish,
                preemptions);
    }

    private FinishReason reason() {
        if (aborted) {
            return FinishReason.ABORT;
        }
        return generated == request.maxTokens() ? FinishReason.LENGTH : FinishReason.STOP;
    }

    static int blocksOf(int tokens) {
        return (tokens + VllmEngine.BLOCK_TOKENS - 1) / VllmEngine.BLOCK_TOKENS;
    }
}

package io.llmlb.sim.model.vllm;

/** A request inside the engine. */
final class Sequence {
    final EngineRequest request;
    final long arrival;
    int computed;
    int generated;
    int blocks;
    int scheduledTokens;
    int preemptions;
    boolean aborted;
    long scheduled = -1;
    long firstToken = -1;
    long lastToken = -1;

    Sequence(EngineRequest request, long arrival) {
        this.request = request;
        this.arrival = arrival;
    }

    /** Tokens that must be computed before the next one comes out; after a preemption the generated ones again. */
    int missing() {
        return request.promptTokens() + generated - computed;
    }

    boolean decoding() {
        return generated > 0 && missing() == 1;
    }

    /** Blocks to be added before {@code tokens} more can be computed. */
    int blocksFor(int tokens) {
        int needed = (computed + tokens + VllmEngine.BLOCK_TOKENS - 1) / VllmEngine.BLOCK_TOKENS;
        return needed - blocks;
    }

    TokenEvent emit(long now) {
        long since = now - (generated == 0 ? arrival : lastToken);
        generated++;
        if (generated == 1) {
            firstToken = now;
        }
        lastToken = now;
        return new TokenEvent(request.id(), generated, generated == request.outputTokens(), since);
    }

    private FinishReason reason() {
        if (aborted) {
            return FinishReason.ABORT;
        }
        return generated == request.maxTokens() ? FinishReason.LENGTH : FinishReason.STOP;
    }

    FinishedRequest finish(long now) {
        return new FinishedRequest(
                request.id(),
                reason(),
                request.promptTokens(),
                0,
                generated,
                request.maxTokens(),
                arrival,
                arrival,
                scheduled,
                firstToken,
                lastToken,
                now,
                preemptions);
    }
}

package io.llmlb.sim.model.vllm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps in a row in which every request of the batch gets its next token and nothing else happens. All that a step needs
 * are sums over the batch that grow evenly, so the requests themselves are left as they were and catch up afterwards.
 */
final class CalmRun {
    private final List<Sequence> batch;
    private final int[] computedModulo = new int[VllmEngine.BLOCK_TOKENS];
    private final int untilCompletion;
    private long context;
    private int steps;

    private CalmRun(List<Sequence> batch, long context, int untilCompletion) {
        this.batch = batch;
        this.context = context;
        this.untilCompletion = untilCompletion;
        for (Sequence sequence : batch) {
            computedModulo[sequence.computed % VllmEngine.BLOCK_TOKENS]++;
        }
    }

    /** A run that begins with the step at {@code start}; null when something else is to be done in that step. */
    static @Nullable CalmRun from(List<Sequence> batch, long start, int budget) {
        if (batch.size() > budget || batch.isEmpty()) {
            return null;
        }
        long context = 0;
        int untilCompletion = Integer.MAX_VALUE;
        // The youngest is the likeliest to have a prompt yet to compute.
        for (int i = batch.size() - 1; i >= 0; i--) {
            Sequence sequence = batch.get(i);
            if (sequence.lastToken != start || !sequence.decoding()) {
                return null;
            }
            context += sequence.computed + 1L;
            untilCompletion = Math.min(untilCompletion, sequence.request.outputTokens() - sequence.generated);
        }
        return new CalmRun(batch, context, untilCompletion);
    }

    /** Steps that have ended. */
    int steps() {
        return steps;
    }

    /** Blocks that the next step needs, one for each request whose last one is full. */
    int blocksNeeded() {
        return computedModulo[Math.floorMod(-steps, VllmEngine.BLOCK_TOKENS)];
    }

    /** Sum of the contexts that the next step reads. */
    long context() {
        return context;
    }

    /** Whether a request gets its last token in the next step. */
    boolean completes() {
        return steps + 1 == untilCompletion;
    }

    /** Notes that a step has ended and tells of its tokens. */
    void stepped(TokenSink sink) {
        steps++;
        context += batch.size();
        if (sink != TokenSink.NONE) {
            for (Sequence sequence : batch) {
                sink.token(sequence.request.id(), sequence.generated + steps, false);
            }
        }
    }

    /** Blocks that a request holds while the next step is under way. */
    int heldBy(Sequence sequence) {
        return Sequence.blocksOf(sequence.computed + steps + 1);
    }

    /**
     * Brings the requests up to date.
     *
     * @param lastEnd when the last of the steps ended
     * @param underWay whether the next step of the run has begun
     */
    void settle(long lastEnd, boolean underWay) {
        for (Sequence sequence : batch) {
            sequence.decoded(steps, lastEnd, underWay);
        }
    }
}

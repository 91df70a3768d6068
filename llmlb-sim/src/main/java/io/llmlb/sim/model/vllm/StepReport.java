package io.llmlb.sim.model.vllm;

import java.util.ArrayList;
import java.util.List;

/** A {@link FinishedStep} in the making. */
final class StepReport {
    final List<FinishedRequest> finished = new ArrayList<>(0);
    int nextTokens;
    private final StepPlan plan;
    private final List<TokenEvent> firstTokens = new ArrayList<>(0);
    private final List<TokenEvent> lateTokens = new ArrayList<>(0);
    private int promptTokens;
    private int cachedTokens;

    StepReport(StepPlan plan) {
        this.plan = plan;
    }

    /** Takes in the token that a request has just got. */
    void token(Sequence sequence, long lastToken, long stepStart, long delivered) {
        if (sequence.generated == 1) {
            firstTokens.add(sequence.token(delivered - sequence.arrival));
            promptTokens += sequence.request.promptTokens();
            cachedTokens += sequence.cachedTokens;
        } else if (lastToken == stepStart) {
            nextTokens++;
        } else {
            lateTokens.add(sequence.token(sequence.lastToken - lastToken));
        }
    }

    FinishedStep finish(long start, long end, int running, int waiting, double kvUsage) {
        return new FinishedStep(
                start,
                end,
                plan.tokens(),
                promptTokens,
                cachedTokens,
                plan.prefixQueries,
                plan.prefixHits,
                plan.preemptions,
                firstTokens,
                nextTokens,
                lateTokens,
                finished,
                running,
                waiting,
                kvUsage);
    }
}

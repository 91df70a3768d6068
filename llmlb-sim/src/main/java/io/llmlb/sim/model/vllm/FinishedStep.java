package io.llmlb.sim.model.vllm;

import java.util.List;

/**
 * One engine step that has ended, with the engine's load as vLLM reports it at that moment: after finished requests
 * left and before the next step is planned, so requests that arrived during the step are not in it yet.
 *
 * @param start nanoseconds
 * @param end nanoseconds
 * @param scheduledTokens tokens computed, prefill and decode
 * @param promptTokens whole prompts of those requests that got their first token, as vLLM counts them
 * @param preemptions requests put back to the queue when the step was planned
 * @param tokens the tokens generated, in the order of the batch
 * @param finished the requests that left, aborted ones too
 * @param running requests in the batch
 * @param waiting requests that the step had no room for
 * @param kvUsage share of the KV cache in use, 0 to 1
 */
public record FinishedStep(
        long start,
        long end,
        int scheduledTokens,
        int promptTokens,
        int preemptions,
        List<TokenEvent> tokens,
        List<FinishedRequest> finished,
        int running,
        int waiting,
        double kvUsage) {
    /** Copies the lists. */
    public FinishedStep {
        tokens = List.copyOf(tokens);
        finished = List.copyOf(finished);
    }
}

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
 * @param cachedTokens of these, tokens that came from the prefix cache
 * @param prefixQueries prompt tokens looked up in the prefix cache when the step was planned; resumed requests do not
 *     count, as in vLLM
 * @param prefixHits of these, tokens found
 * @param preemptions requests put back to the queue when the step was planned
 * @param firstTokens the first tokens of requests, in the order of the batch
 * @param nextTokens how many requests got a token exactly one step after their last one
 * @param lateTokens other tokens, of requests that had been preempted or had to sit out a step
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
        int cachedTokens,
        int prefixQueries,
        int prefixHits,
        int preemptions,
        List<TokenEvent> firstTokens,
        int nextTokens,
        List<TokenEvent> lateTokens,
        List<FinishedRequest> finished,
        int running,
        int waiting,
        double kvUsage) {
    /** Copies the lists. */
    public FinishedStep {
        firstTokens = List.copyOf(firstTokens);
        lateTokens = List.copyOf(lateTokens);
        finished = List.copyOf(finished);
    }

    /** Tokens generated. */
    public int tokens() {
        return firstTokens.size() + nextTokens + lateTokens.size();
    }
}

package io.llmlb.sim.model.vllm;

/** What is computed in a step. */
final class StepPlan {
    int prefillTokens;
    int prefills;
    double attentionPairs;
    int decodes;
    long contextTokens;
    int preemptions;
    int prefixQueries;
    int prefixHits;

    int tokens() {
        return prefillTokens + decodes;
    }

    void add(Sequence sequence) {
        int tokens = sequence.scheduledTokens;
        if (sequence.decoding()) {
            decodes++;
            contextTokens += sequence.computed + 1L;
        } else {
            prefills++;
            prefillTokens += tokens;
            attentionPairs += tokens * (sequence.computed + tokens / 2.0);
        }
    }

    double micros(StepTime time) {
        return time.micros(prefillTokens, prefills, attentionPairs, decodes, contextTokens);
    }
}

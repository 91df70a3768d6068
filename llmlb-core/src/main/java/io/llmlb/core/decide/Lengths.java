package io.llmlb.core.decide;

import io.llmlb.core.observe.Signal;

/**
 * How long this pool's requests are: tokens and finished requests of all members, each window of a member forgetting a
 * small part of those before, so that a ratio of two sums is the mean per request. Begins as if it had seen 50 requests
 * of 1000 prompt tokens and 200 output tokens.
 */
final class Lengths {
    private static final double LONGEST = 1e6;

    private final double gain;
    private double requests = 50;
    private double promptTokens = 1000 * requests;
    private double outputTokens = 200 * requests;

    /**
     * @param gain what one window forgets, 0 to 1
     */
    Lengths(double gain) {
        this.gain = gain;
    }

    void learn(ScrapeWindow window) {
        double finished = window.growth(Signal.FINISHED).orElse(Double.NaN);
        double prompt = window.growth(Signal.PROMPT_TOKENS).orElse(Double.NaN);
        double output = window.growth(Signal.GENERATION_TOKENS).orElse(Double.NaN);
        // NaN when one is missing: then the sums would no longer be of the same requests.
        if (finished + prompt + output > 0) {
            requests = (1 - gain) * requests + finished;
            promptTokens = (1 - gain) * promptTokens + prompt;
            outputTokens = (1 - gain) * outputTokens + output;
        }
    }

    /** Mean tokens of a prompt. */
    double prompt() {
        return mean(promptTokens);
    }

    /** Mean tokens of an answer. */
    double output() {
        return mean(outputTokens);
    }

    /** Mean tokens behind a token that is being generated. */
    double context() {
        return prompt() + output() / 2;
    }

    private double mean(double tokens) {
        return Math.min(LONGEST, Math.max(1, tokens / Math.max(1, requests)));
    }
}

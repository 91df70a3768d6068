package io.llmlb.core.decide;

/**
 * How the time of an engine's step splits among what it does: one generic shape for every server, in the seconds of a
 * reference server whose speed is 1. Only the proportions matter.
 *
 * @param step for a step as such, whatever is in it
 * @param promptToken for each prompt token
 * @param outputToken for each generated token
 * @param contextToken for each token of context behind each generated token
 */
record EngineShape(double step, double promptToken, double outputToken, double contextToken) {
    /** Steps are shared: this many requests generate in one, in a well filled batch. */
    private static final double BATCH = 64;

    /** Seconds of reference work in what an engine did. */
    double work(double steps, double promptTokens, double outputTokens, double context) {
        return step * steps + promptToken * promptTokens + (outputToken + contextToken * context) * outputTokens;
    }

    /** Seconds of reference work in one request of these lengths, in a well filled batch. */
    double request(double promptTokens, double outputTokens, double context) {
        return work(outputTokens / BATCH, promptTokens, outputTokens, context);
    }
}

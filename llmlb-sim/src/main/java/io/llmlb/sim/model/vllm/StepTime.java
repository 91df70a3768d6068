package io.llmlb.sim.model.vllm;

/** How long an engine step takes, by what is computed in it. */
public sealed interface StepTime permits HybridStepTime, LinearStepTime {
    /**
     * Microseconds, without jitter.
     *
     * @param prefillTokens prompt tokens computed, those of resumed requests too
     * @param prefills requests they belong to
     * @param attentionPairs sum over these of {@code n * (computed + n / 2)}: pairs of a token and an earlier one
     * @param decodes requests that decode, one token each
     * @param contextTokens sum of the contexts these read, each with the token at hand
     */
    double micros(int prefillTokens, int prefills, double attentionPairs, int decodes, long contextTokens);

    /**
     * The same, every step {@code factor} times as long.
     *
     * @throws IllegalArgumentException when the factor is not positive and finite
     */
    StepTime slower(double factor);
}

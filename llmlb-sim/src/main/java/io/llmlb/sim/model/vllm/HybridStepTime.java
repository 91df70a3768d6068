package io.llmlb.sim.model.vllm;

/**
 * The step time of facts that can be measured apart:
 *
 * <pre>
 *   T = fixed + sqrt(weight^2 + (token * N)^2)
 *       + attention * SUM over prefill chunks of n * (computed + n / 2)
 *       + context * SUM over decoding requests of their context
 *       + request * B
 * </pre>
 *
 * <p>N are the tokens of the step, B its requests. The root is a smooth maximum of reading the weights and of computing
 * the tokens.
 *
 * @param fixedMicros microseconds of every step
 * @param weightMicros microseconds to stream the weights once
 * @param tokenMicros microseconds of compute per token, and of all-reduce where several GPUs work together
 * @param attentionMicros microseconds per pair of prefill token and earlier token
 * @param contextMicros microseconds per token of context that a decoding request reads
 * @param requestMicros microseconds per request in the step
 */
public record HybridStepTime(
        double fixedMicros,
        double weightMicros,
        double tokenMicros,
        double attentionMicros,
        double contextMicros,
        double requestMicros)
        implements StepTime {
    /**
     * @throws IllegalArgumentException when a constant is negative or not finite, or an empty step takes no time
     */
    public HybridStepTime {
        Constants.check(
                fixedMicros + weightMicros,
                fixedMicros,
                weightMicros,
                tokenMicros,
                attentionMicros,
                contextMicros,
                requestMicros);
    }

    @Override
    public double micros(int prefillTokens, int prefills, double attentionPairs, int decodes, long contextTokens) {
        return fixedMicros
                + linearLayersMicros(prefillTokens + decodes)
                + attentionMicros * attentionPairs
                + contextMicros * contextTokens
                + requestMicros * (prefills + decodes);
    }

    /** The part of the layers that do not look at the context: everything but attention, in microseconds. */
    public double linearLayersMicros(int tokens) {
        double compute = tokenMicros * tokens;
        return StrictMath.sqrt(weightMicros * weightMicros + compute * compute);
    }

    @Override
    public HybridStepTime slower(double factor) {
        Constants.checkSlowFactor(factor);
        return new HybridStepTime(
                fixedMicros * factor,
                weightMicros * factor,
                tokenMicros * factor,
                attentionMicros * factor,
                contextMicros * factor,
                requestMicros * factor);
    }
}

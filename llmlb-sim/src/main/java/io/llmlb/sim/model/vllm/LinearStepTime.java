package io.llmlb.sim.model.vllm;

/**
 * The simple step time of control studies:
 *
 * <pre>
 *   T = fixed + prefill * (prompt tokens) + decode * (decoding requests) + context * SUM of their contexts
 * </pre>
 *
 * @param fixedMicros microseconds of every step, more than 0
 * @param prefillMicros microseconds per prompt token
 * @param decodeMicros microseconds per decoding request
 * @param contextMicros microseconds per token of context that a decoding request reads
 */
public record LinearStepTime(double fixedMicros, double prefillMicros, double decodeMicros, double contextMicros)
        implements StepTime {
    /**
     * @throws IllegalArgumentException when a constant is negative or not finite, or the fixed one is 0
     */
    public LinearStepTime {
        Constants.check(fixedMicros, fixedMicros, prefillMicros, decodeMicros, contextMicros);
    }

    @Override
    public double micros(int prefillTokens, int prefills, double attentionPairs, int decodes, long contextTokens) {
        return fixedMicros + prefillMicros * prefillTokens + decodeMicros * decodes + contextMicros * contextTokens;
    }

    @Override
    public LinearStepTime slower(double factor) {
        Constants.checkSlowFactor(factor);
        return new LinearStepTime(
                fixedMicros * factor, prefillMicros * factor, decodeMicros * factor, contextMicros * factor);
    }
}

package io.llmlb.sim.model.vllm;

/** What constants of time may be. */
final class Constants {
    private Constants() {}

    /** Refuses constants that are negative or not finite, and steps that take no time. */
    static void check(double everyStep, double... micros) {
        checkDelays(micros);
        if (!(everyStep > 0)) {
            throw new IllegalArgumentException("a step takes time, but the constants of every step are 0");
        }
    }

    /** Refuses constants that are negative or not finite. */
    static void checkDelays(double... micros) {
        for (double constant : micros) {
            if (!(constant >= 0) || Double.isInfinite(constant)) {
                throw new IllegalArgumentException(
                        "a constant of time is finite and 0 or more, but one is " + constant);
            }
        }
    }

    /** Refuses factors that are not positive and finite. */
    static void checkSlowFactor(double factor) {
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("a slow factor is positive and finite, but this is " + factor);
        }
    }
}

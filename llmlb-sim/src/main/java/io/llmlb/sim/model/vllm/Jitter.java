package io.llmlb.sim.model.vllm;

import java.util.Random;

/** Lognormal factors of step times with a median of 1; the same on every machine. */
final class Jitter {
    private final double sigma;
    private final Random random;

    /**
     * @param sigma standard deviation of the logarithm, 0 to 1; 0 for no jitter
     */
    Jitter(double sigma, long seed) {
        if (!(sigma >= 0) || sigma > 1) {
            throw new IllegalArgumentException("a jitter sigma is 0 to 1, but this is " + sigma);
        }
        this.sigma = sigma;
        this.random = new Random(seed);
    }

    double next() {
        return sigma == 0 ? 1 : StrictMath.exp(sigma * random.nextGaussian());
    }
}

package io.llmlb.sim.lab;

import java.util.SplittableRandom;

/** The gaps between arrivals, in units of their mean. Arithmetic is the same everywhere. */
interface Gaps {
    /** Exponential. */
    Gaps POISSON = Gaps::exponential;

    /** The next one, 0 or more. */
    double next(SplittableRandom random);

    private static double exponential(SplittableRandom random) {
        return -StrictMath.log(1 - random.nextDouble());
    }

    /**
     * Gamma-distributed, by the method of Marsaglia and Tsang (2000); for shapes below 1 with their boost.
     *
     * @param variation coefficient of variation, 1 or more
     */
    record Gamma(double variation) implements Gaps {
        @Override
        public double next(SplittableRandom random) {
            double shape = 1 / (variation * variation);
            double boost = StrictMath.pow(1 - random.nextDouble(), 1 / shape);
            return atLeastOne(shape + 1, random) * boost / shape;
        }

        private static double atLeastOne(double shape, SplittableRandom random) {
            double d = shape - 1.0 / 3;
            double c = 1 / StrictMath.sqrt(9 * d);
            while (true) {
                double normal = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()))
                        * StrictMath.cos(2 * Math.PI * random.nextDouble());
                double v = 1 + c * normal;
                double cube = v * v * v;
                if (v > 0
                        && StrictMath.log(1 - random.nextDouble())
                                < normal * normal / 2 + d - d * cube + d * StrictMath.log(cube)) {
                    return d * cube;
                }
            }
        }
    }

    /** Exponential at a rate that changes between a low and a high one; see {@link Arrivals#mmpp}. */
    final class Modulated implements Gaps {
        private static final double[] RATE = {0.75, 1.75};
        private static final double[] STAY_SECONDS = {30, 10};

        private final double perSecond;
        private int state;
        private double left = -1;

        Modulated(double perSecond) {
            this.perSecond = perSecond;
        }

        @Override
        public double next(SplittableRandom random) {
            double gap = 0;
            if (left < 0) {
                left = stay(random);
            }
            while (true) {
                double wanted = exponential(random) / RATE[state];
                if (wanted <= left) {
                    left -= wanted;
                    return gap + wanted;
                }
                gap += left;
                state = 1 - state;
                left = stay(random);
            }
        }

        private double stay(SplittableRandom random) {
            return exponential(random) * STAY_SECONDS[state] * perSecond;
        }
    }
}

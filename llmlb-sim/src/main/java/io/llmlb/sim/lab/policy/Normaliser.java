package io.llmlb.sim.lab.policy;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * How f5devcentral/llm-inference-lb makes the values of one metric, one for each member, comparable: 0 is best, 1 worst.
 * With {@code m} the least, {@code M} the largest, {@code mu} the mean and {@code sd} the standard deviation of them.
 */
enum Normaliser {
    /** {@code x}. */
    RAW {
        @Override
        double[] of(double... values) {
            return values.clone();
        }
    },
    /** {@code (x-m)/(M-m)}; 0 for equal values. */
    MIN_MAX {
        @Override
        double[] of(double... values) {
            Spread s = Spread.of(values);
            return s.equal() ? all(values, 0) : each(values, x -> (x - s.least()) / (s.most() - s.least()));
        }
    },
    /** {@code 1-(1-minMax)^2}. */
    BENT {
        @Override
        double[] of(double... values) {
            return each(MIN_MAX.of(values), x -> 1 - (1 - x) * (1 - x));
        }
    },
    /** {@code (x-m)/(M-m+1e-6)}; 0 for equal values. */
    NEARLY_MIN_MAX {
        @Override
        double[] of(double... values) {
            return nearlyMinMax(values, 0);
        }
    },
    /** {@link #MIN_MAX} of the squares of {@link #NEARLY_MIN_MAX}; 0.25 for equal values. */
    SQUARES {
        @Override
        double[] of(double... values) {
            double[] squares = each(nearlyMinMax(values, 0.5), x -> x * x);
            return Spread.of(squares).equal() ? squares : MIN_MAX.of(squares);
        }
    },
    /** {@code 0.2 + 0.8 log(x/m)/log(M/m)}, so always 0.2 and 1 for two; 0.5 for equal values. */
    LOGARITHMIC {
        @Override
        double[] of(double... values) {
            Spread s = Spread.of(values);
            if (s.equal()) {
                return all(values, 0.5);
            }
            return s.least() > 0
                    ? each(values, x -> 0.2 + 0.8 * Math.log(x / s.least()) / Math.log(s.most() / s.least()))
                    : each(values, x -> 0.2 + 0.8 / (1 + Math.exp(-2 * (x - s.mean()) / (3 * s.deviation()))));
        }
    },
    /** {@code 0.15 + 0.8 log((x+1)/(m+1))/log((M+1)/(m+1))}, of requests running; 0.5 for equal values. */
    LOGARITHMIC_RUNNING {
        @Override
        double[] of(double... values) {
            Spread s = Spread.of(values);
            double whole = Math.log((s.most() + 1) / (s.least() + 1));
            return s.equal()
                    ? all(values, 0.5)
                    : each(values, x -> 0.15 + 0.8 * Math.log((x + 1) / (s.least() + 1)) / whole);
        }
    },
    /** Of two positive values {@code r/(r+1)} and {@code 1/(r+1)} with {@code r = M/m}; {@link #MIN_MAX} of more. */
    RATIO {
        @Override
        double[] of(double... values) {
            Spread s = Spread.of(values);
            if (s.count() == 1 || (s.count() == 2 && s.equal())) {
                return all(values, 0.5);
            }
            return s.count() == 2 && s.least() > 0 ? each(values, x -> x / (s.least() + s.most())) : MIN_MAX.of(values);
        }
    },
    /** {@link #MIN_MAX} pressed into a range that is narrow when the values differ little; 0.5 for equal values. */
    SMOOTH {
        @Override
        double[] of(double... values) {
            Spread s = Spread.of(values);
            if (s.equal()) {
                return all(values, 0.5);
            }
            double distance = (s.most() - s.least()) / (s.least() > 0 ? s.least() : 1);
            double low =
                    distance < 0.1 ? 0.45 : distance < 0.3 ? 0.35 : distance < 0.8 ? 0.25 : distance < 2 ? 0.15 : 0.05;
            return each(MIN_MAX.of(values), x -> low + (1 - 2 * low) * x);
        }
    },
    /**
     * {@code low + (high-low) (0.5 + 0.5 tanh(k z/2))} with {@code z = (x-mu)/sd}; steeper and in a narrower range the
     * less the values vary; 0.5 for equal values. The peer falls back to ranks when this changes the order of the values,
     * which a monotone map cannot do.
     */
    TANH {
        @Override
        double[] of(double... values) {
            return tanh(values, false);
        }
    },
    /** {@link #TANH} of requests waiting: of {@code ln(x+1)} when {@code M > 10 m}. */
    TANH_WAITING {
        @Override
        double[] of(double... values) {
            Spread s = Spread.of(values);
            return TANH.of(s.most() > 10 * s.least() ? each(values, x -> Math.log(x + 1)) : values);
        }
    },
    /** {@link #TANH} of KV-cache usage: half as steep again, and in 0.35 to 0.65 when the usages vary little. */
    TANH_CACHE {
        @Override
        double[] of(double... values) {
            return tanh(values, true);
        }
    };

    /**
     * The normalised values, in their order.
     *
     * @param values one or more, finite, none negative
     */
    abstract double[] of(double... values);

    private static double[] nearlyMinMax(double[] values, double ifEqual) {
        Spread s = Spread.of(values);
        return s.equal() ? all(values, ifEqual) : each(values, x -> (x - s.least()) / (s.most() - s.least() + 1e-6));
    }

    private static double[] tanh(double[] values, boolean cache) {
        Spread s = Spread.of(values);
        if (s.deviation() <= 1e-6) {
            return all(values, 0.5);
        }
        double variation = s.mean() > 1e-6 ? s.deviation() / s.mean() : s.deviation();
        double steepness = variation < 0.1 ? 3 : variation < 0.3 ? 2 : variation < 0.8 ? 1.5 : 1;
        double low = variation < 0.1 ? 0.4 : variation < 0.3 ? 0.25 : variation < 0.8 ? 0.15 : 0.1;
        double k = cache ? 1.5 * steepness : steepness;
        double from = cache && variation < 0.2 ? 0.35 : low;
        return each(values, x -> {
            double s01 = 0.5 + 0.5 * Math.tanh(k * (x - s.mean()) / s.deviation() / 2);
            return from + (1 - 2 * from) * s01;
        });
    }

    private static double[] each(double[] values, DoubleUnaryOperator map) {
        return Arrays.stream(values).map(map).toArray();
    }

    private static double[] all(double[] values, double value) {
        return each(values, x -> value);
    }
}

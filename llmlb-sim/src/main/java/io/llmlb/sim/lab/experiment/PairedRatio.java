package io.llmlb.sim.lab.experiment;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A figure of one policy against that of another, seed by seed: with the same seed both had the same requests at the same
 * times (common random numbers), so much of what is luck cancels. The interval is Student's over the logarithms d of the
 * ratios: {@code exp(mean(d) +- t(0.975, n - 1) * deviation(d) / sqrt(n))}.
 *
 * @param ratio geometric mean of the ratios
 * @param low lower end of the 95 % interval; with a single seed NaN
 * @param high its upper end; with a single seed NaN
 */
public record PairedRatio(double ratio, double low, double high) {
    /** The 97.5 % quantiles of Student's t for 1 to 30 degrees of freedom. */
    private static final double[] T = {
        12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, //
        2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860, //
        2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423
    };

    /** The 97.5 % quantile of the normal distribution. */
    private static final double Z = 1.959964;

    /**
     * Compares.
     *
     * @param these rows of one policy, one a seed
     * @param those of the other one, with the same seeds in the same order
     * @param figure positive
     * @throws IllegalArgumentException when the seeds are not the same
     */
    public static PairedRatio of(List<Row> these, List<Row> those, ToDoubleFunction<Row> figure) {
        if (!these.stream()
                .map(Row::seed)
                .toList()
                .equals(those.stream().map(Row::seed).toList())) {
            throw new IllegalArgumentException("rows are compared seed by seed, but these have other seeds than those");
        }
        return of(
                these.stream().mapToDouble(figure).toArray(),
                those.stream().mapToDouble(figure).toArray());
    }

    /** Compares figures, all positive, that belong together one by one. */
    public static PairedRatio of(double[] these, double[] those) {
        int n = these.length;
        double[] logs = new double[n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            logs[i] = StrictMath.log(these[i] / those[i]);
            mean += logs[i] / n;
        }
        double squares = 0;
        for (double log : logs) {
            squares += (log - mean) * (log - mean);
        }
        double margin = n < 2 ? Double.NaN : t(n - 1) * Math.sqrt(squares / (n - 1) / n);
        return new PairedRatio(StrictMath.exp(mean), StrictMath.exp(mean - margin), StrictMath.exp(mean + margin));
    }

    /** Beyond the table by the first two terms of Cornish and Fisher's expansion; right to 4 digits. */
    static double t(int degrees) {
        if (degrees <= T.length) {
            return T[degrees - 1];
        }
        double cube = Z * Z * Z;
        double first = (cube + Z) / 4 / degrees;
        double second = (5 * cube * Z * Z + 16 * cube + 3 * Z) / 96 / degrees / degrees;
        return Z + first + second;
    }
}

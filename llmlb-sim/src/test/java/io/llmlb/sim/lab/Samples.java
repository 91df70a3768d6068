package io.llmlb.sim.lab;

import java.util.Arrays;

/** Numbers to be summed up. */
final class Samples {
    private double[] values = new double[1024];
    private int count;

    void add(double value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = value;
    }

    double mean() {
        return Arrays.stream(values, 0, count).average().orElse(Double.NaN);
    }

    /** The smallest value that a share of {@code p} of all does not exceed; NaN when there are none. */
    double quantile(double p) {
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return count == 0 ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(p * count) - 1)];
    }
}

package io.llmlb.sim.lab.policy;

import java.util.Arrays;

/**
 * How some values lie. Values are added in ascending order, so that nothing depends on the order of members.
 *
 * @param deviation standard deviation of the values as a population
 */
record Spread(int count, double least, double most, double mean, double deviation) {
    /** Of at least one value. */
    static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int count = sorted.length;
        double sum = 0;
        for (double value : sorted) {
            sum += value;
        }
        double mean = sum / count;
        double squares = 0;
        for (double value : sorted) {
            squares += (value - mean) * (value - mean);
        }
        return new Spread(count, sorted[0], sorted[count - 1], mean, Math.sqrt(squares / count));
    }

    boolean equal() {
        return least == most;
    }
}

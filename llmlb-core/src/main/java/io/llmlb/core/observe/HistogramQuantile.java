package io.llmlb.core.observe;

import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;

/** PromQL's quantile of classic buckets; see {@code bucketQuantile} in Prometheus ({@code promql/quantile.go}). */
final class HistogramQuantile {
    private HistogramQuantile() {}

    /**
     * @param q 0 to 1
     * @param cumulative observations up to each bound, the bound {@code +Inf} among them
     * @return empty when nothing was observed, the last bound is not {@code +Inf}, or there are fewer than two bounds
     */
    static OptionalDouble of(double q, NavigableMap<Double, Double> cumulative) {
        if (!(q >= 0 && q <= 1) || cumulative.size() < 2 || cumulative.lastKey() != Double.POSITIVE_INFINITY) {
            return OptionalDouble.empty();
        }
        double observations = largest(cumulative);
        if (!(observations > 0) || Double.isInfinite(observations)) {
            return OptionalDouble.empty();
        }
        double rank = q * observations;
        double below = 0;
        double lower = Double.NEGATIVE_INFINITY;
        for (Map.Entry<Double, Double> bucket : cumulative.entrySet()) {
            // Buckets of one scrape can still disagree by a rounding; a count never falls.
            double upTo = Math.max(below, bucket.getValue());
            double bound = bucket.getKey();
            if (upTo >= rank) {
                double quantile = within(rank, below, upTo, lower, bound);
                return Double.isNaN(quantile) ? OptionalDouble.empty() : OptionalDouble.of(quantile);
            }
            below = upTo;
            lower = bound;
        }
        return OptionalDouble.of(cumulative.lowerKey(Double.POSITIVE_INFINITY));
    }

    private static double within(double rank, double below, double upTo, double lower, double bound) {
        if (bound == Double.POSITIVE_INFINITY) {
            return lower;
        }
        if (lower == Double.NEGATIVE_INFINITY && bound <= 0) {
            return bound;
        }
        double from = lower == Double.NEGATIVE_INFINITY ? 0 : lower;
        // 0/0 in an empty first bucket, which only q = 0 gets to; PromQL has NaN there too.
        return from + (bound - from) * ((rank - below) / (upTo - below));
    }

    private static double largest(NavigableMap<Double, Double> cumulative) {
        double largest = 0;
        for (double count : cumulative.values()) {
            largest = Math.max(largest, count);
        }
        return largest;
    }
}

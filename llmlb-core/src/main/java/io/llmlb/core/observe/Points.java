package io.llmlb.core.observe;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** One series: values by time (milliseconds since the epoch), strictly ascending, all finite. Immutable. */
final class Points {
    private final long[] millis;
    private final double[] values;

    private Points(long[] millis, double[] values) {
        this.millis = millis;
        this.values = values;
    }

    static Points of(SortedMap<Long, Double> samples) {
        long[] millis = new long[samples.size()];
        double[] values = new double[samples.size()];
        int i = 0;
        for (Map.Entry<Long, Double> sample : samples.entrySet()) {
            millis[i] = sample.getKey();
            values[i++] = sample.getValue();
        }
        return new Points(millis, values);
    }

    /** The same, with the other's array of times where they are equal: all series of a scrape have the same ones. */
    Points sharing(Points other) {
        return millis != other.millis && Arrays.equals(millis, other.millis) ? new Points(other.millis, values) : this;
    }

    boolean isEmpty() {
        return millis.length == 0;
    }

    int size() {
        return millis.length;
    }

    /** Of two samples or more. */
    long meanDistanceMillis() {
        return (newestMillis() - millis[0]) / (millis.length - 1);
    }

    long newestMillis() {
        return millis[millis.length - 1];
    }

    double newest() {
        return values[values.length - 1];
    }

    boolean isWithin(long fromMillis, long untilMillis) {
        return !isEmpty() && millis[0] >= fromMillis && newestMillis() <= untilMillis;
    }

    /** How many samples are not later than this. */
    int countUntil(long untilMillis) {
        int end = millis.length;
        while (end > 0 && millis[end - 1] > untilMillis) {
            end--;
        }
        return end;
    }

    long millis(int index) {
        return millis[index];
    }

    double value(int index) {
        return values[index];
    }

    /** The samples from {@code fromMillis} to {@code untilMillis}, both included. */
    Points between(long fromMillis, long untilMillis) {
        int first = 0;
        while (first < millis.length && millis[first] < fromMillis) {
            first++;
        }
        int end = Math.max(first, countUntil(untilMillis));
        return end - first == millis.length ? this : slice(first, end);
    }

    /** Both; a time that both have is one sample. */
    Points plus(Points other) {
        int known = 0;
        while (known < other.millis.length && other.millis[known] <= newestMillis()) {
            known++;
        }
        if (isIn(other, known)) {
            return known == other.millis.length ? this : append(other, known);
        }
        TreeMap<Long, Double> missing = new TreeMap<>();
        for (int i = 0; i < other.millis.length; i++) {
            if (Arrays.binarySearch(millis, other.millis[i]) < 0) {
                missing.put(other.millis[i], other.values[i]);
            }
        }
        for (int i = 0; i < millis.length; i++) {
            missing.put(millis[i], values[i]);
        }
        return of(missing);
    }

    /** Whether the first samples of another are all here: the usual case, as only newer ones are news. */
    private boolean isIn(Points other, int count) {
        int at = millis.length;
        for (int i = count - 1; i >= 0; i--) {
            do {
                at--;
            } while (at >= 0 && millis[at] > other.millis[i]);
            if (at < 0 || millis[at] != other.millis[i]) {
                return false;
            }
        }
        return true;
    }

    private Points append(Points other, int from) {
        int more = other.millis.length - from;
        long[] allMillis = Arrays.copyOf(millis, millis.length + more);
        double[] allValues = Arrays.copyOf(values, values.length + more);
        System.arraycopy(other.millis, from, allMillis, millis.length, more);
        System.arraycopy(other.values, from, allValues, values.length, more);
        return new Points(allMillis, allValues);
    }

    /** From the first sample to the newest, what was lost at a reset added back. Of one sample or more. */
    double increase() {
        double increase = newest() - values[0];
        for (int i = 1; i < values.length; i++) {
            if (values[i] < values[i - 1]) {
                increase += values[i - 1];
            }
        }
        return increase;
    }

    /**
     * PromQL's {@code rate}: the increase over the samples in (from, to], resets added back, extrapolated to the ends of
     * the range where a sample is near, per second of range. A reset is any decrease; what was lost before it is what
     * the counter had reached.
     *
     * <p>The extrapolation is that of {@code extrapolatedRate} in Prometheus ({@code promql/functions.go}): an end is
     * "near" when it is less than 1.1 mean sample distances away, else half a distance is added; and at the start a
     * counter is never taken back beyond the point where it would have been zero.
     *
     * @return empty when fewer than two samples are in the range
     */
    OptionalDouble rate(long fromMillis, long toMillis) {
        Points inside = between(fromMillis + 1, toMillis);
        return inside.size() < 2 ? OptionalDouble.empty() : OptionalDouble.of(inside.rateOfAll(fromMillis, toMillis));
    }

    private double rateOfAll(long fromMillis, long toMillis) {
        double increase = increase();
        double sampled = seconds(newestMillis() - millis[0]);
        double distance = sampled / (values.length - 1);
        double toStart = seconds(millis[0] - fromMillis);
        double toEnd = seconds(toMillis - newestMillis());
        if (increase > 0 && values[0] >= 0) {
            toStart = Math.min(toStart, sampled * (values[0] / increase));
        }
        double near = distance * 1.1;
        double covered = sampled + (toStart < near ? toStart : distance / 2) + (toEnd < near ? toEnd : distance / 2);
        return increase * (covered / sampled) / seconds(toMillis - fromMillis);
    }

    private Points slice(int from, int to) {
        return new Points(Arrays.copyOfRange(millis, from, to), Arrays.copyOfRange(values, from, to));
    }

    private static double seconds(long millis) {
        return millis / 1000.0;
    }
}

package io.llmlb.core.observe;

import io.llmlb.core.observe.SeriesKey.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The recent samples of one server, and what can be computed from them. Rates, means and quantiles are PromQL's:
 * {@code rate()} for each series with its resets and its extrapolation, then the sum over series. They agree with a
 * Prometheus server that has the same samples; so every source, and the simulator, gives a strategy the same numbers.
 *
 * <p>Immutable. No method returns NaN or an infinity: what cannot be computed is empty.
 */
public final class SampleWindow {
    /** A window without samples. */
    public static final SampleWindow EMPTY = new SampleWindow(Map.of());

    private final Map<SeriesKey, Points> series;

    private SampleWindow(Map<SeriesKey, Points> series) {
        this.series = series;
    }

    /** Of series whose times are mostly the same, of which one copy is kept: a large pool has thousands of series. */
    private static SampleWindow of(Map<SeriesKey, Points> series) {
        Points last = Points.of(new TreeMap<>());
        for (Map.Entry<SeriesKey, Points> entry : series.entrySet()) {
            last = entry.getValue().sharing(last);
            entry.setValue(last);
        }
        return new SampleWindow(series);
    }

    /** Collects samples in any order. */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether there is no sample at all. */
    public boolean isEmpty() {
        return series.isEmpty();
    }

    /** The time of the newest sample. */
    public Optional<Instant> newest() {
        return newest(Instant.ofEpochMilli(Long.MAX_VALUE));
    }

    /** The time of the newest sample that is not later than {@code until}. */
    public Optional<Instant> newest(Instant until) {
        long limit = until.toEpochMilli();
        long newest = Long.MIN_VALUE;
        for (Points points : series.values()) {
            int count = points.countUntil(limit);
            newest = count == 0 ? newest : Math.max(newest, points.millis(count - 1));
        }
        return newest == Long.MIN_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(newest));
    }

    /** The mean time between two samples of the series that has most of them; empty when none has two. */
    public Optional<Duration> interval() {
        return series.values().stream()
                .max(Comparator.comparingInt(Points::size))
                .filter(points -> points.size() > 1)
                .map(points -> Duration.ofMillis(points.meanDistanceMillis()));
    }

    /**
     * The newest value of a gauge, or of a counter as it stands, added or maximised over its series
     * ({@link Signal#across()}). Only series that are in the newest scrape count: an engine that is gone is gone.
     */
    public OptionalDouble latest(Signal signal) {
        return latest(signal, Instant.ofEpochMilli(Long.MAX_VALUE));
    }

    /** The same of the samples that are not later than {@code until}. */
    public OptionalDouble latest(Signal signal, Instant until) {
        long limit = until.toEpochMilli();
        long newest = Long.MIN_VALUE;
        double value = 0;
        for (Map.Entry<SeriesKey, Points> entry : series.entrySet()) {
            Points points = entry.getValue();
            int count = entry.getKey().signal() == signal && entry.getKey().part() == Part.VALUE
                    ? points.countUntil(limit)
                    : 0;
            if (count == 0) {
                continue;
            }
            long at = points.millis(count - 1);
            double one = points.value(count - 1);
            if (at > newest) {
                newest = at;
                value = one;
            } else if (at == newest) {
                value = signal.across() == Signal.Across.SUM ? value + one : Math.max(value, one);
            }
        }
        return newest == Long.MIN_VALUE ? OptionalDouble.empty() : finite(value);
    }

    /**
     * Growth of a counter per second over {@code (at - range, at]}.
     *
     * @return empty when no series has two samples in the range
     */
    public OptionalDouble rate(Signal counter, Duration range, Instant at) {
        return rate(counter, Part.VALUE, range, at);
    }

    /**
     * Observations of a histogram per second over {@code (at - range, at]}.
     *
     * @return empty when no series has two samples in the range
     */
    public OptionalDouble observationsPerSecond(Signal histogram, Duration range, Instant at) {
        return rate(histogram, Part.COUNT, range, at);
    }

    /**
     * What a counter grew by from its first sample to its last in {@code [from, until]}, resets added back. Nothing is
     * extrapolated: with two sample times of one server it is exactly what happened between them.
     *
     * @return empty when no series has two samples there
     */
    public OptionalDouble increase(Signal counter, Instant from, Instant until) {
        return increase(counter, Part.VALUE, from, until);
    }

    /**
     * How many observations a histogram made from its first sample to its last in {@code [from, until]}; see
     * {@link #increase(Signal, Instant, Instant)}.
     *
     * @return empty when no series has two samples there
     */
    public OptionalDouble observations(Signal histogram, Instant from, Instant until) {
        return increase(histogram, Part.COUNT, from, until);
    }

    /**
     * Mean of what a histogram observed in {@code (at - range, at]}: {@code rate(sum) / rate(count)}. Free of the
     * buckets' error.
     *
     * @return empty when nothing was observed, or it is not known
     */
    public OptionalDouble mean(Signal histogram, Duration range, Instant at) {
        OptionalDouble sum = rate(histogram, Part.SUM, range, at);
        OptionalDouble count = rate(histogram, Part.COUNT, range, at);
        return sum.isPresent() && count.isPresent() && count.getAsDouble() > 0
                ? finite(sum.getAsDouble() / count.getAsDouble())
                : OptionalDouble.empty();
    }

    /**
     * PromQL's {@code histogram_quantile(q, sum by (le) (rate(..._bucket[range])))}: linear within a bucket, the first
     * one from zero; in the last one ({@code +Inf}) the highest finite bound.
     *
     * @param q 0 to 1
     * @return empty when nothing was observed, or there are no usable buckets
     */
    public OptionalDouble quantile(Signal histogram, double q, Duration range, Instant at) {
        TreeMap<Double, Double> cumulative = new TreeMap<>();
        series.forEach((key, points) -> {
            if (key.signal() == histogram && key.part() == Part.BUCKET) {
                rate(points, range, at).ifPresent(rate -> cumulative.merge(key.le(), rate, Double::sum));
            }
        });
        return HistogramQuantile.of(q, cumulative);
    }

    /** These samples and the newer ones; samples of one series and one time are the same sample. */
    public SampleWindow plus(SampleWindow newer) {
        Map<SeriesKey, Points> more = new HashMap<>();
        newer.series.forEach((key, points) -> {
            Points known = series.get(key);
            Points both = known == null ? points : known.plus(points);
            if (both != known) {
                more.put(key, both);
            }
        });
        if (more.isEmpty()) {
            return this; // the usual case between two scrapes: the same samples again
        }
        Map<SeriesKey, Points> all = new HashMap<>(series);
        all.putAll(more);
        return of(all);
    }

    /** The samples from {@code from} to {@code until}, both included. */
    public SampleWindow between(Instant from, Instant until) {
        long fromMillis = from.toEpochMilli();
        long untilMillis = until.toEpochMilli();
        if (series.values().stream().allMatch(points -> points.isWithin(fromMillis, untilMillis))) {
            return this;
        }
        Map<SeriesKey, Points> kept = new HashMap<>();
        series.forEach((key, points) -> {
            Points inside = points.between(fromMillis, untilMillis);
            if (!inside.isEmpty()) {
                kept.put(key, inside);
            }
        });
        return of(kept);
    }

    private OptionalDouble rate(Signal signal, Part part, Duration range, Instant at) {
        double sum = 0;
        boolean any = false;
        for (Map.Entry<SeriesKey, Points> entry : series.entrySet()) {
            if (entry.getKey().signal() == signal && entry.getKey().part() == part) {
                OptionalDouble rate = rate(entry.getValue(), range, at);
                any |= rate.isPresent();
                sum += rate.orElse(0);
            }
        }
        return any ? finite(sum) : OptionalDouble.empty();
    }

    private OptionalDouble increase(Signal signal, Part part, Instant from, Instant until) {
        double sum = 0;
        boolean any = false;
        for (Map.Entry<SeriesKey, Points> entry : series.entrySet()) {
            if (entry.getKey().signal() == signal && entry.getKey().part() == part) {
                Points inside = entry.getValue().between(from.toEpochMilli(), until.toEpochMilli());
                any |= inside.size() > 1;
                sum += inside.size() > 1 ? inside.increase() : 0;
            }
        }
        return any ? finite(sum) : OptionalDouble.empty();
    }

    private static OptionalDouble rate(Points points, Duration range, Instant at) {
        return points.rate(at.minus(range).toEpochMilli(), at.toEpochMilli());
    }

    private static OptionalDouble finite(double value) {
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    /** Collects samples; not for use by several threads. */
    public static final class Builder {
        private final Map<SeriesKey, TreeMap<Long, Double>> samples = new HashMap<>();
        private int dropped;

        private Builder() {}

        /** Adds a sample. One that is not finite is dropped: a NaN tells nothing and poisons every sum. */
        public Builder add(SeriesKey key, Instant at, double value) {
            if (Double.isFinite(value)) {
                samples.computeIfAbsent(key, k -> new TreeMap<>()).put(at.toEpochMilli(), value);
            } else {
                dropped++;
            }
            return this;
        }

        /** How many samples were dropped because they were not finite. */
        public int dropped() {
            return dropped;
        }

        /** The window. */
        public SampleWindow build() {
            Map<SeriesKey, Points> series = new HashMap<>();
            samples.forEach((key, points) -> series.put(key, Points.of(points)));
            return of(series);
        }
    }
}

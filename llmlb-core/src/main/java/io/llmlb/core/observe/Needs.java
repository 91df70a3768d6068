package io.llmlb.core.observe;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a strategy wants to be told, so that a source fetches that and no more.
 *
 * @param signals the signals wanted
 * @param buckets those histograms among them of which the buckets are wanted too (for quantiles); the sum and the
 *     count come with every histogram
 * @param range how far back samples are wanted, positive
 */
public record Needs(Set<Signal> signals, Set<Signal> buckets, Duration range) {
    /** Copies the sets. */
    public Needs {
        if (range.isNegative() || range.isZero()) {
            throw new IllegalArgumentException("a range is positive, but this is " + range);
        }
        if (!signals.containsAll(buckets)) {
            throw new IllegalArgumentException("buckets " + buckets + " of signals that are not wanted: " + signals);
        }
        signals = signals.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(signals));
        buckets = buckets.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(buckets));
    }
}

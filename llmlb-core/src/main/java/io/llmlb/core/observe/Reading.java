package io.llmlb.core.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How a server stands, for people to see; strategies see more. Each is empty when the server does not tell it.
 *
 * @param running requests in the batch being computed
 * @param waiting requests waiting to be scheduled
 * @param kvCacheUsage share of the KV cache in use, 0 to 1
 * @param timeToFirstToken mean of the requests that got their first token in the last 15 s, or four scrapes where that is
 *     longer; seconds; empty when there was none
 */
public record Reading(
        OptionalDouble running, OptionalDouble waiting, OptionalDouble kvCacheUsage, OptionalDouble timeToFirstToken) {
    /** Nothing is known. */
    public static final Reading NONE =
            new Reading(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());

    private static final Set<Signal> SIGNALS =
            EnumSet.of(Signal.RUNNING, Signal.WAITING, Signal.KV_CACHE_USAGE, Signal.TIME_TO_FIRST_TOKEN);

    private static final Duration RANGE = Duration.ofSeconds(15);
    private static final int SCRAPES = 4;

    /** What must be known for this beside these needs; who needs nothing goes on needing nothing. */
    public static Needs needs(Needs others) {
        if (others.signals().isEmpty()) {
            return others;
        }
        Set<Signal> signals = EnumSet.copyOf(others.signals());
        signals.addAll(SIGNALS);
        return new Needs(signals, others.buckets(), others.range());
    }

    /** What these samples say. */
    public static Reading of(SampleWindow samples, Instant now) {
        Duration scrapes =
                samples.interval().map(one -> one.multipliedBy(SCRAPES)).orElse(RANGE);
        return new Reading(
                samples.latest(Signal.RUNNING, now),
                samples.latest(Signal.WAITING, now),
                samples.latest(Signal.KV_CACHE_USAGE, now),
                samples.mean(Signal.TIME_TO_FIRST_TOKEN, scrapes.compareTo(RANGE) > 0 ? scrapes : RANGE, now));
    }
}

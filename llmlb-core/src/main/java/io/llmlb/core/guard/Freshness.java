package io.llmlb.core.guard;

import io.llmlb.core.MemberId;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Believes no old sample: a member whose newest sample is older than {@code max(least, 3 x sampling interval)} has none.
 * The interval is learned from the samples' own times, and counts for at most 30 s, so nothing is believed for longer
 * than 90 s. Expiry matters more than the choice of law when scrapes stop.
 */
public final class Freshness {
    /** The least age at which a sample expires, unless configured otherwise. */
    public static final Duration LEAST = Duration.ofSeconds(15);

    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(30);
    private static final int INTERVALS = 3;

    private final Duration least;

    /**
     * @param least the least age at which a sample expires
     */
    public Freshness(Duration least) {
        this.least = least;
    }

    /** The age beyond which a member of this observation is stale. */
    public Duration limit(Observation history) {
        Duration interval = history.windows().values().stream()
                .flatMap(window -> window.interval().stream())
                .sorted()
                .skip(history.windows().size() / 2)
                .findFirst()
                .orElse(Duration.ZERO);
        Duration learned = min(interval, LONGEST_INTERVAL).multipliedBy(INTERVALS);
        return learned.compareTo(least) > 0 ? learned : least;
    }

    /** The same observation, without the members that are stale. */
    public Observation fresh(Observation history) {
        Duration limit = limit(history);
        Set<MemberId> young = history.windows().entrySet().stream()
                .filter(entry -> age(entry.getValue(), history.asOf()).compareTo(limit) <= 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return history.only(young);
    }

    /** The age of a window's newest sample, never negative; the longest possible when it has none. */
    public static Duration age(SampleWindow window, Instant now) {
        return window.newest()
                .map(newest -> newest.isAfter(now) ? Duration.ZERO : Duration.between(newest, now))
                .orElse(Duration.ofSeconds(Long.MAX_VALUE));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}

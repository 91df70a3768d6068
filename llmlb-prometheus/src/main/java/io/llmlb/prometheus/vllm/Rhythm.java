package io.llmlb.prometheus.vllm;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * When a target's samples come: the newest one, and after how long the next one does.
 *
 * @param newest by the clock that stamps the samples
 * @param interval positive
 */
record Rhythm(Instant newest, Duration interval) {
    /**
     * The interval between samples: the median of the distances, of two in the middle the shorter one. A scrape that
     * failed makes a long distance, a change of replica a short one; neither is the interval.
     *
     * @return empty when there are fewer than two samples
     */
    static Optional<Duration> interval(NavigableSet<Instant> times) {
        if (times.size() < 2) {
            return Optional.empty();
        }
        Instant[] all = times.toArray(Instant[]::new);
        Duration[] distances = new Duration[all.length - 1];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = Duration.between(all[i], all[i + 1]);
        }
        Arrays.sort(distances);
        return Optional.of(distances[(distances.length - 1) / 2]);
    }

    /**
     * Whether a sample can have come since it was last asked for. One that is late is asked for until the one after it
     * is due; from then on the target is taken for gone, and asked for around the times at which it would be scraped.
     */
    boolean due(Instant now, Instant asked) {
        Instant next = newest.plus(interval);
        if (now.isBefore(next)) {
            return false;
        }
        if (now.isBefore(next.plus(interval))) {
            return true;
        }
        Duration since = Duration.between(newest, now);
        Instant scraped = newest.plus(interval.multipliedBy(since.dividedBy(interval)));
        return asked.isBefore(scraped.plus(interval.dividedBy(4)));
    }
}

package io.llmlb.sim.lab.control;

import java.time.Duration;

/**
 * How long things take on the way from a server's state to a ratio.
 *
 * @param scrape from scrape to scrape of one server
 * @param interval from cycle to cycle
 * @param query to read the pool and the metrics
 * @param patchLeast the shortest PATCH
 * @param patchMost the longest PATCH
 * @param ratiosPerMinute PATCHes in the long run, a third of them at once; what is more waits for a later cycle
 */
public record Delays(
        Duration scrape,
        Duration interval,
        Duration query,
        Duration patchLeast,
        Duration patchMost,
        int ratiosPerMinute) {
    /** A scrape every 5 s, a cycle every 2 s, 150 ms to read, 50 to 100 ms for each PATCH, 60 of them a minute. */
    public static final Delays USUAL = new Delays(
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofMillis(150),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            60);

    /** The same with another scrape interval. */
    public Delays withScrape(Duration other) {
        return new Delays(other, interval, query, patchLeast, patchMost, ratiosPerMinute);
    }

    /** The same with another control interval. */
    public Delays withInterval(Duration other) {
        return new Delays(scrape, other, query, patchLeast, patchMost, ratiosPerMinute);
    }

    /** The same with another budget of writes. */
    public Delays withRatiosPerMinute(int other) {
        return new Delays(scrape, interval, query, patchLeast, patchMost, other);
    }
}

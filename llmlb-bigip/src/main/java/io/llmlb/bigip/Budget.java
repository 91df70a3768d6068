package io.llmlb.bigip;

import io.llmlb.core.PoolName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much one device is asked to do. Requests of every kind are spread over time; writes of ratios that are too many
 * wait for a later cycle. Pools that wait get their turns one write each, so that a restless pool does not starve
 * another. Thread-safe.
 */
final class Budget {
    /** Of a minute's writes so much at once. */
    private static final double BURST = 1.0 / 3;

    /** A pool that did not ask again for so long waits no more. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final Bucket requests;
    private final Bucket writes;
    private final Map<PoolName, Instant> waiting = new LinkedHashMap<>(); // in the order of their turns

    Budget(int requestsPerSecond, int writesPerMinute, InstantSource clock) {
        Instant now = clock.instant();
        this.clock = clock;
        this.requests = new Bucket(requestsPerSecond, requestsPerSecond, now);
        this.writes = new Bucket(writesPerMinute / 60.0, Math.max(1, writesPerMinute * BURST), now);
    }

    /** Counts one request, and returns how long it is to wait. */
    synchronized Duration request() {
        return requests.borrow(clock.instant());
    }

    /** Whether this pool may write one more ratio now; counts it if so. */
    synchronized boolean mayWrite(PoolName pool) {
        Instant now = clock.instant();
        waiting.values().removeIf(asked -> asked.isBefore(now.minus(FORGOTTEN)) || asked.isAfter(now));
        int ahead = 0;
        for (PoolName other : waiting.keySet()) {
            if (other.equals(pool)) {
                break;
            }
            ahead++;
        }
        if (writes.take(1 + ahead, now)) {
            waiting.remove(pool);
            return true;
        }
        waiting.put(pool, now);
        return false;
    }
}

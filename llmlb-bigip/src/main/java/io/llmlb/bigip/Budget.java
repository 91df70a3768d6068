package io.llmlb.bigip;

import io.llmlb.core.PoolName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much one device is asked to do. Requests of every kind are spread over time; writes of ratios that are too many
 * wait for a later cycle. Of the pools that wait the one with the largest error goes first, and gets one write a turn; a
 * minute of waiting counts as much as a factor of e in a member's share, so that a restless pool does not starve another.
 * Thread-safe.
 */
final class Budget {
    /** Of a minute's writes so much at once. */
    private static final double BURST = 1.0 / 3;

    /** A pool that did not ask again for so long waits no more. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(30);

    private record Wish(double error, Instant since, Instant asked) {
        double urgency(Instant now) {
            return error + Duration.between(since, now).toMillis() / 60_000.0;
        }
    }

    private final InstantSource clock;
    private final int requestsPerSecond;
    private final Bucket requests;
    private final Bucket writes;
    private final Map<PoolName, Wish> waiting = new LinkedHashMap<>(); // in the order of their coming

    Budget(int requestsPerSecond, int writesPerMinute, InstantSource clock) {
        Instant now = clock.instant();
        this.clock = clock;
        this.requestsPerSecond = requestsPerSecond;
        this.requests = new Bucket(requestsPerSecond, requestsPerSecond, now);
        this.writes = new Bucket(writesPerMinute / 60.0, Math.max(1, writesPerMinute * BURST), now);
    }

    int requestsPerSecond() {
        return requestsPerSecond;
    }

    /** Counts one request, and returns how long it is to wait. */
    synchronized Duration request() {
        return requests.borrow(clock.instant());
    }

    /** Whether half of a second's requests are left. */
    synchronized boolean hasRoom() {
        return requests.level(clock.instant()) >= requestsPerSecond / 2.0;
    }

    /**
     * Whether this pool would get so many ratios now. It is in line from then on.
     *
     * @param error how far the farthest member is from its share, as the logarithm of the factor; 0 or more
     */
    synchronized boolean hasTurns(PoolName pool, double error, int count) {
        Instant now = clock.instant();
        return writes.level(now) >= count + ahead(pool, error, now);
    }

    /** Whether it gets one, and counts it if so: to be asked when nothing comes between the answer and the write. */
    synchronized boolean mayWrite(PoolName pool, double error) {
        Instant now = clock.instant();
        if (!writes.take(1 + ahead(pool, error, now), now)) {
            return false;
        }
        waiting.remove(pool);
        return true;
    }

    private int ahead(PoolName pool, double error, Instant now) {
        waiting.values().removeIf(wish -> wish.asked.isBefore(now.minus(FORGOTTEN)) || wish.asked.isAfter(now));
        Wish before = waiting.get(pool);
        Wish mine = new Wish(error, before == null ? now : before.since, now);
        waiting.put(pool, mine);
        int ahead = 0;
        boolean earlier = true;
        for (Map.Entry<PoolName, Wish> other : waiting.entrySet()) {
            if (other.getKey().equals(pool)) {
                earlier = false;
                continue;
            }
            double lead = other.getValue().urgency(now) - mine.urgency(now);
            ahead += lead > 0 || (earlier && lead == 0) ? 1 : 0;
        }
        return ahead;
    }

    /** A pool has nothing to write, so that nobody waits for it. */
    synchronized void wantsNothing(PoolName pool) {
        waiting.remove(pool);
    }
}

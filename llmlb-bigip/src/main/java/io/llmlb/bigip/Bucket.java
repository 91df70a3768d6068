package io.llmlb.bigip;

import java.time.Duration;
import java.time.Instant;

/** A token bucket: fills evenly up to its capacity, begins full, and is emptied by one at a time. */
final class Bucket {
    private final double perSecond;
    private final double capacity;
    private double level;
    private Instant filled;

    Bucket(double perSecond, double capacity, Instant now) {
        this.perSecond = perSecond;
        this.capacity = capacity;
        this.level = capacity;
        this.filled = now;
    }

    /** Takes {@code 1} when there are at least {@code needed}. */
    boolean take(int needed, Instant now) {
        fill(now);
        if (level < needed) {
            return false;
        }
        level--;
        return true;
    }

    /** How many there are. */
    double level(Instant now) {
        fill(now);
        return level;
    }

    /** Takes 1 in any case, and returns how long to wait until it would have been there. */
    Duration borrow(Instant now) {
        fill(now);
        // Whoever borrows waits, so there is never more than one to give back, even when the clock stands.
        level = Math.max(level - 1, -1);
        return level >= 0 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil(-level / perSecond * 1e9));
    }

    /** A clock that is set back fills nothing until it has caught up with itself again, counted from there. */
    private void fill(Instant now) {
        double seconds = Math.max(0, Duration.between(filled, now).toNanos() / 1e9);
        level = Math.min(capacity, level + seconds * perSecond);
        filled = now;
    }
}

package io.llmlb.core.supervise;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * For how long a strategy is set aside: five minutes, doubled up to an hour each time that it does harm again, and five
 * minutes again after an hour without.
 */
final class Suspension {
    private static final Duration SHORTEST = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofHours(1);

    private Duration length = SHORTEST;
    private @Nullable Instant began;
    private @Nullable Instant ended;

    void begin(Instant now) {
        boolean relapse = ended != null && Duration.between(ended, now).compareTo(LONGEST) < 0;
        Duration doubled = length.multipliedBy(2);
        length = !relapse ? SHORTEST : doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        began = now;
    }

    /** Whether the strategy is set aside now. */
    boolean on(Instant now) {
        if (began == null) {
            return false;
        }
        if (began.isAfter(now)) {
            began = now; // the clock was put back
        }
        if (Duration.between(began, now).compareTo(length) < 0) {
            return true;
        }
        ended = now;
        began = null;
        return false;
    }

    Duration length() {
        return length;
    }

    /** How long it still lasts; zero when it does not. */
    Duration left(Instant now) {
        return began == null ? Duration.ZERO : length.minus(Duration.between(began, now));
    }
}

package io.llmlb.core.control;

import io.llmlb.core.FailureKind;
import java.time.Duration;

/**
 * How long to leave a device alone after a failure: one interval, doubled with each failure in a row, at most 15 s. A
 * pool that does not exist is no fault of the device's, and is looked for at every turn of at least 2 s.
 */
final class Backoff {
    private static final Duration MOST = Duration.ofSeconds(15);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final Duration interval;
    private Duration next;

    Backoff(Duration interval) {
        this.interval = interval;
        this.next = interval;
    }

    void reset() {
        next = interval;
    }

    Duration after(FailureKind kind) {
        if (kind == FailureKind.ABSENT) {
            reset();
            return interval.compareTo(LOOK_AGAIN) > 0 ? interval : LOOK_AGAIN;
        }
        Duration wait = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(MOST) < 0 ? doubled : MOST;
        return wait;
    }
}

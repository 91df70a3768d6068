package io.llmlb.app.faults;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that passes when it is told to, and the controller's clock, which may be wrong about it. */
final class VirtualClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private volatile Duration wrong = Duration.ZERO;

    void advance(Duration by) {
        now = now.plus(by);
    }

    /** Sets the controller's clock ahead, or back when negative. */
    void setController(Duration by) {
        wrong = by;
    }

    /** The true time: the device's and the servers'. */
    @Override
    public Instant instant() {
        return now;
    }

    /** The time by the controller's clock. */
    InstantSource controller() {
        return () -> now.plus(wrong);
    }
}

package io.llmlb.sim.lab.control;

import java.time.Instant;
import java.time.InstantSource;

/** The clock of a simulation, for code that asks for the time. */
public final class SimulatedTime implements InstantSource {
    /** The moment of time 0; any will do, and the same one every time. */
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private long now;

    /** Puts the clock to a time of the simulation, in nanoseconds. */
    public void set(long nanos) {
        now = nanos;
    }

    /** The time of the simulation, in nanoseconds. */
    public long nanos() {
        return now;
    }

    @Override
    public Instant instant() {
        return of(now);
    }

    /** A time of the simulation as others see it. */
    static Instant of(long nanos) {
        return BEGIN.plusNanos(nanos);
    }
}

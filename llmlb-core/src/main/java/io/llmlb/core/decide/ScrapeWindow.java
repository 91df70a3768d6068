package io.llmlb.core.decide;

import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * What one server did between two of its samples. Counters are read as differences, so nothing is extrapolated. Every
 * number is brought into the range of the possible, so that sums and products stay finite and nonsense is forgotten soon.
 *
 * @param samples the server's samples
 * @param from the time of the earlier sample
 * @param until the time of the later sample
 */
record ScrapeWindow(SampleWindow samples, Instant from, Instant until) {
    private static final double MOST_PER_SECOND = 1e7;
    private static final double MOST = 1e6;

    /** How long it is; seconds, positive. */
    double seconds() {
        return seconds(Duration.between(from, until));
    }

    static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }

    /** What a counter grew by. */
    OptionalDouble growth(Signal counter) {
        return within(samples.increase(counter, from, until), MOST_PER_SECOND * seconds());
    }

    /** How many observations a histogram made. */
    OptionalDouble observations(Signal histogram) {
        return within(samples.observations(histogram, from, until), MOST_PER_SECOND * seconds());
    }

    /** A gauge at the beginning. */
    OptionalDouble atStart(Signal gauge) {
        return sane(at(from, gauge));
    }

    /** A gauge at the end. */
    OptionalDouble atEnd(Signal gauge) {
        return sane(at(until, gauge));
    }

    /** Whether the server began anew meanwhile: then its counters tell nothing of the time between. */
    boolean restarted() {
        return fell(Signal.GENERATION_TOKENS) || fell(Signal.FINISHED);
    }

    private boolean fell(Signal counter) {
        OptionalDouble before = at(from, counter);
        OptionalDouble after = at(until, counter);
        return before.isPresent() && after.isPresent() && after.getAsDouble() < before.getAsDouble();
    }

    private OptionalDouble at(Instant time, Signal signal) {
        return samples.latest(signal, time);
    }

    /** A number of requests, or another gauge, from 0 to a million: measurements are not trusted to be in range. */
    static OptionalDouble sane(OptionalDouble measured) {
        return within(measured, MOST);
    }

    private static OptionalDouble within(OptionalDouble measured, double most) {
        return measured.isEmpty() ? measured : OptionalDouble.of(Math.min(most, Math.max(0, measured.getAsDouble())));
    }
}

package io.llmlb.sim.lab.experiment;

import io.llmlb.core.control.Cycle;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts how often a supervisor found that ratios did harm. */
final class Alarms implements Consumer<Cycle> {
    private @Nullable Instant began;
    private @Nullable Instant alarmed;
    private long count;

    @Override
    public void accept(Cycle cycle) {
        began = began == null ? cycle.at() : began;
        count = cycle.harm().alarms();
        alarmed = alarmed == null && count > 0 ? cycle.at() : alarmed;
    }

    long count() {
        return count;
    }

    /** Seconds from the first cycle to the first alarm. */
    OptionalDouble first() {
        return began == null || alarmed == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(Duration.between(began, alarmed).toMillis() / 1e3);
    }
}

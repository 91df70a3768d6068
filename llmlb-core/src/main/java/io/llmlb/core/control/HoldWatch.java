package io.llmlb.core.control;

import io.llmlb.core.FailureKind;
import io.llmlb.core.LlmlbException;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Hold;
import io.llmlb.core.act.PoolDevice;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a person holds the pool. What cannot be read counts as held, once the last answer is a minute old. A device that
 * refuses to tell counts as one without holds: whoever places a hold needs more rights than to read one.
 */
final class HoldWatch {
    private static final Duration TRUSTED = Duration.ofMinutes(1);

    private final PoolDevice device;
    private final PoolName pool;
    private Optional<Hold> known = Optional.empty();
    private @Nullable Instant knownAt;

    HoldWatch(PoolDevice device, PoolName pool) {
        this.device = device;
        this.pool = pool;
    }

    /**
     * What is known of a hold.
     *
     * @param hold the hold in force
     * @param mayWrite whether there is none, as far as is known
     * @param note why that is not certain; empty when it is
     */
    record Answer(Optional<Hold> hold, boolean mayWrite, String note) {}

    Answer look(Instant now) {
        try {
            known = device.hold(pool);
            knownAt = now;
            return answer(now, "");
        } catch (LlmlbException failure) {
            if (failure.kind() == FailureKind.DENIED) {
                return new Answer(
                        Optional.empty(), true, "whether the pool is held cannot be seen: " + failure.getMessage());
            }
            boolean lately = knownAt != null
                    && !knownAt.isAfter(now)
                    && knownAt.plus(TRUSTED).isAfter(now);
            String note = "whether the pool is held cannot be read: " + failure.getMessage();
            return lately
                    ? answer(now, note)
                    : new Answer(Optional.empty(), false, note + "; nothing is written meanwhile");
        }
    }

    private Answer answer(Instant now, String note) {
        Optional<Hold> inForce = known.filter(hold -> hold.until().isAfter(now));
        return new Answer(inForce, inForce.isEmpty(), note);
    }
}

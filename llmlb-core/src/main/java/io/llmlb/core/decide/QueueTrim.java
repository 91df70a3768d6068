package io.llmlb.core.decide;

import io.llmlb.core.MemberId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A slow correction of capacities by the queues that they leave: a leaky integral for each member, advanced once for each
 * new sample of it by the time since the one before.
 *
 * <pre>{@code
 * seconds of queue  z_i = log(waiting_i / capacity_i + 0.5)
 * error             e_i = clamp(mean z - z_i, -1.5, 1.5)       (mean weighted by capacity)
 * trim              u_i = clamp((u_i + gain * dt * e_i) * (1 - leak * dt), -limit, limit)
 * }</pre>
 *
 * <p>{@code gain} and {@code leak} are per second; {@code dt} is in seconds and counts for at most 15. The 0.5 s keep
 * short queues from mattering: a member without a queue differs from one with half a second of it by log 2. The gain must
 * stay far below the inverse of the delay, because a queue is an integral already.
 */
final class QueueTrim {
    private static final double FLOOR = 0.5;
    private static final double LARGEST_ERROR = 1.5;
    private static final double LONGEST_STEP = 15;

    private final double gain;
    private final double leak;
    private final double limit;
    private final PerMember<Trim> trims = new PerMember<>(Trim::new);

    private static final class Trim {
        double value;

        @Nullable
        Instant sampledAt;
    }

    QueueTrim(double gain, double leak, double limit) {
        this.gain = gain;
        this.leak = leak;
        this.limit = limit;
    }

    /** The same loads, with each capacity multiplied by {@code exp(trim)}. */
    Map<MemberId, Load> apply(Instant now, Map<MemberId, Load> loads) {
        trims.present(now, loads.keySet());
        double mean = 0;
        double all = Load.capacity(loads);
        for (Load load : loads.values()) {
            mean += load.capacity() / all * logSeconds(load);
        }
        Map<MemberId, Load> trimmed = new TreeMap<>();
        for (Map.Entry<MemberId, Load> entry : loads.entrySet()) {
            Load load = entry.getValue();
            double trim = advance(trims.of(entry.getKey()), load.sampledAt(), mean - logSeconds(load));
            trimmed.put(entry.getKey(), load.times(StrictMath.exp(trim)));
        }
        return trimmed;
    }

    private static double logSeconds(Load load) {
        return StrictMath.log(load.waiting() / load.capacity() + FLOOR);
    }

    private double advance(Trim trim, Instant sampledAt, double difference) {
        Instant last = trim.sampledAt;
        trim.sampledAt = sampledAt;
        if (last != null && last.isBefore(sampledAt)) {
            double passed = Math.min(LONGEST_STEP, ScrapeWindow.seconds(Duration.between(last, sampledAt)));
            double error = Math.min(LARGEST_ERROR, Math.max(-LARGEST_ERROR, difference));
            double moved = (trim.value + gain * passed * error) * Math.max(0, 1 - leak * passed);
            trim.value = Math.min(limit, Math.max(-limit, moved));
        }
        return trim.value;
    }
}

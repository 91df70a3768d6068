package io.llmlb.sim.model.bigip;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long the management interface takes for an answer. Immutable.
 *
 * @param base least time
 * @param spread added uniformly at random, from 0 up to this
 * @param spike added to some answers, as while a device is busy
 * @param spikeChance of such an answer, 0 to 1
 */
public record ManagementLatency(Duration base, Duration spread, Duration spike, double spikeChance) {
    /** At once. */
    public static final ManagementLatency NONE = of(Duration.ZERO);

    /**
     * @throws IllegalArgumentException when a time is negative or the chance is none
     */
    public ManagementLatency {
        if (base.isNegative() || spread.isNegative() || spike.isNegative()) {
            throw new IllegalArgumentException(
                    "latencies are 0 or more, but these are " + base + ", " + spread + " and " + spike);
        }
        if (!(spikeChance >= 0 && spikeChance <= 1)) {
            throw new IllegalArgumentException("a chance is 0 to 1, but this is " + spikeChance);
        }
    }

    /** Always the same. */
    public static ManagementLatency of(Duration base) {
        return new ManagementLatency(base, Duration.ZERO, Duration.ZERO, 0);
    }

    /** The next one. */
    public Duration next(RandomGenerator random) {
        long nanos = base.toNanos();
        if (!spread.isZero()) {
            nanos += random.nextLong(spread.toNanos() + 1);
        }
        return Duration.ofNanos(random.nextDouble() < spikeChance ? nanos + spike.toNanos() : nanos);
    }
}

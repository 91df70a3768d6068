package io.llmlb.core.guard;

import java.time.Duration;

/**
 * How the guards of {@link Guards#of} are set.
 *
 * @param maxAge the least age at which a sample expires ({@link Freshness})
 * @param hold how long the last weights stay without evidence ({@link HoldThenNeutral})
 * @param glide how long the way to the usual weights takes after that, positive
 * @param keep how long those stay, and how long the way to neutral takes after that, positive
 * @param full the part of the KV cache above which a server with a queue is full, 0 to 1 ({@link SaturationFreeze})
 * @param softStartFrom the part of the others' mean at which a new member begins, above 0 to 1 ({@link SoftStart})
 * @param softStart how long its way to the wanted weight takes, positive
 * @param floor the least weight in parts of the mean, 0 to 1 ({@link ExplorationFloor})
 * @param deadband the change of a share that is not worth a write, 0 to 1 ({@link Deadband})
 */
public record GuardSettings(
        Duration maxAge,
        Duration hold,
        Duration glide,
        Duration keep,
        double full,
        double softStartFrom,
        Duration softStart,
        double floor,
        double deadband) {
    /** What applies unless somebody says otherwise; chosen in the laboratory. */
    public static final GuardSettings STANDARD = new GuardSettings(
            Freshness.LEAST,
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofMinutes(30),
            0.9,
            0.3,
            Duration.ofSeconds(30),
            0.02,
            0.05);
}

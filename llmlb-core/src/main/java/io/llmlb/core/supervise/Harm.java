package io.llmlb.core.supervise;

import io.llmlb.core.decide.Weights;

/**
 * What a supervisor makes of a strategy in one cycle.
 *
 * @param status how it stands
 * @param instead the weights to use instead of the strategy's; none unless it is {@link Status#SUSPENDED}
 * @param alarms how often harm was found since the loop began
 * @param sentence what was found, and what is done about it, for the one who is on call; empty when all is well
 */
public record Harm(Status status, Weights instead, long alarms, String sentence) {
    /** All is well, or nobody looks. */
    public static final Harm NONE = new Harm(Status.NONE, Weights.NONE, 0, "");

    /** How a strategy stands. */
    public enum Status {
        /** Nothing speaks against it. */
        NONE,
        /** It does harm; it is only said. */
        WARNED,
        /** It did harm, and its weights are set aside for a while. */
        SUSPENDED
    }
}

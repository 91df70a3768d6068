package io.llmlb.core.guard;

import io.llmlb.core.decide.Weights;
import java.time.Duration;
import java.util.List;

/**
 * The guards of one pool, in the order in which they act.
 *
 * @param freshness what the strategy gets to see
 * @param output what becomes of its answer, first to last
 */
public record Guards(Freshness freshness, List<OutputGuard> output) {
    /** Copies the list. */
    public Guards {
        output = List.copyOf(output);
    }

    /**
     * The guards that are on unless configured otherwise: samples expire after 15 s or three scrapes; without evidence
     * 60 s hold and 60 s to neutral; the mean for the unknown; a floor of 2 % of the mean; a deadband of 5 %.
     */
    public static Guards standard() {
        return new Guards(
                new Freshness(Freshness.LEAST),
                List.of(
                        new HoldThenNeutral(Duration.ofSeconds(60), Duration.ofSeconds(60)),
                        new MeanForUnknown(),
                        new ExplorationFloor(0.02),
                        new Deadband(0.05)));
    }

    /** The weights after every guard: one for each member of the situation, positive and finite. */
    public Weights apply(Weights wanted, Situation situation) {
        Weights guarded = wanted;
        for (OutputGuard guard : output) {
            guarded = guard.guard(guarded, situation);
        }
        return guarded;
    }
}

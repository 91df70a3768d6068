package io.llmlb.core.guard;

import io.llmlb.core.decide.Weights;

/**
 * No member falls below a fraction of the mean weight: without requests its metrics stop moving, and a server that looked
 * bad once would look bad for ever.
 */
public final class ExplorationFloor implements OutputGuard {
    private final double fraction;

    /**
     * @param fraction of the mean weight, 0 to 1
     */
    public ExplorationFloor(double fraction) {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("a floor is 0 to 1 of the mean, but this is " + fraction);
        }
        this.fraction = fraction;
    }

    @Override
    public String name() {
        return "exploration-floor";
    }

    @Override
    public Weights guard(Weights wanted, Situation situation) {
        double floor = wanted.mean() * fraction;
        return wanted.map((member, weight) ->
                weight.value() < floor ? weight.changed(floor, "raised to the exploration floor") : weight);
    }
}

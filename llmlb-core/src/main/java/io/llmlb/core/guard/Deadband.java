package io.llmlb.core.guard;

import io.llmlb.core.MemberId;
import io.llmlb.core.decide.Weights;
import java.util.Map;

/**
 * Small changes are noise: while no member's share would change by more than a fraction of itself, the last weights stay.
 * Saves writes, and keeps equal servers from being told apart by chance.
 */
public final class Deadband implements OutputGuard {
    private final double fraction;

    /**
     * @param fraction of a member's share, 0 (off) to 1
     */
    public Deadband(double fraction) {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("a deadband is 0 to 1 of a share, but this is " + fraction);
        }
        this.fraction = fraction;
    }

    @Override
    public String name() {
        return "deadband";
    }

    @Override
    public Weights guard(Weights wanted, Situation situation) {
        boolean blind = !situation.blindFor().isZero(); // the way to neutral is made of small changes
        boolean same = situation.last().members().equals(wanted.members());
        if (blind || !same || moved(wanted, situation.last())) {
            return wanted;
        }
        return wanted.map((member, weight) -> {
            double last = situation.last().of(member).orElseThrow().value();
            return weight.value() == last ? weight : weight.changed(last, "a small change, held back");
        });
    }

    private boolean moved(Weights wanted, Weights last) {
        Map<MemberId, Double> before = last.shares();
        return wanted.shares().entrySet().stream()
                .anyMatch(share ->
                        Math.abs(share.getValue() / before.getOrDefault(share.getKey(), 0.0) - 1) > fraction);
    }
}

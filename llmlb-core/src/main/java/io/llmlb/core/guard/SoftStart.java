package io.llmlb.core.guard;

import io.llmlb.core.MemberId;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.decide.Weights;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A member that is new among others gets its share little by little: it is cold, what it can do is a guess, and an empty
 * queue would draw everything to it. New is who joined the pool, came back to it or restarted; a pool that is new as a
 * whole has nobody who could carry the load meanwhile, and is left alone.
 *
 * <p>With {@code t} the time since it began to serve, for less than {@code ramp}:
 *
 * <pre>{@code
 * weight = min(wanted, start * mean of the others * (1 - t / ramp) + wanted * t / ramp)
 * }</pre>
 */
public final class SoftStart implements OutputGuard {
    private final double start;
    private final Duration ramp;

    /**
     * @param start the part of the others' mean at which a new member begins, above 0 to 1
     * @param ramp how long it takes to the weight that the strategy wants, positive
     */
    public SoftStart(double start, Duration ramp) {
        if (!(start > 0 && start <= 1) || ramp.isNegative() || ramp.isZero()) {
            throw new IllegalArgumentException(
                    "a soft start begins above 0 and up to 1 and takes some time, but this is " + start + " in "
                            + ramp);
        }
        this.start = start;
        this.ramp = ramp;
    }

    @Override
    public String name() {
        return "soft-start";
    }

    @Override
    public Weights guard(Weights wanted, Situation situation) {
        Set<MemberId> old = new TreeSet<>(wanted.members());
        old.removeIf(member -> progress(member, situation.serving()) < 1);
        if (old.isEmpty() || old.size() == wanted.members().size()) {
            return wanted;
        }
        double mean = wanted.only(old).mean();
        return wanted.map((member, weight) -> begin(weight, progress(member, situation.serving()), mean));
    }

    private Weight begin(Weight weight, double progress, double mean) {
        double allowed = start * mean * (1 - progress) + weight.value() * progress;
        return progress < 1 && allowed < weight.value()
                ? weight.changed(Math.max(allowed, Double.MIN_NORMAL), "new, so it starts softly")
                : weight;
    }

    private double progress(MemberId member, Map<MemberId, Duration> serving) {
        Duration since = serving.getOrDefault(member, ramp);
        return since.compareTo(ramp) >= 0 ? 1 : Math.max(0, since.toMillis() / (double) ramp.toMillis());
    }
}

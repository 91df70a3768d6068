package io.llmlb.core.guard;

import io.llmlb.core.MemberId;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.decide.Weights;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * When the strategy could judge fewer than half of the members, its word does not count: the last trusted weights stay for
 * a while, then glide to equal ones. What is in force was right a moment ago; what was right a minute ago is a guess, and
 * equal shares are what BIG-IP alone would do.
 *
 * <p>With {@code t} the time without evidence, {@code weight = trusted ^ (1 - f)} where {@code f} goes from 0 to 1 while
 * {@code t} goes from {@code hold} to {@code hold + glide}.
 */
public final class HoldThenNeutral implements OutputGuard {
    private final Duration hold;
    private final Duration glide;

    /**
     * @param hold how long the last weights stay
     * @param glide how long the way to equal weights takes after that, positive
     */
    public HoldThenNeutral(Duration hold, Duration glide) {
        this.hold = hold;
        this.glide = glide;
    }

    /** Whether the strategy judged enough of the members to be followed. */
    public static boolean enough(Weights wanted, int members) {
        return !wanted.isEmpty() && 2 * wanted.members().size() >= members;
    }

    @Override
    public String name() {
        return "hold-then-neutral";
    }

    @Override
    public Weights guard(Weights wanted, Situation situation) {
        if (enough(wanted, situation.members().size())) {
            return wanted;
        }
        double past = situation.blindFor().minus(hold).toMillis() / (double) glide.toMillis();
        double neutral = Math.min(1, Math.max(0, past));
        String cause = "no evidence for " + situation.blindFor().toSeconds() + " s, "
                + (neutral == 0 ? "held" : neutral == 1 ? "neutral" : "on the way to neutral");
        Weights trusted = situation.trusted();
        double mean = trusted.mean();
        Map<MemberId, Weight> weights = new TreeMap<>();
        for (MemberId member : situation.members()) {
            double last = trusted.of(member).map(Weight::value).orElse(mean);
            weights.put(member, Weight.of(neutral == 0 ? last : toward(last / mean, neutral), cause));
        }
        return Weights.of(weights);
    }

    private static double toward(double last, double neutral) {
        return StrictMath.pow(Math.min(1e100, Math.max(1e-100, last)), 1 - neutral);
    }
}

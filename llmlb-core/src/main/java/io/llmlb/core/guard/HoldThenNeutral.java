package io.llmlb.core.guard;

import io.llmlb.core.MemberId;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.decide.Weights;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * When the strategy could judge fewer than half of the members, its word does not count: the last trusted weights stay for
 * a while, then glide to what the members usually had, and much later to equal ones. What is in force was right a moment
 * ago; queues have changed in a minute, while servers differ for hours; in the end equal shares are what BIG-IP alone would
 * do.
 *
 * <p>With {@code t} the time without evidence, {@code weight = (trusted^(1 - f) * usual^f)^(1 - g)} where {@code f} goes
 * from 0 to 1 while {@code t} goes from {@code hold} to {@code hold + glide}, and {@code g} while it goes on from there by
 * {@code keep} to {@code 2 keep}. Where nothing is usual, {@code trusted} is.
 *
 * <p>In simulation, equal shares on unequal servers lost more in the second minute without metrics than wrong shares ever did.
 */
public final class HoldThenNeutral implements OutputGuard {
    private final Duration hold;
    private final Duration glide;
    private final Duration keep;

    /**
     * @param hold how long the last weights stay
     * @param glide how long the way to the usual weights takes after that, positive
     * @param keep how long those stay, and how long the way to equal weights takes after that, positive
     */
    public HoldThenNeutral(Duration hold, Duration glide, Duration keep) {
        this.hold = hold;
        this.glide = glide;
        this.keep = keep;
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
        Duration past = situation.blindFor().minus(hold);
        double usual = part(past, glide);
        double neutral = part(past.minus(glide).minus(keep), keep);
        String cause = "no evidence for " + situation.blindFor().toSeconds() + " s, " + stage(usual, neutral);
        Weights trusted = situation.trusted();
        double mean = trusted.mean();
        Map<MemberId, Weight> weights = new TreeMap<>();
        for (MemberId member : situation.members()) {
            double last = trusted.of(member).map(Weight::value).orElse(mean);
            double relative = bounded(last / mean);
            double often = situation.usual().of(member).map(Weight::value).orElse(relative);
            double between = StrictMath.pow(relative, 1 - usual) * StrictMath.pow(bounded(often), usual);
            weights.put(member, Weight.of(usual == 0 ? last : StrictMath.pow(between, 1 - neutral), cause));
        }
        return Weights.of(weights);
    }

    private static String stage(double usual, double neutral) {
        if (neutral > 0) {
            return neutral == 1 ? "neutral" : "on the way to neutral";
        }
        return usual == 1 ? "as usual" : usual > 0 ? "on the way to the usual" : "held";
    }

    private static double part(Duration past, Duration all) {
        return Math.min(1, Math.max(0, past.toMillis() / (double) all.toMillis()));
    }

    private static double bounded(double value) {
        return Math.min(1e100, Math.max(1e-100, value));
    }
}

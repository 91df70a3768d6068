package io.llmlb.core.decide;

import io.llmlb.core.MemberId;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes integers of weights; the only place that does.
 *
 * <p>The result is the smallest vector of ratios, each from 1 to {@link #max()}, by which no member gets over 5 % more
 * than its share; where no vector does that, the one by which the most overserved member is overserved least. The
 * vectors tried are {@code max(1, round(k * weight / largest weight))} for {@code k} from 1 to {@code max}; above
 * {@value #USUAL} only where a member would otherwise get over 25 % too much, until none does.
 *
 * <p>Small ratios matter: BIG-IP serves ratios in interleaved rounds, so one rotation lasts as many requests as the
 * ratios add up to, and a rotation longer than a control interval never shows its tail. Overserving is what is bounded,
 * not underserving, because an overserved server queues; and when nobody is overserved by more than 5 %, less than 5 %
 * of all traffic is misplaced. Equal weights give all 1, the value AS3 and CIS declare, so a pool at rest never drifts
 * from its declaration.
 */
public final class RatioScale {
    /** The largest ratio unless configured otherwise. */
    public static final int DEFAULT_MAX = 40;

    /** By how much a member's share may exceed the wanted one before a finer vector is tried. */
    public static final double TOLERANCE = 0.05;

    private static final int USUAL = 20;
    private static final double LARGE_TOLERANCE = 0.25;

    /** The largest ratio that every source about BIG-IP agrees on. */
    public static final int LIMIT = 100;

    private final int max;

    /**
     * @param max the largest ratio, 1 to {@link #LIMIT}
     * @throws IllegalArgumentException when it is out of range
     */
    public RatioScale(int max) {
        if (max < 1 || max > LIMIT) {
            throw new IllegalArgumentException("the largest ratio is 1 to " + LIMIT + ", but this is " + max);
        }
        this.max = max;
    }

    /** The largest ratio. */
    public int max() {
        return max;
    }

    /** One ratio, 1 to {@link #max()}, for each member that has a weight. */
    public Map<MemberId, Integer> scale(Weights weights) {
        Map<MemberId, Double> wanted = weights.shares();
        double largest =
                wanted.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
        Map<MemberId, Integer> best = Map.of();
        double least = Double.POSITIVE_INFINITY;
        for (int k = 1; k <= max && least > (k <= USUAL ? TOLERANCE : LARGE_TOLERANCE); k++) {
            Map<MemberId, Integer> ratios = new TreeMap<>();
            for (Map.Entry<MemberId, Double> share : wanted.entrySet()) {
                ratios.put(share.getKey(), (int) Math.max(1, Math.round(k * (share.getValue() / largest))));
            }
            double overserved = overserved(ratios, wanted);
            if (best.isEmpty() || overserved < least) {
                best = ratios;
                least = overserved;
            }
        }
        return best;
    }

    /** By how much the most overserved member's share exceeds the wanted one; 0 when all are exact. */
    static double overserved(Map<MemberId, Integer> ratios, Map<MemberId, Double> wanted) {
        double sum = ratios.values().stream().mapToInt(Integer::intValue).sum();
        double worst = 0;
        for (Map.Entry<MemberId, Integer> ratio : ratios.entrySet()) {
            // A share below one in a million is served by ratio 1 at best: it must not drown the other members' errors.
            double share = Math.max(1e-6, wanted.getOrDefault(ratio.getKey(), 0.0));
            worst = Math.max(worst, ratio.getValue() / sum / share - 1);
        }
        return worst;
    }
}

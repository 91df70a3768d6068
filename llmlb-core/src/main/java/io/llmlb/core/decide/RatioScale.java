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

    /** How far a ratio in force may be from what its member should have, before it is worth a write. */
    private static final double WORTH_A_WRITE = 0.15;

    /** How much less than its share a member may get for the sake of a ratio of 1 in the pool. */
    private static final double UNDERSERVED = 0.4;

    /** The largest ratio that every source about BIG-IP agrees on. */
    public static final int LIMIT = 100;

    private final int max;
    private final double worthAWrite;

    /**
     * @param max the largest ratio, 1 to {@link #LIMIT}
     * @throws IllegalArgumentException when it is out of range
     */
    public RatioScale(int max) {
        this(max, WORTH_A_WRITE);
    }

    private RatioScale(int max, double worthAWrite) {
        if (max < 1 || max > LIMIT) {
            throw new IllegalArgumentException("the largest ratio is 1 to " + LIMIT + ", but this is " + max);
        }
        this.max = max;
        this.worthAWrite = worthAWrite;
    }

    /** One that keeps no ratio in force for its own sake: always the smallest vector. */
    public static RatioScale withoutThrift(int max) {
        return new RatioScale(max, 0);
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

    /**
     * The same with few changes of the ratios in force: each is a request to a busy device, and until all have arrived
     * shares are what nobody wanted. In the vector of some size {@code k} a ratio stays that is off by no more than
     * rounding or 15 %. Among those vectors that overserve nobody by more than 15 % (or than the smallest vector does),
     * and whose rotation is at most twice as long as the smallest one's, one in which some member has ratio 1 and nobody
     * is underserved by more than 40 % goes before the others, and then the one with the fewest changes is taken. In
     * simulation that saved two writes in three and cost nothing.
     *
     * <p>Why 1: when AS3 changes a pool, it deletes and creates every member whose ratio is not the declared one, which is
     * 1, and for half a second only the others take requests. Where there are none, requests are refused.
     *
     * @param inForce the ratios that the device has; members that are missing, or have less than 1, need one in any case
     */
    public Map<MemberId, Integer> scale(Weights weights, Map<MemberId, Integer> inForce) {
        Map<MemberId, Integer> smallest = scale(weights);
        if (worthAWrite == 0) {
            return smallest;
        }
        Map<MemberId, Double> wanted = weights.shares();
        double allowed = Math.max(worthAWrite, overserved(smallest, wanted));
        int finest = Math.max(largest(smallest), Math.min(USUAL, max));
        Map<MemberId, Integer> best = smallest;
        for (int k = 1; k <= finest && largest(smallest) > 1; k++) {
            Map<MemberId, Integer> ratios = near(inForce, wanted, k);
            boolean keeps = keepsOne(ratios, wanted);
            boolean better =
                    keeps == keepsOne(best, wanted) ? changes(ratios, inForce) < changes(best, inForce) : keeps;
            if (better && sum(ratios) <= 2 * sum(smallest) && overserved(ratios, wanted) <= allowed) {
                best = ratios;
            }
        }
        return best;
    }

    /** Whether some member has ratio 1, others more, and nobody gets much too little for that. */
    static boolean keepsOne(Map<MemberId, Integer> ratios, Map<MemberId, Double> wanted) {
        double sum = sum(ratios);
        return largest(ratios) > 1
                && ratios.containsValue(1)
                && ratios.entrySet().stream()
                        .allMatch(ratio ->
                                ratio.getValue() / sum >= (1 - UNDERSERVED) * wanted.getOrDefault(ratio.getKey(), 0.0));
    }

    private Map<MemberId, Integer> near(Map<MemberId, Integer> inForce, Map<MemberId, Double> wanted, int k) {
        double most =
                wanted.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
        Map<MemberId, Integer> ratios = new TreeMap<>();
        wanted.forEach((member, share) -> {
            double exact = k * (share / most);
            int now = inForce.getOrDefault(member, 0);
            boolean stays = now >= 1 && now <= max && Math.abs(now - exact) <= Math.max(0.5, worthAWrite * exact);
            ratios.put(member, stays ? now : (int) Math.max(1, Math.round(exact)));
        });
        return ratios;
    }

    private static long changes(Map<MemberId, Integer> ratios, Map<MemberId, Integer> inForce) {
        return ratios.entrySet().stream()
                .filter(ratio -> !ratio.getValue().equals(inForce.get(ratio.getKey())))
                .count();
    }

    private static int largest(Map<MemberId, Integer> ratios) {
        return ratios.values().stream().mapToInt(Integer::intValue).max().orElse(1);
    }

    private static int sum(Map<MemberId, Integer> ratios) {
        return ratios.values().stream().mapToInt(Integer::intValue).sum();
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

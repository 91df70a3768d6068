package io.llmlb.core.decide;

import io.llmlb.core.MemberId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    /** The same for small ratios. */
    private static final double ROUNDING = 0.5;

    /** The same where one ratio stays 1: a coarse ratio must not flip with the noise of a weight between two integers. */
    private static final double ROUNDING_FOR_ONE = 0.7;

    /** By how much a member may get more, or less, than its share for the sake of a ratio of 1 in the pool. */
    private static final double OVERSERVED_FOR_ONE = 0.35;

    private static final double UNDERSERVED_FOR_ONE = 0.4;
    private static final double OVERSERVED_BY_EQUAL = 0.2;

    /** The largest ratio that every source about BIG-IP agrees on. */
    public static final int LIMIT = 100;

    private final int max;
    private final double worthAWrite;
    private final boolean keepsOne;

    /**
     * @param max the largest ratio, 1 to {@link #LIMIT}
     * @throws IllegalArgumentException when it is out of range
     */
    public RatioScale(int max) {
        this(max, WORTH_A_WRITE, false);
    }

    private RatioScale(int max, double worthAWrite, boolean keepsOne) {
        if (max < 1 || max > LIMIT) {
            throw new IllegalArgumentException("the largest ratio is 1 to " + LIMIT + ", but this is " + max);
        }
        this.max = max;
        this.worthAWrite = worthAWrite;
        this.keepsOne = keepsOne;
    }

    /**
     * One for pools that AS3 declares, which keeps a ratio of 1 in the pool. When AS3 changes a pool, it deletes and creates
     * every member whose ratio is not the declared one, which is 1, and for half a second only the others take requests;
     * where there are none, requests are refused. The price is coarser ratios; docs/decisions.md has it.
     */
    public static RatioScale keepingOne(int max) {
        return new RatioScale(max, WORTH_A_WRITE, true);
    }

    /** One that keeps no ratio in force for its own sake: always the smallest vector. */
    public static RatioScale withoutThrift(int max) {
        return new RatioScale(max, 0, false);
    }

    /** The largest ratio. */
    public int max() {
        return max;
    }

    /** One ratio, 1 to {@link #max()}, for each member that has a weight. */
    public Map<MemberId, Integer> scale(Weights weights) {
        Wanted wanted = Wanted.of(weights);
        return wanted.of(smallest(wanted));
    }

    private int[] smallest(Wanted wanted) {
        int[] best = {};
        double least = Double.POSITIVE_INFINITY;
        for (int k = 1; k <= max && least > (k <= USUAL ? TOLERANCE : LARGE_TOLERANCE); k++) {
            int[] ratios = new int[wanted.count()];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = (int) Math.max(1, Math.round(k * wanted.partOfMost(i)));
            }
            double overserved = wanted.overserved(ratios);
            if (k == 1 || overserved < least) {
                best = ratios;
                least = overserved;
            }
        }
        return best;
    }

    /**
     * The same with few changes of the ratios in force: each is a request to a busy device, and until all have arrived
     * shares are what nobody wanted. In the vector of some size {@code k} a ratio stays that is off by no more than
     * rounding or 15 %. Among those vectors whose rotation is at most twice as long as the smallest one's, and that overserve
     * nobody by more than 15 % (or than the smallest vector does), the one with the fewest changes is taken.
     *
     * <p>{@linkplain #keepingOne Where one ratio is to stay 1}, a vector with a 1 goes before all others, though it is
     * coarser: it may overserve by 35 % and underserve by 40 %; all ratios 1 may overserve by 20 %. There nearly always is
     * such a vector.
     *
     * @param inForce the ratios that the device has; members that are missing, or have less than 1, need one in any case
     */
    public Map<MemberId, Integer> scale(Weights weights, Map<MemberId, Integer> inForce) {
        Wanted wanted = Wanted.of(weights);
        int[] smallest = smallest(wanted);
        if (worthAWrite == 0) {
            return wanted.of(smallest);
        }
        int[] now = wanted.inForce(inForce);
        int finest = Math.max(largest(smallest), Math.min(USUAL, max));
        int[] best = smallest;
        for (int k = 1; k <= finest && largest(smallest) > 1; k++) {
            int[] near = near(now, wanted, k);
            for (int[] ratios : keepsOne ? List.of(near, withOne(near, now, wanted)) : List.of(near)) {
                boolean one = keepsOne && wanted.keepsOne(ratios);
                boolean better =
                        one == (keepsOne && wanted.keepsOne(best)) ? changes(ratios, now) < changes(best, now) : one;
                double allowed = Math.max(one ? OVERSERVED_FOR_ONE : worthAWrite, wanted.overserved(smallest));
                if (better && sum(ratios) <= 2 * sum(smallest) && wanted.overserved(ratios) <= allowed) {
                    best = ratios;
                }
            }
        }
        return wanted.of(best);
    }

    private int[] near(int[] inForce, Wanted wanted, int k) {
        double rounding = keepsOne ? ROUNDING_FOR_ONE : ROUNDING;
        int[] ratios = new int[inForce.length];
        for (int i = 0; i < ratios.length; i++) {
            double exact = k * wanted.partOfMost(i);
            int now = inForce[i];
            boolean stays = now >= 1 && now <= max && Math.abs(now - exact) <= Math.max(rounding, worthAWrite * exact);
            ratios[i] = stays ? now : (int) Math.max(1, Math.round(exact));
        }
        return ratios;
    }

    /** The same with a 1: where there is none, a smallest ratio becomes it, best one that is 1 now, else of the least share. */
    private static int[] withOne(int[] ratios, int[] inForce, Wanted wanted) {
        int least = 0;
        for (int i = 1; i < ratios.length; i++) {
            boolean first = inForce[i] == 1 || (inForce[least] != 1 && wanted.partOfMost(i) < wanted.partOfMost(least));
            least = ratios[i] < ratios[least] || (ratios[i] == ratios[least] && first) ? i : least;
        }
        int[] one = ratios.clone();
        one[least] = 1;
        return one;
    }

    private static int changes(int[] ratios, int[] inForce) {
        int changes = 0;
        for (int i = 0; i < ratios.length; i++) {
            changes += ratios[i] == inForce[i] ? 0 : 1;
        }
        return changes;
    }

    private static int largest(int[] ratios) {
        return Arrays.stream(ratios).max().orElse(1);
    }

    private static int sum(int[] ratios) {
        return Arrays.stream(ratios).sum();
    }

    /** By how much the most overserved member's share exceeds the wanted one; 0 when all are exact. */
    static double overserved(Map<MemberId, Integer> ratios, Map<MemberId, Double> wanted) {
        Map<MemberId, Double> shares = new TreeMap<>();
        ratios.keySet().forEach(member -> shares.put(member, wanted.getOrDefault(member, 0.0)));
        Wanted all = Wanted.of(shares);
        return all.overserved(all.inForce(ratios));
    }

    /** Whether some member has ratio 1, and nobody gets much too little for that. */
    static boolean keepsOne(Map<MemberId, Integer> ratios, Map<MemberId, Double> wanted) {
        Wanted all = Wanted.of(wanted);
        return all.keepsOne(all.inForce(ratios));
    }

    /** The wanted shares in the order of the members: many vectors are tried, so they are arrays. */
    private static final class Wanted {
        private final List<MemberId> members;
        private final double[] shares;
        private final double most;

        private Wanted(List<MemberId> members, double[] shares) {
            this.members = members;
            this.shares = shares;
            this.most = Arrays.stream(shares).max().orElse(1);
        }

        /** Summed up from the smallest on, so that neither order nor names of the members tip a rounding. */
        static Wanted of(Weights weights) {
            int count = weights.members().size();
            double[] values = new double[count];
            int filled = 0;
            for (Weight weight : weights.byMember().values()) {
                values[filled++] = weight.value();
            }
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            double mean = 0;
            for (double value : sorted) {
                mean += value / count;
            }
            double bounded = Math.min(Double.MAX_VALUE, Math.max(mean, Double.MIN_VALUE));
            double[] shares = Arrays.stream(values)
                    .map(value -> Math.max(value / bounded / count, Double.MIN_VALUE))
                    .toArray();
            return new Wanted(List.copyOf(weights.byMember().keySet()), shares);
        }

        static Wanted of(Map<MemberId, Double> shares) {
            List<MemberId> members = new ArrayList<>(new TreeMap<>(shares).keySet());
            double[] wanted = members.stream()
                    .mapToDouble(member -> shares.getOrDefault(member, 0.0))
                    .toArray();
            return new Wanted(members, wanted);
        }

        int count() {
            return shares.length;
        }

        double partOfMost(int i) {
            return shares[i] / most;
        }

        /** The ratios that the members have; 0 for those that are missing. */
        int[] inForce(Map<MemberId, Integer> ratios) {
            return members.stream()
                    .mapToInt(member -> ratios.getOrDefault(member, 0))
                    .toArray();
        }

        double overserved(int[] ratios) {
            double sum = sum(ratios);
            double worst = 0;
            for (int i = 0; i < ratios.length; i++) {
                // A share below one in a million is served by ratio 1 at best: it must not drown the other members'
                // errors.
                worst = Math.max(worst, ratios[i] / sum / Math.max(1e-6, shares[i]) - 1);
            }
            return worst;
        }

        boolean keepsOne(int[] ratios) {
            double sum = sum(ratios);
            boolean one = false;
            for (int i = 0; i < ratios.length; i++) {
                if (ratios[i] / sum < (1 - UNDERSERVED_FOR_ONE) * shares[i]) {
                    return false;
                }
                one |= ratios[i] == 1;
            }
            return one && (largest(ratios) > 1 || overserved(ratios) <= OVERSERVED_BY_EQUAL);
        }

        Map<MemberId, Integer> of(int[] ratios) {
            Map<MemberId, Integer> all = new TreeMap<>();
            for (int i = 0; i < ratios.length; i++) {
                all.put(members.get(i), ratios[i]);
            }
            return all;
        }
    }
}

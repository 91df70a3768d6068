package io.llmlb.core.decide;

import io.llmlb.core.MemberId;
import java.util.Map;
import java.util.TreeMap;

/**
 * Shares that add up to 1, in proportion to capacity but for a debt, each kept near its fair share:
 *
 * <pre>{@code
 * fair_i  = capacity_i / sum of capacities
 * share_i = clamp(fair_i * level - debt_i, least * fair_i, most * fair_i)
 * }</pre>
 *
 * <p>where {@code level} is the one for which the shares add up to 1, found by bisection.
 *
 * @param least of the fair share, above 0 to 1
 * @param most of the fair share, 1 or more
 */
record WaterLevel(double least, double most) {
    private static final int BISECTIONS = 100;

    /**
     * The shares.
     *
     * @param fair each member's part of the capacity, adding up to 1
     * @param debts what each of these members already owes, as a part of all arrivals, 0 or more
     */
    Map<MemberId, Double> shares(Map<MemberId, Double> fair, Map<MemberId, Double> debts) {
        double[] parts = fair.values().stream().mapToDouble(Double::doubleValue).toArray();
        double[] owed = fair.keySet().stream()
                .mapToDouble(member -> debts.getOrDefault(member, 0.0))
                .toArray();
        double low = 0;
        double high = most;
        for (int i = 0; i < parts.length; i++) {
            // At the highest of these levels every member has all that it may have.
            high = Math.max(high, most + owed[i] / parts[i]);
        }
        for (int i = 0; i < BISECTIONS; i++) {
            double level = (low + high) / 2;
            if (sum(level, parts, owed) < 1) {
                low = level;
            } else {
                high = level;
            }
        }
        Map<MemberId, Double> shares = new TreeMap<>();
        for (Map.Entry<MemberId, Double> member : fair.entrySet()) {
            shares.put(member.getKey(), share(high, member.getValue(), debts.getOrDefault(member.getKey(), 0.0)));
        }
        return shares;
    }

    private double sum(double level, double[] parts, double[] owed) {
        double sum = 0;
        for (int i = 0; i < parts.length; i++) {
            sum += share(level, parts[i], owed[i]);
        }
        return sum;
    }

    private double share(double level, double part, double owes) {
        return Math.min(most * part, Math.max(least * part, part * level - owes));
    }
}

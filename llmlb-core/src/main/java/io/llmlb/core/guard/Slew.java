package io.llmlb.core.guard;

import io.llmlb.core.MemberId;
import io.llmlb.core.decide.Weights;
import java.util.Map;
import java.util.TreeMap;

/**
 * No share changes by more than a part of itself in one cycle, and faster down than up: taking load from a server is the
 * safer mistake. Members without a last weight are free, and so is the way to neutral, which is slow by itself.
 *
 * <pre>{@code
 * share_i = clamp(level * wanted_i, last_i * (1 - down), last_i * (1 + up))
 * }</pre>
 *
 * <p>with {@code level} such that the shares add up to what they did, found by bisection.
 */
public final class Slew implements OutputGuard {
    private static final int BISECTIONS = 100;

    private final double up;
    private final double down;

    /**
     * @param up the part of its share that a member may gain in one cycle, positive
     * @param down the part that it may lose, above 0 and below 1
     */
    public Slew(double up, double down) {
        if (!(up > 0 && up <= 1000) || !(down > 0 && down < 1)) {
            throw new IllegalArgumentException(
                    "a slew gains above 0 and loses above 0 and below 1 of a share, but this is " + up + " and "
                            + down);
        }
        this.up = up;
        this.down = down;
    }

    @Override
    public String name() {
        return "slew";
    }

    @Override
    public Weights guard(Weights wanted, Situation situation) {
        CommonShares shares = CommonShares.of(situation.last(), wanted);
        if (!situation.blindFor().isZero() || shares.last().isEmpty()) {
            return wanted;
        }
        double low = 0;
        double high = 1;
        for (Map.Entry<MemberId, Double> share : shares.wanted().entrySet()) {
            // At the highest of these levels every member has all that it may have.
            high = Math.max(high, shares.last().getOrDefault(share.getKey(), 1.0) * (1 + up) / share.getValue());
        }
        for (int i = 0; i < BISECTIONS; i++) {
            double level = (low + high) / 2;
            double sum = at(level, shares).values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
            if (sum < 1) {
                low = level;
            } else {
                high = level;
            }
        }
        return shares.replace(wanted, at(high, shares), "too large a step, so shortened");
    }

    private Map<MemberId, Double> at(double level, CommonShares shares) {
        Map<MemberId, Double> limited = new TreeMap<>();
        shares.last().forEach((member, last) -> {
            double share = level * shares.wanted().getOrDefault(member, last);
            limited.put(member, Math.min(last * (1 + up), Math.max(last * (1 - down), share)));
        });
        return limited;
    }
}

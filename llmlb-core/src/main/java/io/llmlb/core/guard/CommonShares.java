package io.llmlb.core.guard;

import io.llmlb.core.MemberId;
import io.llmlb.core.decide.Weights;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Two sets of weights, of whatever scales, made comparable: shares among the members that have both.
 *
 * @param last the shares by the last weights, adding up to 1
 * @param wanted the shares by the wanted weights, adding up to 1
 * @param total what the common members weigh together by the wanted weights
 */
record CommonShares(Map<MemberId, Double> last, Map<MemberId, Double> wanted, double total) {
    private static final double LEAST = 1e-12;
    private static final double SAME = 1e-9;

    static CommonShares of(Weights last, Weights wanted) {
        Set<MemberId> common = new TreeSet<>(wanted.members());
        common.retainAll(last.members());
        Weights kept = wanted.only(common);
        return new CommonShares(
                sane(last.only(common).shares()),
                sane(kept.shares()),
                Math.min(Double.MAX_VALUE, kept.mean() * common.size()));
    }

    private static Map<MemberId, Double> sane(Map<MemberId, Double> shares) {
        Map<MemberId, Double> sane = new TreeMap<>(shares);
        sane.replaceAll((member, share) -> Math.max(LEAST, share));
        return sane;
    }

    /** The wanted weights, where other shares are given instead of the wanted ones; members without one stay. */
    Weights replace(Weights weights, Map<MemberId, Double> shares, String cause) {
        return weights.map((member, weight) -> {
            double before = wanted.getOrDefault(member, 1.0);
            double after = shares.getOrDefault(member, before);
            return Math.abs(after - before) <= SAME * before
                    ? weight
                    : weight.changed(Math.max(Double.MIN_NORMAL, after * total), cause);
        });
    }
}

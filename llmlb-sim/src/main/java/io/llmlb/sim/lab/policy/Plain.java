package io.llmlb.sim.lab.policy;

import io.llmlb.core.MemberId;
import io.llmlb.core.decide.RatioScale;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.decide.Weights;
import io.llmlb.sim.model.bigip.Member;
import java.util.Map;
import java.util.TreeMap;

/**
 * The pool by itself.
 *
 * @param capacityRatios whether the members' ratios are their true capacities, as nobody can know them, or all 1
 */
record Plain(String name, String loadBalancingMode, boolean capacityRatios) implements Policy {
    @Override
    public void begin(Site site) {
        site.pool().loadBalancingMode(loadBalancingMode);
        if (!capacityRatios) {
            return;
        }
        Map<MemberId, Weight> weights = new TreeMap<>();
        for (Member member : site.pool().members()) {
            double capacity = site.capacities().getOrDefault(member.fullPath(), 1.0);
            weights.put(id(member), Weight.of(capacity, "its true capacity"));
        }
        Map<MemberId, Integer> ratios = new RatioScale(RatioScale.DEFAULT_MAX).scale(Weights.of(weights));
        for (Member member : site.pool().members()) {
            int ratio = ratios.getOrDefault(id(member), 1);
            site.pool().configure(member.fullPath(), configured -> configured.withRatio(ratio));
        }
    }

    private static MemberId id(Member member) {
        return MemberId.of(member.address(), member.port());
    }
}

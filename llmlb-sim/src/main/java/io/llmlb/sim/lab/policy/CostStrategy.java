package io.llmlb.sim.lab.policy;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.decide.RatioStrategy;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.decide.Weights;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Weighs members by what they {@linkplain ArticleCost cost}. */
record CostStrategy(ArticleCost cost, Law law) implements RatioStrategy {
    /** Makes weights of costs. */
    interface Law {
        /** A weight of 0 or more for each member, of a finite cost of 0 or more for each. */
        Map<PoolMember, Double> weights(Map<PoolMember, Double> costs);
    }

    @Override
    public Needs needs() {
        return ArticleCost.NEEDS;
    }

    @Override
    public Weights decide(Instant now, PoolState state, Observation fresh, Weights last) {
        Map<PoolMember, Double> costs = new LinkedHashMap<>();
        for (PoolMember member : state.members()) {
            cost.of(fresh.of(member.id()), now).ifPresent(found -> costs.put(member, found));
        }
        Map<PoolMember, Double> found = law.weights(costs);
        Map<MemberId, Weight> weights = new TreeMap<>();
        costs.forEach((member, ofMember) -> {
            double weight = Math.max(found.getOrDefault(member, 0.0), Double.MIN_NORMAL);
            weights.put(member.id(), new Weight(weight, Map.of("cost", ofMember), ""));
        });
        return Weights.of(weights);
    }
}

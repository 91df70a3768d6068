package io.llmlb.sim.lab.policy;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.decide.RatioStrategy;
import io.llmlb.core.decide.Strategies;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.decide.Weights;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.sim.lab.policy.Baselines.Baseline;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Strategies that do harm, each in the way of a mistake that people make, to see whether it is noticed:
 *
 * <ul>
 *   <li>{@code bad-flipped}: a sign is wrong, who has the longer queue gets more.
 *   <li>{@code bad-random}: weights mean nothing, new ones at every decision.
 *   <li>{@code bad-swapped-water-filling} and {@code bad-swapped-capacity-trim}: right weights for the wrong members, those
 *       of the pool's first go to its last.
 * </ul>
 */
final class Adversaries {
    static final Map<String, Baseline> ALL = all();

    private Adversaries() {}

    private static Map<String, Baseline> all() {
        Map<String, Baseline> all = new TreeMap<>();
        all.put("bad-flipped", options -> {
            ArticleCost cost = ArticleCost.of(options.only("coefNrw", "coefRqt"));
            return site -> new CostStrategy(cost, costs -> {
                Map<PoolMember, Double> weights = new HashMap<>();
                costs.forEach((member, ofMember) -> weights.put(member, 1 + ofMember));
                return weights;
            });
        });
        all.put("bad-random", options -> {
            options.only();
            return site -> new Dice(new SplittableRandom(site.seed()));
        });
        for (String good : new String[] {"water-filling", "capacity-trim"}) {
            all.put("bad-swapped-" + good, options -> site -> new Swapped(Strategies.create(good, options)));
        }
        return all;
    }

    private record Dice(SplittableRandom random) implements RatioStrategy {
        @Override
        public Needs needs() {
            return ArticleCost.NEEDS;
        }

        @Override
        public Weights decide(Instant now, PoolState state, Observation fresh, Weights last) {
            return Weights.equal(state.ids(), "").map((member, one) -> Weight.of(random.nextDouble(0.01, 1), "thrown"));
        }
    }

    private record Swapped(RatioStrategy right) implements RatioStrategy {
        @Override
        public Needs needs() {
            return right.needs();
        }

        @Override
        public Weights decide(Instant now, PoolState state, Observation fresh, Weights last) {
            Weights weights = right.decide(now, state, fresh, last);
            Map<MemberId, Weight> swapped = new TreeMap<>();
            int size = state.members().size();
            for (int i = 0; i < size; i++) {
                MemberId to = state.members().get(size - 1 - i).id();
                weights.of(state.members().get(i).id()).ifPresent(weight -> swapped.put(to, weight));
            }
            return Weights.of(swapped);
        }
    }
}

package com.example;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.decide.RatioStrategy;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.decide.Weights;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The more requests wait on a server, the less it gets: weight 1 / (1 + waiting). */
final class FewestWaiting implements RatioStrategy {
    private static final Needs NEEDS = new Needs(Set.of(Signal.WAITING), Set.of(), Duration.ofSeconds(15));

    @Override
    public Needs needs() {
        return NEEDS;
    }

    /** A member that says nothing gets no weight here: the loop gives it what it usually has. */
    @Override
    public Weights decide(Instant now, PoolState state, Observation fresh, Weights last) {
        Map<MemberId, Weight> weights = new LinkedHashMap<>();
        for (MemberId member : state.ids()) {
            fresh.of(member).latest(Signal.WAITING).ifPresent(waiting -> {
                Weight weight = new Weight(1 / (1 + waiting), Map.of("waiting", waiting), "by fewest waiting");
                weights.put(member, weight);
            });
        }
        return Weights.of(weights);
    }
}

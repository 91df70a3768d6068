package io.llmlb.core.decide;

import io.llmlb.core.Endpoint;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Weights that a person has set, and 1 for every other member. Looks at no metric. */
final class StaticStrategy implements RatioStrategy {
    private final Map<Endpoint, Double> weights;

    private StaticStrategy(Map<Endpoint, Double> weights) {
        this.weights = weights;
    }

    @Override
    public Needs needs() {
        return new Needs(Set.of(), Set.of(), Duration.ofSeconds(1));
    }

    @Override
    public Weights decide(Instant now, PoolState state, Observation fresh, Weights last) {
        return Weights.equal(state.ids(), "not configured, so 1").map((member, one) -> {
            Double configured = weights.get(member.endpoint());
            return configured == null ? one : Weight.of(configured, "configured");
        });
    }

    /** {@code static}: each option is a member's {@code address:port} and its weight. */
    public static final class Factory implements RatioStrategyFactory {
        @Override
        public String name() {
            return "static";
        }

        @Override
        public RatioStrategy create(StrategyOptions options) {
            Map<Endpoint, Double> weights = new HashMap<>();
            for (String member : options.values().keySet()) {
                Endpoint endpoint = Endpoint.tryParse(member)
                        .orElseThrow(() -> new IllegalArgumentException("\"" + member
                                + "\" is no member: a static weight is named by its member's address:port"));
                weights.put(endpoint, options.number(member, 1, 0.001, 1000));
            }
            return new StaticStrategy(Map.copyOf(weights));
        }
    }
}

package io.llmlb.sim.lab.policy;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.decide.RatioStrategy;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.decide.Weights;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The scores of f5devcentral/llm-inference-lb as ratios: {@code max(1, round(100 score / sum(score)))}. The peer itself never
 * writes ratios ({@link PeerPick} does what it does); this tells its scores from its way to use them.
 */
record PeerRatios(PeerMode mode, PeerWeights peerWeights) implements RatioStrategy {
    @Override
    public Needs needs() {
        return new Needs(
                Set.of(Signal.WAITING, Signal.KV_CACHE_USAGE, Signal.RUNNING), Set.of(), Duration.ofSeconds(20));
    }

    @Override
    public Weights decide(Instant now, PoolState state, Observation fresh, Weights last) {
        SortedMap<MemberId, PeerMode.Load> loads = new TreeMap<>();
        for (MemberId member : state.ids()) {
            SampleWindow window = fresh.of(member);
            OptionalDouble waiting = window.latest(Signal.WAITING);
            OptionalDouble cache = window.latest(Signal.KV_CACHE_USAGE);
            OptionalDouble running = window.latest(Signal.RUNNING);
            if (waiting.isPresent() && cache.isPresent() && (running.isPresent() || !mode.looksAtRunning())) {
                loads.put(member, new PeerMode.Load(waiting.getAsDouble(), cache.getAsDouble(), running.orElse(0)));
            }
        }
        SortedMap<MemberId, Double> scores = mode.scores(loads, peerWeights);
        // In ascending order, so that nothing depends on the order of members.
        double sum = scores.values().stream()
                .mapToDouble(score -> Math.max(0, score))
                .sorted()
                .sum();
        Map<MemberId, Weight> weights = new TreeMap<>();
        scores.forEach((member, score) -> {
            double ratio = sum > 0 ? Math.max(1, Math.round(100 * score / sum)) : 1;
            weights.put(member, new Weight(ratio, Map.of("score", score), ""));
        });
        return Weights.of(weights);
    }
}

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
import java.util.TreeMap;

/**
 * gRPC's weighted round robin (gRFC A58, {@code WeightedRoundRobinLoadBalancer} of grpc-java) by a server's metrics:
 *
 * <pre>{@code
 * weight = queries per second / utilization
 * }</pre>
 *
 * <p>clamped to 0.1 to 10 times the mean; a member of which either is 0 or not known has the mean; with fewer than two known
 * all are equal. Its penalty for errors is left out, since a server tells of none, and so are its blackout and expiry, which
 * are the guards' affair.
 *
 * @param utilization what stands for it
 * @param range over which queries, those finished, are counted
 */
record GrpcRoundRobin(Utilization utilization, Duration range) implements RatioStrategy {
    private static final double LEAST = 0.1;
    private static final double MOST = 10;
    private static final int FEWEST = 2;

    /** What stands for utilization. */
    enum Utilization {
        /** KV-cache usage. */
        KV,
        /** Requests running and waiting. Any constant by which to divide them would divide all weights alike. */
        INFLIGHT;

        private OptionalDouble of(SampleWindow window) {
            if (this == KV) {
                return window.latest(Signal.KV_CACHE_USAGE);
            }
            OptionalDouble running = window.latest(Signal.RUNNING);
            OptionalDouble waiting = window.latest(Signal.WAITING);
            return running.isPresent() && waiting.isPresent()
                    ? OptionalDouble.of(running.getAsDouble() + waiting.getAsDouble())
                    : OptionalDouble.empty();
        }
    }

    @Override
    public Needs needs() {
        Set<Signal> signals = utilization == Utilization.KV
                ? Set.of(Signal.FINISHED, Signal.KV_CACHE_USAGE)
                : Set.of(Signal.FINISHED, Signal.RUNNING, Signal.WAITING);
        return new Needs(signals, Set.of(), range.plusSeconds(5));
    }

    @Override
    public Weights decide(Instant now, PoolState state, Observation fresh, Weights last) {
        Map<MemberId, Double> known = new TreeMap<>();
        for (MemberId member : state.ids()) {
            SampleWindow window = fresh.of(member);
            double queries = window.rate(Signal.FINISHED, range, now).orElse(0);
            double used = utilization.of(window).orElse(0);
            if (queries > 0 && used > 0) {
                known.put(member, queries / used);
            }
        }
        if (known.size() < FEWEST) {
            return Weights.equal(state.ids(), "fewer than two known");
        }
        double mean = Spread.of(
                        known.values().stream().mapToDouble(Double::doubleValue).toArray())
                .mean();
        Map<MemberId, Weight> weights = new TreeMap<>();
        for (MemberId member : state.ids()) {
            double weight = known.getOrDefault(member, mean);
            weights.put(member, Weight.of(Math.min(MOST * mean, Math.max(LEAST * mean, weight)), ""));
        }
        return Weights.of(weights);
    }
}

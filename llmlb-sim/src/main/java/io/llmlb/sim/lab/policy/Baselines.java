package io.llmlb.sim.lab.policy;

import io.llmlb.core.decide.RatioStrategy;
import io.llmlb.core.decide.Strategies;
import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.sim.lab.policy.GrpcRoundRobin.Utilization;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The strategies by name: those of the controller, and those that are here only to be compared with. */
final class Baselines {
    private static final Map<String, Baseline> ALL = all();

    /** Reads its options at once, and is made anew for each run. */
    interface Baseline {
        Function<Site, RatioStrategy> with(StrategyOptions options);
    }

    private Baselines() {}

    /** The names of those that only the laboratory has. */
    static Set<String> names() {
        return Collections.unmodifiableSet(ALL.keySet());
    }

    /** The names of all strategies. */
    static Set<String> known() {
        Set<String> known = new TreeSet<>(Strategies.all().keySet());
        known.addAll(ALL.keySet());
        return known;
    }

    /**
     * Makes the strategy of that name, a new one for each run.
     *
     * @throws IllegalArgumentException when there is none, or its options are wrong
     */
    static Function<Site, RatioStrategy> strategy(String name, StrategyOptions options) {
        Baseline baseline = ALL.get(name);
        if (baseline != null) {
            return baseline.with(options);
        }
        if (!known().contains(name)) {
            throw new IllegalArgumentException(
                    "there is no strategy \"" + name + "\": the strategies are " + String.join(", ", known()));
        }
        Strategies.create(name, options);
        return site -> Strategies.create(name, options);
    }

    private static Map<String, Baseline> all() {
        Map<String, Baseline> all = new TreeMap<>();
        for (ArticleReading reading : ArticleReading.values()) {
            all.put(reading.word(), options -> {
                ArticleCost cost = ArticleCost.of(options.only("coefNrw", "coefRqt"));
                return site -> new CostStrategy(cost, reading);
            });
        }
        all.put("capacity-inverse", options -> {
            ArticleCost cost = ArticleCost.of(options.only("coefNrw", "coefRqt", "k"));
            double k = options.number("k", 0.1, 0, 1000);
            return site -> new CostStrategy(cost, new CapacityInverse(site.capacities(), k));
        });
        for (PeerMode mode : PeerMode.values()) {
            all.put("peer-" + mode.word(), options -> {
                PeerWeights weights = PeerWeights.of(mode, options);
                return site -> new PeerRatios(mode, weights);
            });
        }
        all.putAll(Adversaries.ALL);
        all.put("grpc-kv", options -> grpc(Utilization.KV, options));
        all.put("grpc-inflight", options -> grpc(Utilization.INFLIGHT, options));
        return all;
    }

    private static Function<Site, RatioStrategy> grpc(Utilization utilization, StrategyOptions options) {
        double seconds = options.only("range").number("range", 30, 10, 100);
        Duration range = Duration.ofMillis(Math.round(1000 * seconds));
        return site -> new GrpcRoundRobin(utilization, range);
    }
}

package io.llmlb.sim.lab.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.core.decide.RatioStrategy;
import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.core.observe.Signal;
import io.llmlb.sim.lab.policy.GrpcRoundRobin.Utilization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

class BaselineProperties {
    /** What a server tells. */
    private record Told(double waiting, double running, double cache, double perSecond) {}

    @Provide
    Arbitrary<List<Told>> pools() {
        Arbitrary<Double> counts = Arbitraries.oneOf(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 5000))
                .map(Integer::doubleValue);
        return Combinators.combine(
                        counts,
                        counts,
                        Arbitraries.integers().between(0, 1000).map(part -> part / 1000.0),
                        Arbitraries.integers().between(0, 50).map(Integer::doubleValue))
                .as(Told::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .withoutEdgeCases();
    }

    @Provide
    Arbitrary<RatioStrategy> strategies() {
        List<RatioStrategy> all = new ArrayList<>();
        for (ArticleReading reading : ArticleReading.values()) {
            all.add(new CostStrategy(ArticleCost.of(StrategyOptions.NONE), reading));
        }
        for (Utilization utilization : Utilization.values()) {
            all.add(new GrpcRoundRobin(utilization, Duration.ofSeconds(30)));
        }
        for (PeerMode mode : PeerMode.values()) {
            all.add(new PeerRatios(mode, PeerWeights.of(mode, StrategyOptions.NONE)));
        }
        all.add(new CostStrategy(ArticleCost.of(StrategyOptions.NONE), new CapacityInverse(Map.of(), 0.1)));
        return Arbitraries.of(all);
    }

    @Property
    void theOrderOfMembersDoesNotMatter(
            @ForAll("strategies") RatioStrategy strategy, @ForAll("pools") List<Told> pool, @ForAll Random random) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < pool.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        List<Double> weights = weights(strategy, pool);

        assertThat(weights(strategy, order.stream().map(pool::get).toList()))
                .isEqualTo(order.stream().map(weights::get).toList());
    }

    @Property
    void membersAlikeWeighTheSame(@ForAll("strategies") RatioStrategy strategy, @ForAll("pools") List<Told> pool) {
        List<Told> doubled = new ArrayList<>(pool);
        doubled.addAll(pool);

        List<Double> weights = weights(strategy, doubled);

        assertThat(weights.subList(0, pool.size())).isEqualTo(weights.subList(pool.size(), doubled.size()));
    }

    @Property
    void whoCostsMoreNeverWeighsMore(
            @ForAll ArticleReading reading,
            @ForAll @Size(min = 2, max = 8) List<@DoubleRange(min = 0, max = 1e6) Double> waiting) {
        List<Told> pool =
                waiting.stream().map(requests -> new Told(requests, 0, 0, 0)).toList();
        List<Double> weights = weights(new CostStrategy(ArticleCost.of(StrategyOptions.NONE), reading), pool);

        for (int i = 0; i < pool.size(); i++) {
            for (int j = 0; j < pool.size(); j++) {
                if (waiting.get(i) > waiting.get(j)) {
                    assertThat(weights.get(i)).isLessThanOrEqualTo(weights.get(j));
                }
            }
        }
    }

    @Property
    void aGrpcWeightIsWithinTenTimesTheMeanOfTheKnown(
            @ForAll Utilization utilization, @ForAll("pools") List<Told> pool) {
        List<Told> known = pool.stream()
                .filter(told -> told.perSecond() > 0)
                .filter(told -> used(utilization, told) > 0)
                .toList();
        double mean = known.size() < 2
                ? 1
                : known.stream()
                        .mapToDouble(told -> told.perSecond() / used(utilization, told))
                        .average()
                        .orElseThrow();

        assertThat(weights(new GrpcRoundRobin(utilization, Duration.ofSeconds(30)), pool))
                .allSatisfy(weight -> assertThat(weight / mean).isBetween(0.1 - 1e-9, 10 + 1e-9));
        if (known.size() < pool.size()) {
            assertThat(weights(new GrpcRoundRobin(utilization, Duration.ofSeconds(30)), pool))
                    .anySatisfy(weight -> assertThat(weight / mean).isCloseTo(1, within(1e-9)));
        }
    }

    private static double used(Utilization utilization, Told told) {
        return utilization == Utilization.KV ? told.cache() : told.running() + told.waiting();
    }

    private static List<Double> weights(RatioStrategy strategy, List<Told> pool) {
        Scraped scraped = new Scraped();
        for (Told told : pool) {
            scraped.member()
                    .gauge(Signal.WAITING, told.waiting())
                    .gauge(Signal.RUNNING, told.running())
                    .gauge(Signal.KV_CACHE_USAGE, told.cache())
                    .perSecond(Signal.FINISHED, told.perSecond());
        }
        return scraped.values(strategy).stream().map(Objects::requireNonNull).toList();
    }
}

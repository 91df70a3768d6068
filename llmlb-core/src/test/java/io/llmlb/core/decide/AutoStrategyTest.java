package io.llmlb.core.decide;

import static io.llmlb.core.decide.Servers.gauges;
import static io.llmlb.core.decide.Servers.id;
import static io.llmlb.core.decide.Servers.work;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.observe.Signal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AutoStrategyTest {
    private static final MemberId A = id(1);
    private static final MemberId B = id(2);

    private final RatioStrategy auto = Strategies.create("auto", StrategyOptions.NONE);
    private final Servers servers = new Servers();
    private double now;

    private Weights run(RatioStrategy strategy, LoadBalancingMode mode, double interval, boolean tokens) {
        Weights weights = Weights.NONE;
        for (int i = 0; i < 12; i++) {
            now += interval;
            int k = 1;
            for (MemberId member : List.of(A, B)) {
                double f = k++ * interval / 5;
                servers.did(member, tokens ? work(200 * f, 5000 * f, 1000 * f, 5 * f) : Map.of(Signal.FINISHED, 5 * f));
                servers.sample(now, member, gauges(4, 2, 0.5));
            }
            weights = strategy.decide(
                    Servers.at(now), Servers.pool(mode, List.of(A, B)), servers.observe(now), Weights.NONE);
        }
        return weights;
    }

    private Weights run(String name, LoadBalancingMode mode, double interval, boolean tokens) {
        return new AutoStrategyTest().run(Strategies.create(name, StrategyOptions.NONE), mode, interval, tokens);
    }

    private static void sameLaw(Weights auto, Weights law, String reason) {
        assertThat(auto.shares()).isEqualTo(law.shares());
        assertThat(auto.byMember().values()).extracting(Weight::reason).containsOnly(reason);
        assertThat(auto.shares().get(B)).isGreaterThan(auto.shares().get(A));
    }

    @Test
    void aPoolOnRatiosIsFilledLikeWater() {
        sameLaw(
                run(auto, LoadBalancingMode.RATIO, 5, true),
                run("water-filling", LoadBalancingMode.RATIO, 5, true),
                "by water-filling");
    }

    @Test
    void aPoolOnFewestConnectionsGetsSlowWeights() {
        LoadBalancingMode mode = LoadBalancingMode.RATIO_LEAST_CONNECTIONS;

        sameLaw(run(auto, mode, 5, true), run("capacity-trim", mode, 5, true), "by capacity-trim");
        sameLaw(
                new AutoStrategyTest().run(Strategies.create("auto", StrategyOptions.NONE), mode, 30, true),
                run("capacity-trim", mode, 30, true),
                "by capacity-trim");
    }

    /** A has many requests in flight, B few, over two minutes; B's speed is this many times A's. */
    private Weights disobeyed(double faster) {
        LoadBalancingMode mode = LoadBalancingMode.RATIO_LEAST_CONNECTIONS;
        Weights weights = Weights.NONE;
        for (int i = 0; i < 24; i++) {
            now += 5;
            servers.did(A, work(200, 5000, 1000, 5)).sample(now, A, gauges(30, 0, 0.5));
            servers.did(B, work(200 * faster, 5000 * faster, 1000 * faster, 5 * faster))
                    .sample(now, B, gauges(4, 6, 0.5));
            weights =
                    auto.decide(Servers.at(now), Servers.pool(mode, List.of(A, B)), servers.observe(now), Weights.NONE);
        }
        return weights;
    }

    private static double ratio(Weights weights) {
        return weights.of(B).orElseThrow().value() / weights.of(A).orElseThrow().value();
    }

    @Test
    void aPoolWhoseRequestsDoNotFollowTheRatiosGetsCapacitiesAlone() {
        Weights weights = disobeyed(2);

        assertThat(ratio(weights)).isCloseTo(2, within(0.5));
        assertThat(weights.of(A).orElseThrow().reason())
                .isEqualTo("by capacity alone, as requests in flight do not follow the ratios: does BIG-IP count idle"
                        + " connections?");
    }

    @Test
    void andTheseChangeOnlyWhereMuchIsWrong() {
        double first = ratio(disobeyed(2));

        assertThat(ratio(disobeyed(2.2))).isEqualTo(first);
        assertThat(ratio(disobeyed(6))).isGreaterThan(1.5 * first);
    }

    @Test
    void samplesThatComeTooLateLeaveTheCapacitiesAlone() {
        Weights weights = run(auto, LoadBalancingMode.RATIO, 30, true);

        assertThat(weights.of(B).orElseThrow().value()
                        / weights.of(A).orElseThrow().value())
                .isCloseTo(2, within(1e-9));
        assertThat(weights.of(A).orElseThrow().reason()).isEqualTo("by capacity alone, as samples are 30 s behind");
    }

    @Test
    void withoutTokenCountersItIsUtilization() {
        for (LoadBalancingMode mode : List.of(LoadBalancingMode.RATIO, LoadBalancingMode.RATIO_LEAST_CONNECTIONS)) {
            RatioStrategy fresh = Strategies.create("auto", StrategyOptions.NONE);
            sameLaw(
                    new AutoStrategyTest().run(fresh, mode, 5, false),
                    run("utilization", mode, 5, false),
                    "by utilization, as no server counts tokens");
        }
    }

    @Test
    void aModeThatIgnoresRatiosGetsEqualOnes() {
        for (LoadBalancingMode mode : List.of(LoadBalancingMode.LEAST_CONNECTIONS, LoadBalancingMode.OTHER)) {
            Weights weights = run(auto, mode, 5, true);

            assertThat(weights.byMember().values()).extracting(Weight::value).containsOnly(1.0);
            assertThat(weights.of(A).orElseThrow().reason()).isEqualTo("the pool ignores ratios, so all are equal");
        }
    }

    @Test
    void theModeMayChangeAtAnyTimeAndTheNextLawKnowsWhatTheLastOneDid() {
        run(auto, LoadBalancingMode.OTHER, 5, true);
        now += 2;
        Weights weights = auto.decide(
                Servers.at(now),
                Servers.pool(LoadBalancingMode.RATIO_LEAST_CONNECTIONS, List.of(A, B)),
                servers.observe(now),
                Weights.NONE);

        assertThat(weights.shares().get(B) / weights.shares().get(A)).isGreaterThan(1.9);
    }
}

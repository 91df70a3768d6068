package io.llmlb.core.decide;

import static io.llmlb.core.decide.Servers.gauges;
import static io.llmlb.core.decide.Servers.id;
import static io.llmlb.core.decide.Servers.work;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.LoadBalancingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CapacityTrimStrategyTest {
    private static final MemberId A = id(1);
    private static final MemberId B = id(2);
    private static final MemberId C = id(3);

    private final Servers servers = new Servers();
    private final List<MemberId> pool = new ArrayList<>(List.of(A, B));

    private Weights decide(RatioStrategy strategy, double seconds) {
        return strategy.decide(
                Servers.at(seconds),
                Servers.pool(LoadBalancingMode.RATIO_LEAST_CONNECTIONS, pool),
                servers.observe(seconds),
                Weights.NONE);
    }

    private static RatioStrategy strategy(Map<String, String> options) {
        return Strategies.create("capacity-trim", new StrategyOptions(options));
    }

    /** B is twice as fast as A. */
    private void sample(double seconds, double waitingAtA) {
        servers.did(A, work(200, 5000, 1000, 5)).did(B, work(400, 10_000, 2000, 10));
        servers.sample(seconds, A, gauges(4, waitingAtA, 0.5)).sample(seconds, B, gauges(4, 0, 0.5));
    }

    private static double logRatio(Weights weights) {
        return Math.log(weights.of(B).orElseThrow().value()
                / weights.of(A).orElseThrow().value());
    }

    @Test
    void weightsBeginEqualAndApproachTheCapacitiesByAQuarterAtATime() {
        RatioStrategy strategy = strategy(Map.of());
        sample(0, 0);
        assertThat(decide(strategy, 0).of(A).orElseThrow().value()).isEqualTo(1);
        sample(5, 0);
        assertThat(logRatio(decide(strategy, 5))).isEqualTo(2 * 0.25, within(1e-9));
        sample(10, 0);
        assertThat(logRatio(decide(strategy, 10))).isEqualTo(Math.log(2), within(1e-9));
    }

    @Test
    void aStandingQueueTrimsOncePerSampleByTheTimeThatPassed() {
        RatioStrategy strategy = strategy(Map.of("slew", "10"));
        sample(0, 6);
        decide(strategy, 0);
        sample(5, 6);
        Weights weights = decide(strategy, 5);

        double speed = 2.4315 / 5;
        double logA = Math.log(6 / (speed / 0.11755) + 0.5);
        double logB = Math.log(0.5);
        double mean = (logA + 2 * logB) / 3;
        double trimA = 0.005 * 5 * (mean - logA) * (1 - 0.01 * 5);
        double trimB = 0.005 * 5 * (mean - logB) * (1 - 0.01 * 5);
        assertThat(trimA).isNegative();
        assertThat(logRatio(weights)).isEqualTo(Math.log(2) + trimB - trimA, within(1e-9));
        assertThat(weights.of(A).orElseThrow().terms().get("trim")).isEqualTo(Math.exp(trimA), within(1e-9));

        Weights again = decide(strategy, 7); // no new sample
        assertThat(logRatio(again)).isEqualTo(logRatio(weights), within(1e-12));
    }

    @Test
    void theTrimIsLimitedAndLeaksAway() {
        RatioStrategy strategy = strategy(Map.of("trimGain", "1", "slew", "10"));
        for (int i = 0; i < 60; i++) {
            sample(5 * i, 1000);
            decide(strategy, 5 * i);
        }
        assertThat(logRatio(decide(strategy, 296))).isEqualTo(Math.log(2) + 2, within(1e-9));

        for (int i = 60; i < 260; i++) {
            sample(5 * i, 0);
            decide(strategy, 5 * i);
        }
        assertThat(logRatio(decide(strategy, 1296))).isEqualTo(Math.log(2), within(1e-3));
    }

    @Test
    void aGapInTheSamplesCountsForFifteenSecondsAtMost() {
        RatioStrategy strategy = strategy(Map.of("slew", "10", "trimLeak", "0"));
        sample(0, 1e6);
        decide(strategy, 0);
        sample(80, 1e6);

        assertThat(decide(strategy, 80).of(A).orElseThrow().terms().get("trim"))
                .isEqualTo(Math.exp(0.005 * 15 * -1.5), within(1e-9));
    }

    @Test
    void aMemberThatJoinsBeginsLowAtOnce() {
        RatioStrategy strategy = strategy(Map.of());
        for (int i = 0; i < 10; i++) {
            sample(5 * i, 0);
            decide(strategy, 5 * i);
        }
        pool.add(C);
        servers.sample(46, C, gauges(0, 0, 0));
        Weights weights = decide(strategy, 46);

        // three tenths of the mean of 1 and 2; the others are still on their way to a new mean
        assertThat(weights.of(C).orElseThrow().value()
                        / weights.of(A).orElseThrow().value())
                .isBetween(0.3, 0.6);
    }

    @Test
    void withoutTrimItIsTheCapacitiesAlone() {
        RatioStrategy strategy = strategy(Map.of("trimGain", "0"));
        for (int i = 0; i < 20; i++) {
            sample(5 * i, 100);
            decide(strategy, 5 * i);
        }

        assertThat(logRatio(decide(strategy, 96))).isEqualTo(Math.log(2), within(1e-9));
    }
}

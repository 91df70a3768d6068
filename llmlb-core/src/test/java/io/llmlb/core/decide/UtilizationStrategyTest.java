package io.llmlb.core.decide;

import static io.llmlb.core.decide.Servers.gauges;
import static io.llmlb.core.decide.Servers.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.observe.Signal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UtilizationStrategyTest {
    private static final MemberId A = id(1);
    private static final MemberId B = id(2);

    private final Servers servers = new Servers();
    private double now;

    private Weights run(RatioStrategy strategy, int rounds, double finishedAtA, Map<Signal, Double> gaugesOfA) {
        for (int i = 0; i < rounds; i++) {
            now += 5;
            servers.did(A, Map.of(Signal.FINISHED, finishedAtA)).sample(now, A, gaugesOfA);
            servers.did(B, Map.of(Signal.FINISHED, 5.0)).sample(now, B, gauges(10, 0, 0.25));
            decide(strategy);
        }
        return decide(strategy);
    }

    private Weights decide(RatioStrategy strategy) {
        return strategy.decide(
                Servers.at(now),
                Servers.pool(LoadBalancingMode.RATIO, List.of(A, B)),
                servers.observe(now),
                Weights.NONE);
    }

    private static RatioStrategy strategy(Map<String, String> options) {
        return Strategies.create("utilization", new StrategyOptions(options));
    }

    private static double value(Weights weights, MemberId member) {
        return weights.of(member).orElseThrow().value();
    }

    @Test
    void theWeightIsWhatIsDoneForThePartThatIsInUse() {
        Weights weights = run(strategy(Map.of()), 80, 5, gauges(10, 0, 0.5));

        // yields 2 and 4, mean 3, a tenth of the logarithm for nothing
        assertThat(value(weights, A)).isEqualTo(2 / 3.0 * Math.exp(0.1), within(1e-4));
        assertThat(value(weights, B)).isEqualTo(4 / 3.0 * Math.exp(-0.1), within(1e-4));
        assertThat(weights.of(A).orElseThrow().terms()).containsEntry("use", 0.5);
        assertThat(weights.of(A).orElseThrow().terms().get("yield")).isEqualTo(2, within(1e-3));
    }

    @Test
    void aSmallDifferenceIsNone() {
        Weights weights = run(strategy(Map.of()), 80, 5, gauges(10, 0, 0.27));

        assertThat(value(weights, A)).isEqualTo(1);
        assertThat(value(weights, B)).isEqualTo(1);
    }

    @Test
    void theSlotsCountWhereTheirNumberIsKnown() {
        Weights weights = run(strategy(Map.of("maxRunning", "20")), 80, 5, gauges(10, 0, 0.1));

        assertThat(weights.of(A).orElseThrow().terms()).containsEntry("use", 0.5);
        assertThat(weights.of(B).orElseThrow().terms()).containsEntry("use", 0.5);
    }

    @Test
    void anIdleServerKeepsItsYieldAndOneThatHangsLosesIt() {
        RatioStrategy strategy = strategy(Map.of());
        double before = value(run(strategy, 80, 5, gauges(10, 0, 0.5)), A);

        // the rate falls for 30 s before it is nothing
        double idle = value(run(strategy, 80, 0, gauges(0, 0, 0.5)), A);
        double hanging = value(run(strategy, 80, 0, gauges(10, 0, 0.5)), A);

        assertThat(idle).isBetween(before / 2, before);
        assertThat(hanging).isEqualTo(0.1 * Math.exp(0.1), within(1e-6));
    }

    @Test
    void whoHasFinishedNothingYetCountsAsTheMean() {
        Weights weights = run(strategy(Map.of()), 10, 0, gauges(10, 0, 0.5));

        assertThat(value(weights, A)).isEqualTo(1);
        assertThat(weights.of(A).orElseThrow().reason()).isEqualTo("nothing finished yet, so the mean of the others");
    }

    @Test
    void aServerThatTellsNotHowFullItIsIsNotJudged() {
        Weights weights = run(strategy(Map.of()), 10, 5, Map.of(Signal.RUNNING, 3.0));

        assertThat(weights.members()).containsExactly(B);
    }
}

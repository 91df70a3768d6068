package io.llmlb.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.core.act.LoadBalancingMode;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Three servers of capacities 10, 5 and 2 requests a second, seen as they were up to 5 s ago. */
class ClosedLoopTest {
    private static final LoadBalancingMode RATIO = LoadBalancingMode.RATIO;
    private static final LoadBalancingMode FEWEST = LoadBalancingMode.RATIO_LEAST_CONNECTIONS;

    static Stream<Arguments> laws() {
        return Stream.of(
                Arguments.of("water-filling", RATIO),
                Arguments.of("capacity-trim", FEWEST),
                Arguments.of("auto", RATIO),
                Arguments.of("auto", FEWEST));
    }

    private static FluidPool pool(String law, LoadBalancingMode mode, double... capacities) {
        return new FluidPool(mode, Strategies.create(law, StrategyOptions.NONE), capacities);
    }

    @ParameterizedTest
    @MethodSource("laws")
    void trafficSettlesNearTheCapacitiesWithoutSwinging(String law, LoadBalancingMode mode) {
        for (double load : new double[] {0.5, 0.8, 0.95}) {
            FluidPool pool = pool(law, mode, 10, 5, 2);
            pool.run(300, 17 * load);
            double[] before = pool.requests();
            double swing = swing(pool.run(120, 17 * load));

            assertThat(swing).isLessThan(0.08);
            for (int i = 0; i < 3; i++) {
                // The fast take more than their part while there is room, but nobody more than it can serve.
                assertThat(pool.traffic()[i] * 17 * load)
                        .isBetween(0.3 * load * pool.capacities[i], 1.005 * pool.capacities[i]);
                assertThat(pool.requests()[i]).isEqualTo(before[i], within(1 + 0.1 * before[i]));
            }
        }
    }

    @Test
    void theToyShowsAGainThatIsTooHigh() {
        RatioStrategy hasty = Strategies.create(
                "water-filling",
                new StrategyOptions(Map.of("horizonSeconds", "1", "horizonIntervals", "0", "runningWeight", "1")));
        FluidPool pool = new FluidPool(RATIO, hasty, 10, 5, 2);
        pool.run(300, 17 * 0.95);

        assertThat(swing(pool.run(120, 17 * 0.95))).isGreaterThan(0.5);
    }

    /** The largest change of a share within the time, as a part of its mean. */
    private static double swing(List<double[]> shares) {
        double worst = 0;
        for (int i = 0; i < shares.get(0).length; i++) {
            int member = i;
            DoubleSummaryStatistics each =
                    shares.stream().mapToDouble(all -> all[member]).summaryStatistics();
            worst = Math.max(worst, (each.getMax() - each.getMin()) / each.getAverage());
        }
        return worst;
    }

    @ParameterizedTest
    @MethodSource("laws")
    void aServerThatBecomesSlowLosesItsShareBeforeItDrowns(String law, LoadBalancingMode mode) {
        FluidPool pool = pool(law, mode, 10, 5, 2);
        pool.run(300, 10);
        pool.capacities[0] = 4; // now 10 of 11 are needed
        List<double[]> shares = pool.run(30, 10);

        assertThat(shares.get(0)[0]).isGreaterThan(0.5);
        assertThat(shares.get(29)[0]).isLessThan(0.45);
    }

    @ParameterizedTest
    @MethodSource("laws")
    void equalServersStayEqual(String law, LoadBalancingMode mode) {
        FluidPool pool = pool(law, mode, 5, 5, 5, 5);

        for (double[] shares : pool.run(300, 18)) {
            assertThat(shares).containsExactly(new double[] {0.25, 0.25, 0.25, 0.25}, within(0.03));
        }
    }
}

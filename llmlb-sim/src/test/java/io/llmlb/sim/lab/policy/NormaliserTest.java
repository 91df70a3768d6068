package io.llmlb.sim.lab.policy;

import static io.llmlb.sim.lab.policy.Normaliser.LOGARITHMIC;
import static io.llmlb.sim.lab.policy.Normaliser.LOGARITHMIC_RUNNING;
import static io.llmlb.sim.lab.policy.Normaliser.MIN_MAX;
import static io.llmlb.sim.lab.policy.Normaliser.NEARLY_MIN_MAX;
import static io.llmlb.sim.lab.policy.Normaliser.RATIO;
import static io.llmlb.sim.lab.policy.Normaliser.SMOOTH;
import static io.llmlb.sim.lab.policy.Normaliser.SQUARES;
import static io.llmlb.sim.lab.policy.Normaliser.TANH;
import static io.llmlb.sim.lab.policy.Normaliser.TANH_CACHE;
import static io.llmlb.sim.lab.policy.Normaliser.TANH_WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The numbers that the peer's code printed for these values. */
class NormaliserTest {
    @Test
    void twoUsagesAreAlwaysThePreciseEnds() {
        check(LOGARITHMIC.of(0.85, 0.87), 0.2, 1);
        check(LOGARITHMIC.of(0.1, 0.9), 0.2, 1);
        check(LOGARITHMIC_RUNNING.of(12, 15), 0.15, 0.95);
    }

    @Test
    void usagesOfWhichOneIsZeroGoByTheirDistanceFromTheMean() {
        check(LOGARITHMIC.of(0, 0.02, 0.01), 0.4452, 0.7548, 0.6);
    }

    @Test
    void twoPositiveUsagesGoByTheirRatioAndAllOthersByMinAndMax() {
        check(RATIO.of(0.1, 0.46), 0.1786, 0.8214);
        check(RATIO.of(0, 0.46), 0, 1);
        check(RATIO.of(0.1, 0.3, 0.5), 0, 0.5, 1);
        check(RATIO.of(0.3, 0.3), 0.5, 0.5);
        check(RATIO.of(0.3, 0.3, 0.3), 0, 0, 0);
    }

    @Test
    void valuesThatDifferLittleStayNearTheMiddle() {
        check(SMOOTH.of(10, 11, 12), 0.35, 0.5, 0.65);
        check(SMOOTH.of(100, 101), 0.45, 0.55);
        check(SMOOTH.of(10, 15), 0.25, 0.75);
        check(SMOOTH.of(10, 25), 0.15, 0.85);
        check(SMOOTH.of(0, 25), 0.05, 0.95);
    }

    @Test
    void theHyperbolicTangentIsSteepAndNarrowWhenValuesVaryLittle() {
        check(TANH_WAITING.of(1, 20), 0.2777, 0.7223);
        check(TANH.of(1, 20), 0.3152, 0.6848);
        check(TANH_CACHE.of(0.5, 0.5, 0.49), 0.6380, 0.6380, 0.3505);
    }

    @Test
    void equalValuesAreAllTheSame() {
        Map<Normaliser, Double> of = Map.of(
                MIN_MAX,
                0.0,
                NEARLY_MIN_MAX,
                0.0,
                SQUARES,
                0.25,
                LOGARITHMIC,
                0.5,
                LOGARITHMIC_RUNNING,
                0.5,
                SMOOTH,
                0.5,
                TANH,
                0.5,
                TANH_WAITING,
                0.5,
                TANH_CACHE,
                0.5);
        of.forEach((normaliser, value) -> {
            check(normaliser.of(0.7), value);
            check(normaliser.of(0.7, 0.7, 0.7), value, value, value);
            check(normaliser.of(0, 0), value, value);
        });
    }

    private static void check(double[] found, double... printed) {
        assertThat(found).containsExactly(printed, within(5e-5));
    }
}

package io.llmlb.sim.lab.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.sim.lab.policy.PeerMode.Load;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerModeTest {
    /** Members by their requests waiting, KV-cache usage and requests running. */
    private static final Map<String, List<Load>> POOLS = Map.of(
            "A", List.of(new Load(0, 0.50, 5), new Load(0, 0.49, 5)),
            "B", List.of(new Load(1, 0.50, 6), new Load(0, 0.49, 5)),
            "C", List.of(new Load(5, 0.3, 2), new Load(2, 0.6, 4), new Load(8, 0.1, 1)),
            "D", List.of(new Load(12, 0.90, 64), new Load(40, 0.97, 64), new Load(80, 0.99, 64)));

    /** What the peer's own code printed, with its default weights of two metrics and 0.4, 0.3, 0.3 of three. */
    @ParameterizedTest
    @CsvSource({
        "s1,                       .7500 .7550, .2500 .7550, .6000 .7000 .4500, .5500 .3091 .0050",
        "s1_enhanced,              .5000 .9000, .0000 .9000, .4047 .5000 .4000, .9000 .3798 .0000",
        "s1_adaptive,              .3333 1.0,   .0000 1.0,   .5519 .4809 .5191, 1.0 .4589 .0000",
        "s1_ratio,                 .7475 .7525, .2475 .7525, -1.7 -0.5 -3.0,    -5.0 -19.39 -39.5",
        "s1_precise,               .7500 .7550, .2500 .7550, 0 0 0,             0 0 0",
        "s1_nonlinear,             .5000 1.0,   .0000 1.0,   .6700 .5000 .5000, 1.0 .4916 .0000",
        "s1_balanced,              .4750 .5250, .3000 .7000, .5450 .5000 .5000, .7500 .5258 .2500",
        "s1_adaptive_distribution, .4266 .5734, .3342 .6658, .5316 .4698 .5229, .6966 .4625 .2962",
        "s1_advanced,              .4022 .5978, .3280 .6720, .5328 .4590 .5334, .7104 .4845 .2792",
        "s1_dynamic_waiting,       .3680 .6320, .3481 .6519, .5403 .3914 .5993, .7331 .5206 .2514",
        "s2,                       .8500 .8530, .1500 .8530, .6100 .5200 .5700, .7300 .5443 .3030",
        "s2_enhanced,              .5500 .7900, .0150 .8950, .4416 .4150 .4950, .7900 .4367 .1500",
        "s2_nonlinear,             .7000 1.0,   .0000 1.0,   .3413 .4000 .6000, 1.0 .4532 .3000",
        "s2_adaptive,              .5385 1.0,   .0000 1.0,   .5809 .3906 .6094, 1.0 .5934 .2152",
        "s2_advanced,              .4323 .5677, .3455 .6545, .5403 .4218 .5634, .6697 .4952 .3211",
        "s2_dynamic_waiting,       .4275 .5725, .3754 .6246, .5472 .3654 .6173, .7005 .5180 .2861",
    })
    void scoresAreThoseOfThePeersCode(String mode, String a, String b, String c, String d) {
        check(mode, "A", a);
        check(mode, "B", b);
        check(mode, "C", c);
        check(mode, "D", d);
    }

    @Test
    void everyModeIsChecked() {
        assertThat(PeerMode.words()).hasSize(16);
    }

    @Test
    void weightsAreOptions() {
        PeerWeights weights = PeerWeights.of(PeerMode.S1, new StrategyOptions(Map.of("wa", "0.1", "wb", "0.9")));

        assertThat(weights).isEqualTo(new PeerWeights(0.1, 0.9, 0));
        assertThat(scores(PeerMode.S1, "B", weights)).containsExactly(new double[] {0.45, 0.559}, within(1e-12));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PeerWeights.of(PeerMode.S1, new StrategyOptions(Map.of("wg", "1"))))
                .withMessage("unknown option wg: the options are wa, wb");
        assertThat(PeerWeights.of(PeerMode.S2, new StrategyOptions(Map.of("wg", "1"))))
                .isEqualTo(new PeerWeights(0.4, 0.3, 1));
    }

    @Test
    void weightsOfNothingStayNothing() {
        assertThat(scores(PeerMode.S1_ADVANCED, "C", new PeerWeights(0, 0, 0))).containsExactly(0, 0, 0);
        assertThat(PeerMode.S1.scores(new TreeMap<String, Load>(), new PeerWeights(1, 1, 0)))
                .isEmpty();
    }

    private static void check(String word, String pool, String printed) {
        PeerMode mode = PeerMode.named(word);
        String[] numbers = printed.split(" ");
        double[] found = scores(mode, pool, PeerWeights.of(mode, StrategyOptions.NONE));
        assertThat(found).hasSize(numbers.length);
        for (int i = 0; i < numbers.length; i++) {
            // One number was printed with two digits only.
            double half = numbers[i].equals("-19.39") ? 5e-3 : 5e-5;
            assertThat(found[i]).as(word + " " + pool).isCloseTo(Double.parseDouble(numbers[i]), within(half + 1e-9));
        }
    }

    private static double[] scores(PeerMode mode, String pool, PeerWeights weights) {
        SortedMap<Integer, Load> loads = new TreeMap<>();
        POOLS.get(pool).forEach(load -> loads.put(loads.size(), load));
        return mode.scores(loads, weights).values().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }
}

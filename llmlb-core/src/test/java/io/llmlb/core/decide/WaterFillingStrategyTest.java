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

class WaterFillingStrategyTest {
    private static final MemberId A = id(1);
    private static final MemberId B = id(2);
    private static final MemberId C = id(3);

    private final Servers servers = new Servers();

    private Weights decide(RatioStrategy strategy, double seconds) {
        return strategy.decide(
                Servers.at(seconds),
                Servers.pool(LoadBalancingMode.RATIO, List.of(A, B)),
                servers.observe(seconds),
                Weights.NONE);
    }

    private static RatioStrategy strategy(Map<String, String> options) {
        return Strategies.create("water-filling", new StrategyOptions(options));
    }

    private static double share(Weights weights, MemberId member) {
        return weights.shares().get(member);
    }

    /** A serves 1 request a second and B 2; each has 4 running, and 6 wait at B. */
    private void sample(double seconds) {
        servers.did(A, work(200, 5000, 1000, 5)).did(B, work(400, 10_000, 2000, 10));
        servers.sample(seconds, A, gauges(4, 0, 0.5)).sample(seconds, B, gauges(4, 6, 0.5));
    }

    @Test
    void whoOwesIsGivenLessUntilTheLevelIsOne() {
        WaterLevel water = new WaterLevel(0.1, 4);

        // 0.5 L - 0.2 + 0.3 L + 0.2 L = 1 at L = 1.2
        Map<MemberId, Double> shares = water.shares(Map.of(A, 0.5, B, 0.3, C, 0.2), Map.of(A, 0.2, B, 0.0, C, 0.0));

        assertThat(shares.get(A)).isEqualTo(0.4, within(1e-12));
        assertThat(shares.get(B)).isEqualTo(0.36, within(1e-12));
        assertThat(shares.get(C)).isEqualTo(0.24, within(1e-12));
    }

    @Test
    void noShareFallsBelowATenthOfTheFairOne() {
        Map<MemberId, Double> shares =
                new WaterLevel(0.1, 4).shares(Map.of(A, 0.5, B, 0.3, C, 0.2), Map.of(A, 1.0, B, 0.0, C, 0.0));

        assertThat(shares.get(A)).isEqualTo(0.05, within(1e-12));
        assertThat(shares.get(B)).isEqualTo(0.95 * 0.6, within(1e-12));
    }

    @Test
    void noShareRisesAboveTheMostEvenIfTheIndebtedMustTakeMore() {
        Map<MemberId, Double> shares =
                new WaterLevel(0.1, 1.5).shares(Map.of(A, 0.5, B, 0.3, C, 0.2), Map.of(A, 1.0, B, 0.0, C, 0.0));

        assertThat(shares.get(B)).isEqualTo(0.45, within(1e-12));
        assertThat(shares.get(C)).isEqualTo(0.3, within(1e-12));
        assertThat(shares.get(A)).isEqualTo(0.25, within(1e-12));
    }

    @Test
    void sharesAreCapacitiesLessTheBacklogOverTheArrivalsWithinTheHorizon() {
        RatioStrategy strategy =
                strategy(Map.of("trimGain", "0", "deadband", "0", "horizonSeconds", "8", "leastArrivals", "1"));
        sample(0);
        decide(strategy, 0);
        sample(5);
        Weights weights = decide(strategy, 5);

        // 3 arrivals a second in 8 s; 0.4 * 4 = 1.6 requests at A, 7.6 at B
        double debtA = 1.6 / 24;
        double debtB = 7.6 / 24;
        double level = 1 + debtA + debtB;
        assertThat(share(weights, A)).isEqualTo(level / 3 - debtA, within(1e-9));
        assertThat(share(weights, B)).isEqualTo(level * 2 / 3 - debtB, within(1e-9));
        assertThat(weights.of(B).orElseThrow().terms())
                .containsKey("capacity")
                .containsEntry("running", 4.0)
                .containsEntry("waiting", 6.0)
                .containsEntry("horizon", 8.0);
        assertThat(weights.of(B).orElseThrow().terms().get("arrivals")).isEqualTo(3, within(1e-9));
        assertThat(weights.of(B).orElseThrow().reason()).isEmpty();
    }

    @Test
    void smallDifferencesFromTheFairShareAreLeftAndLargeOnesFollowed() {
        RatioStrategy strategy =
                strategy(Map.of("trimGain", "0", "horizonSeconds", "8", "deadband", "0.3", "leastArrivals", "1"));
        RatioStrategy calm =
                strategy(Map.of("trimGain", "0", "horizonSeconds", "8", "deadband", "0.4", "leastArrivals", "1"));
        sample(0);
        decide(strategy, 0);
        decide(calm, 0);
        sample(5);

        // As above: A is to have 0.3944 instead of 0.3333, B 0.6056 instead of 0.6667.
        double a = Math.log((1 + 9.2 / 24) / 3 - 1.6 / 24) - Math.log(1.0 / 3); // 0.168, within the deadband of 0.3
        assertThat(a).isBetween(0.16, 0.3);
        assertThat(share(decide(strategy, 5), A)).isEqualTo(1.0 / 3, within(1e-9));
        assertThat(share(decide(calm, 5), B)).isEqualTo(2.0 / 3, within(1e-9));
    }

    @Test
    void aLargeDifferenceFromTheFairShareIsFollowed() {
        RatioStrategy strategy =
                strategy(Map.of("trimGain", "0", "horizonSeconds", "8", "deadband", "0.05", "leastArrivals", "1"));
        sample(0);
        decide(strategy, 0);
        sample(5);
        Weights weights = decide(strategy, 5);

        double a = Math.log((1 + 9.2 / 24) / 3 - 1.6 / 24) - Math.log(1.0 / 3);
        double b = Math.log((1 + 9.2 / 24) * 2 / 3 - 7.6 / 24) - Math.log(2.0 / 3);
        double weightA = Math.exp(a * (1 - 0.0025 / (a * a))) / 3;
        double weightB = Math.exp(b * (1 - 0.0025 / (b * b))) * 2 / 3;
        assertThat(share(weights, A)).isEqualTo(weightA / (weightA + weightB), within(1e-9));
    }

    @Test
    void theHorizonGrowsWithTheIntervalAndTheAgeOfTheSamples() {
        RatioStrategy strategy = strategy(Map.of());
        sample(0);
        sample(10);
        assertThat(decide(strategy, 11).of(A).orElseThrow().terms()).containsEntry("horizon", 15.0);
        assertThat(decide(strategy, 30).of(A).orElseThrow().terms()).containsEntry("horizon", 30.0);
    }

    @Test
    void whatArrivedIsWhatFinishedAndWhatTheRequestsInFlightGrewBy() {
        RatioStrategy strategy = strategy(Map.of());
        sample(0);
        decide(strategy, 0);
        servers.did(A, work(200, 5000, 1000, 5)).sample(5, A, gauges(4, 10, 0.5));

        Weights weights = decide(strategy, 5);

        // A: (5 + 10) / 5 s; B, of which nothing is known yet, as the mean of the others
        assertThat(weights.of(A).orElseThrow().terms().get("arrivals")).isEqualTo(6, within(1e-9));
    }

    @Test
    void aRestartTellsNothingOfTheArrivals() {
        RatioStrategy strategy = strategy(Map.of());
        for (int i = 0; i < 4; i++) {
            sample(5 * i);
            decide(strategy, 5 * i);
        }
        servers.restart(A).did(A, work(10, 100, 20, 1)).sample(20, A, gauges(0, 0, 0));
        servers.did(B, work(400, 10_000, 2000, 10)).sample(20, B, gauges(4, 6, 0.5));

        assertThat(decide(strategy, 20).of(A).orElseThrow().terms().get("arrivals"))
                .isEqualTo(3, within(1e-9));
    }

    @Test
    void withoutARateOfArrivalsTheCapacitiesAloneCount() {
        RatioStrategy strategy = strategy(Map.of("trimGain", "0"));
        for (double now : new double[] {0, 5}) {
            servers.did(A, Map.of(Signal.STEP_TOKENS, 200.0, Signal.GENERATION_TOKENS, 1000.0))
                    .did(B, Map.of(Signal.STEP_TOKENS, 400.0, Signal.GENERATION_TOKENS, 2000.0))
                    .sample(now, A, gauges(4, 9, 0.5))
                    .sample(now, B, gauges(4, 0, 0.5));
            decide(strategy, now);
        }
        Weights weights = decide(strategy, 6);

        assertThat(share(weights, B)).isEqualTo(2.0 / 3, within(1e-9));
        assertThat(weights.of(B).orElseThrow().reason())
                .isEqualTo("the rate of arrivals is not known, so by capacity alone");
    }

    @Test
    void aPoolAtRestIsNotStirredByOneRequest() {
        RatioStrategy strategy = strategy(Map.of("leastArrivals", "10", "trimGain", "0", "deadband", "0"));
        for (double now : new double[] {0, 5}) {
            servers.did(A, work(0, 0, 0, 0)).did(B, work(0, 0, 0, 0));
            servers.sample(now, A, gauges(1, 0, 0.1)).sample(now, B, gauges(0, 0, 0.1));
            decide(strategy, now);
        }

        // 0.4 of 10: level 1.04
        assertThat(share(decide(strategy, 6), A)).isEqualTo(0.52 - 0.04, within(1e-9));
    }

    @Test
    void theTrimTakesFromWhoseQueueIsLonger() {
        RatioStrategy plain = strategy(Map.of("trimGain", "0"));
        RatioStrategy trimmed = strategy(Map.of());
        for (int i = 0; i < 20; i++) {
            sample(5 * i);
            decide(plain, 5 * i);
            decide(trimmed, 5 * i);
        }

        assertThat(decide(plain, 96).of(B).orElseThrow().terms().get("capacity"))
                .isEqualTo(2 * decide(plain, 96).of(A).orElseThrow().terms().get("capacity"), within(1e-9));
        assertThat(share(decide(trimmed, 96), B)).isLessThan(share(decide(plain, 96), B) - 0.02);
    }

    @Test
    void aServerThatTellsNothingOfItsRequestsIsNotJudged() {
        servers.did(A, work(1, 1, 1, 1)).sample(0, A, Map.of());
        servers.sample(0, B, gauges(0, 0, 0));

        assertThat(decide(strategy(Map.of()), 0).members()).containsExactly(B);
    }
}

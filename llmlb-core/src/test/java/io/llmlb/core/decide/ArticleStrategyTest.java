package io.llmlb.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.SeriesKey;
import io.llmlb.core.observe.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArticleStrategyTest {
    private static final Instant T = Instant.ofEpochSecond(1_000_000);
    private static final MemberId MEMBER = MemberId.of("10.0.0.1", 8000);
    private static final PoolState POOL = new PoolState(
            new PoolName("/Common/p"),
            LoadBalancingMode.RATIO,
            "ratio-member",
            List.of(new PoolMember(MEMBER, "/Common/10.0.0.1:8000", 1, Availability.AVAILABLE)));

    private final SampleWindow.Builder samples = SampleWindow.builder();

    private Weights decide(Map<String, String> options) {
        return Strategies.create("article", new StrategyOptions(options))
                .decide(T, POOL, new Observation(T, Map.of(MEMBER, samples.build()), true, List.of()), Weights.NONE);
    }

    private void queueTimes() { // ten requests within 0.3 s and ten from 0.3 to 0.5 s: the 0.9 quantile is 0.46 s
        for (double le : new double[] {0.3, 0.5, Double.POSITIVE_INFINITY}) {
            samples.add(SeriesKey.bucket(Signal.QUEUE_TIME, le, ""), T.minusSeconds(5), 0);
            samples.add(SeriesKey.bucket(Signal.QUEUE_TIME, le, ""), T, le == 0.3 ? 10 : 20);
        }
    }

    private void gauges(double waiting, double kvCache) {
        samples.add(SeriesKey.value(Signal.WAITING, ""), T, waiting);
        samples.add(SeriesKey.value(Signal.KV_CACHE_USAGE, ""), T, kvCache);
    }

    @Test
    void theCostIsTheWeightedSumAndTheWeightItsInverse() {
        gauges(3, 0.5);
        queueTimes();

        Weight weight = decide(Map.of("coefNrw", "2", "coefRqt", "10", "coefKvc", "4"))
                .of(MEMBER)
                .orElseThrow();

        assertThat(weight.terms().get("cost")).isEqualTo(2 * 3 + 10 * 0.46 + 4 * 0.5, within(1e-9));
        assertThat(weight.value()).isEqualTo(1 / 13.6, within(1e-9));
        assertThat(weight.terms()).containsKeys("waiting", "queueTimeP90", "kvCacheUsage", "cost");
    }

    @Test
    void byDefaultWaitingAndQueueTimeCountOnceAndTheCacheDoesNot() {
        gauges(3, 0.5);
        queueTimes();

        assertThat(decide(Map.of()).of(MEMBER).orElseThrow().value()).isEqualTo(1 / 4.46, within(1e-9));
    }

    @Test
    void whenNothingFinishedThereIsNoQueueTimeAndTheReasonSaysSo() {
        gauges(1, 0.5);

        Weight weight = decide(Map.of()).of(MEMBER).orElseThrow();

        assertThat(weight.value()).isEqualTo(0.5);
        assertThat(weight.reason()).isEqualTo("no request finished in 15 s, so no queue time");
        assertThat(weight.terms()).doesNotContainKey("queueTimeP90");
    }

    @Test
    void aServerThatTellsNothingIsNotJudged() {
        queueTimes();

        assertThat(decide(Map.of()).isEmpty()).isTrue();
    }

    @Test
    void wrongOptionsAreNamed() {
        assertThatThrownBy(() -> decide(Map.of("coefRqt", "-1")))
                .hasMessage("coefRqt is a number from 0 to 1000000, but this is -1");
        assertThatThrownBy(() -> decide(Map.of("coefRqt", "NaN"))).hasMessageContaining("coefRqt is a number from");
        assertThatThrownBy(() -> decide(Map.of("coefRqt", "one")))
                .hasMessage("coefRqt is a number, but this is \"one\"");
        assertThatThrownBy(() -> decide(Map.of("coef", "1")))
                .hasMessage("unknown option coef: the options are coefNrw, coefRqt, coefKvc");
    }

    @Test
    void strategiesAreFoundByName() {
        assertThat(Strategies.all())
                .containsOnlyKeys("article", "auto", "capacity-trim", "static", "utilization", "water-filling");
        assertThatThrownBy(() -> Strategies.create("artikel", StrategyOptions.NONE))
                .hasMessage(
                        "there is no strategy \"artikel\": the strategies are article, auto, capacity-trim, static, utilization,"
                                + " water-filling");
    }

    @Test
    void staticWeightsAreThoseOfThePersonAndOneForTheRest() {
        Weights weights = Strategies.create("static", new StrategyOptions(Map.of("10.0.0.1:8000", "3")))
                .decide(T, POOL, Observation.empty(T), Weights.NONE);

        assertThat(weights.of(MEMBER).orElseThrow().value()).isEqualTo(3);
        assertThatThrownBy(() -> Strategies.create("static", new StrategyOptions(Map.of("pod-7", "3"))))
                .hasMessage("\"pod-7\" is no member: a static weight is named by its member's address:port");
    }
}

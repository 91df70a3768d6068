package io.llmlb.core.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.core.MemberId;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.decide.Weights;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.SeriesKey;
import io.llmlb.core.observe.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GuardsTest {
    private static final Instant T = Instant.ofEpochSecond(1_000_000);
    private static final MemberId A = MemberId.of("10.0.0.1", 80);
    private static final MemberId B = MemberId.of("10.0.0.2", 80);
    private static final MemberId C = MemberId.of("10.0.0.3", 80);
    private static final Duration SIGHTED = Duration.ZERO;

    @Test
    void aMemberThatWasNotSampledFor15SecondsExpires() {
        Freshness freshness = new Freshness(Freshness.LEAST);
        Observation history = new Observation(T, Map.of(A, sampled(15), B, sampled(16)), true, List.of());

        assertThat(freshness.fresh(history).windows()).containsOnlyKeys(A);
    }

    @Test
    void atASlowScrapeThreeIntervalsAreAllowedAndNeverMoreThan90Seconds() {
        Freshness freshness = new Freshness(Freshness.LEAST);

        assertThat(freshness.limit(new Observation(T, Map.of(A, sampled(10, 20)), true, List.of())))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(freshness.limit(new Observation(T, Map.of(A, sampled(0, 300)), true, List.of())))
                .isEqualTo(Duration.ofSeconds(90));
        assertThat(freshness.limit(new Observation(T, Map.of(A, sampled(0, 1)), true, List.of())))
                .isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void aMemberWithoutSamplesGetsTheMeanOfTheOthers() {
        Weights guarded = new MeanForUnknown().guard(weights(1, 3, null), situation(weights(1, 1, 1), SIGHTED));

        assertThat(guarded.of(C).orElseThrow().value()).isEqualTo(2);
        assertThat(guarded.of(C).orElseThrow().reason()).isEqualTo("no fresh samples, so the mean of the others");
    }

    @Test
    void withoutEvidenceTheLastTrustedWeightsAreHeldAndThenGlideToNeutral() {
        HoldThenNeutral guard = new HoldThenNeutral(Duration.ofSeconds(60), Duration.ofSeconds(60));
        Weights trusted = weights(1, 4, 16);

        assertThat(values(guard.guard(Weights.NONE, situation(trusted, Duration.ofSeconds(60)))))
                .containsExactly(1, 4, 16);
        double[] half = values(guard.guard(Weights.NONE, situation(trusted, Duration.ofSeconds(90))));
        assertThat(half[2] / half[0]).isEqualTo(4, within(1e-9));
        assertThat(values(guard.guard(Weights.NONE, situation(trusted, Duration.ofSeconds(120)))))
                .containsExactly(1, 1, 1);
        assertThat(values(guard.guard(Weights.NONE, situation(trusted, Duration.ofDays(9)))))
                .containsExactly(1, 1, 1);
    }

    @Test
    void oneJudgedMemberOfThreeIsNotEnoughAndTwoAre() {
        HoldThenNeutral guard = new HoldThenNeutral(Duration.ofSeconds(60), Duration.ofSeconds(60));
        Weights last = weights(1, 4, 16);

        assertThat(values(guard.guard(weights(9, null, null), situation(last, Duration.ofSeconds(2)))))
                .containsExactly(1, 4, 16);
        assertThat(guard.guard(weights(9, 8, null), situation(last, SIGHTED)).members())
                .containsExactly(A, B);
    }

    @Test
    void noMemberFallsBelowTheExplorationFloor() {
        Weights guarded = new ExplorationFloor(0.02).guard(weights(1000, 1000, 1e-9), situation(Weights.NONE, SIGHTED));

        assertThat(guarded.of(C).orElseThrow().value()).isEqualTo(0.02 * 2000 / 3, within(1e-6));
        assertThat(guarded.of(C).orElseThrow().reason()).isEqualTo("raised to the exploration floor");
    }

    @Test
    void aSmallChangeIsHeldBackAndALargeOneIsNot() {
        Deadband deadband = new Deadband(0.05);
        Situation situation = situation(weights(1, 1, 1), SIGHTED);

        assertThat(values(deadband.guard(weights(1.04, 1, 1), situation))).containsExactly(1, 1, 1);
        assertThat(values(deadband.guard(weights(1.2, 1, 1), situation))).containsExactly(1.2, 1, 1);
    }

    private static SampleWindow sampled(long... secondsAgo) {
        SampleWindow.Builder samples = SampleWindow.builder();
        for (long ago : secondsAgo) {
            samples.add(SeriesKey.value(Signal.RUNNING, ""), T.minusSeconds(ago), 1);
        }
        return samples.build();
    }

    private static Situation situation(Weights last, Duration blindFor) {
        return new Situation(Set.of(A, B, C), last, last, blindFor);
    }

    private static Weights weights(Number a, Number b, Number c) {
        Map<MemberId, Weight> weights = new TreeMap<>();
        for (Map.Entry<MemberId, Number> entry :
                new TreeMap<>(Map.of(A, a == null ? 0 : a, B, b == null ? 0 : b, C, c == null ? 0 : c)).entrySet()) {
            if (entry.getValue().doubleValue() > 0) {
                weights.put(entry.getKey(), Weight.of(entry.getValue().doubleValue(), ""));
            }
        }
        return Weights.of(weights);
    }

    private static double[] values(Weights weights) {
        return weights.byMember().values().stream().mapToDouble(Weight::value).toArray();
    }
}

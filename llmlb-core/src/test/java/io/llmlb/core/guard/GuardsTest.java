package io.llmlb.core.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
        Weights guarded = new UsualForUnknown().guard(weights(1, 3, null), situation(weights(1, 1, 1), SIGHTED));

        assertThat(guarded.of(C).orElseThrow().value()).isEqualTo(2);
        assertThat(guarded.of(C).orElseThrow().reason()).isEqualTo("no fresh samples, so the mean of the others");
    }

    @Test
    void aMemberWithoutSamplesGetsWhatItUsuallyHasBesideTheOthers() {
        Weights guarded = new UsualForUnknown()
                .guard(weights(30, 10, null), usually(weights(1, 1, 1), weights(1.5, 0.5, 0.1), SIGHTED));

        assertThat(guarded.of(C).orElseThrow().value()).isEqualTo(2, within(1e-12));
        assertThat(guarded.of(C).orElseThrow().reason()).isEqualTo("no fresh samples, so as usual");
    }

    @Test
    void withoutEvidenceTheLastTrustedWeightsAreHeldThenAsUsualAndInTheEndNeutral() {
        HoldThenNeutral guard =
                new HoldThenNeutral(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMinutes(30));
        Weights trusted = weights(1, 4, 16);

        assertThat(values(guard.guard(Weights.NONE, situation(trusted, Duration.ofSeconds(60)))))
                .containsExactly(1, 4, 16);
        double[] half = values(guard.guard(Weights.NONE, situation(trusted, Duration.ofSeconds(90))));
        assertThat(half[2] / half[0]).as("nothing is usual, so what was last").isEqualTo(16, within(1e-9));
        Weights usual = weights(1, 1, 4);
        double[] wayToUsual = values(guard.guard(Weights.NONE, usually(trusted, usual, Duration.ofSeconds(90))));
        assertThat(wayToUsual[2] / wayToUsual[0]).isEqualTo(8, within(1e-9));
        assertThat(values(guard.guard(Weights.NONE, usually(trusted, usual, Duration.ofMinutes(32)))))
                .containsExactly(1, 1, 4);
        double[] wayToNeutral = values(guard.guard(Weights.NONE, usually(trusted, usual, Duration.ofMinutes(47))));
        assertThat(wayToNeutral[2] / wayToNeutral[0]).isEqualTo(2, within(1e-9));
        assertThat(values(guard.guard(Weights.NONE, usually(trusted, usual, Duration.ofMinutes(62)))))
                .containsExactly(1, 1, 1);
        assertThat(values(guard.guard(Weights.NONE, situation(trusted, Duration.ofDays(9)))))
                .containsExactly(1, 1, 1);
    }

    @Test
    void oneJudgedMemberOfThreeIsNotEnoughAndTwoAre() {
        HoldThenNeutral guard =
                new HoldThenNeutral(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMinutes(30));
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

    @Test
    void aNewMemberStartsAtAPartOfTheOthersMeanAndReachesItsWeightInTheEnd() {
        SoftStart guard = new SoftStart(0.3, Duration.ofSeconds(30));
        Weights wanted = weights(1, 3, 4);

        assertThat(values(guard.guard(wanted, serving(wanted, Map.of(C, Duration.ZERO)))))
                .containsExactly(1, 3, 0.6);
        assertThat(values(guard.guard(wanted, serving(wanted, Map.of(C, Duration.ofSeconds(15))))))
                .containsExactly(1, 3, 2.3);
        assertThat(values(guard.guard(wanted, serving(wanted, Map.of(C, Duration.ofSeconds(30))))))
                .containsExactly(1, 3, 4);
        assertThat(guard.guard(wanted, serving(wanted, Map.of(C, Duration.ZERO)))
                        .of(C)
                        .orElseThrow()
                        .reason())
                .isEqualTo("new, so it starts softly");
    }

    @Test
    void aStrategyThatWantsLessForTheNewIsFollowed() {
        Weights wanted = weights(1, 3, 0.2);

        assertThat(values(new SoftStart(0.3, Duration.ofSeconds(30))
                        .guard(wanted, serving(wanted, Map.of(C, Duration.ZERO)))))
                .containsExactly(1, 3, 0.2);
    }

    @Test
    void aPoolThatIsNewAsAWholeStartsAtOnce() {
        Weights wanted = weights(1, 3, 4);
        Map<MemberId, Duration> allNew = Map.of(A, Duration.ZERO, B, Duration.ofSeconds(1), C, Duration.ZERO);

        assertThat(values(new SoftStart(0.3, Duration.ofSeconds(30)).guard(wanted, serving(wanted, allNew))))
                .containsExactly(1, 3, 4);
    }

    @Test
    void aLargeStepIsShortenedMoreOnTheWayUpThanDown() {
        Slew slew = new Slew(0.25, 0.4);

        // shares 0.5 and 0.5: nobody above 0.625
        Weights guarded = slew.guard(weights(9, 1, null), situation(weights(5, 5, null), SIGHTED));
        assertThat(values(guarded)).containsExactly(new double[] {6.25, 3.75}, within(1e-9));
        assertThat(guarded.of(A).orElseThrow().reason()).isEqualTo("too large a step, so shortened");

        // shares 0.2, 0.4, 0.4: who loses may lose two fifths, and the others share what that frees
        assertThat(values(slew.guard(weights(1e-9, 1, 1), situation(weights(2, 4, 4), SIGHTED))))
                .containsExactly(new double[] {0.24, 0.88, 0.88}, within(1e-8));
    }

    @Test
    void theWayToNeutralAndMembersWithoutALastWeightAreNotSlewed() {
        Slew slew = new Slew(0.25, 0.4);

        assertThat(values(slew.guard(weights(9, 1, 1), situation(weights(1, 1, 1), Duration.ofSeconds(70)))))
                .containsExactly(9, 1, 1);
        assertThat(values(slew.guard(weights(1, 1, 50), situation(weights(1, 1, null), SIGHTED))))
                .containsExactly(1, 1, 50);
    }

    @Test
    void whileEveryServerIsFullTheLastWeightsStay() {
        SaturationFreeze freeze = new SaturationFreeze(0.9);
        Weights last = weights(10, 20, 30);
        Weights wanted = weights(3, 2, 1);
        Weights held = freeze.guard(wanted, full(last, 5, 0.95, 1, 0.91, 2, 1));

        assertThat(values(held)).containsExactly(new double[] {1, 2, 3}, within(1e-9));
        assertThat(held.of(A).orElseThrow().reason()).isEqualTo("every server is full, so held");
        assertThat(values(freeze.guard(wanted, full(last, 5, 0.95, 0, 0.95, 2, 1))))
                .containsExactly(3, 2, 1);
        assertThat(values(freeze.guard(wanted, full(last, 5, 0.95, 1, 0.9, 2, 1))))
                .containsExactly(3, 2, 1);
        assertThat(values(freeze.guard(wanted, situation(last, SIGHTED)))).containsExactly(3, 2, 1);
    }

    @Test
    void whatEachGuardChangedIsCounted() {
        Guards.Guarded guarded =
                Guards.standard().apply(weights(1000, 1e-9, null), situation(weights(1, 1, 1), SIGHTED));

        assertThat(guarded.changed())
                .containsExactlyInAnyOrderEntriesOf(Map.of("usual-for-unknown", 1, "exploration-floor", 1));
        assertThat(Guards.standard()
                        .apply(weights(1, 2, 3), situation(weights(1, 2, 3), SIGHTED))
                        .changed())
                .isEmpty();
    }

    @Test
    void aGuardCanBeLeftOutByItsName() {
        assertThat(Guards.standard().without("deadband", "soft-start").output())
                .extracting(OutputGuard::name)
                .containsExactly("hold-then-neutral", "usual-for-unknown", "saturation-freeze", "exploration-floor");
        assertThatThrownBy(() -> Guards.standard().without("slew"))
                .hasMessage("there is no guard \"slew\" to leave out: the guards are hold-then-neutral,"
                        + " usual-for-unknown, saturation-freeze, soft-start, exploration-floor, deadband");
    }

    private static Situation usually(Weights last, Weights usual, Duration blindFor) {
        return new Situation(Set.of(A, B, C), last, last, usual, blindFor, Map.of(), Observation.empty(T));
    }

    private static Situation serving(Weights last, Map<MemberId, Duration> serving) {
        return new Situation(Set.of(A, B, C), last, last, Weights.NONE, SIGHTED, serving, Observation.empty(T));
    }

    private static Situation full(Weights last, double... waitingAndKvCache) {
        Map<MemberId, SampleWindow> windows = new TreeMap<>();
        for (MemberId member : List.of(A, B, C)) {
            windows.put(
                    member,
                    SampleWindow.builder()
                            .add(SeriesKey.value(Signal.WAITING, ""), T, waitingAndKvCache[2 * windows.size()])
                            .add(
                                    SeriesKey.value(Signal.KV_CACHE_USAGE, ""),
                                    T,
                                    waitingAndKvCache[2 * windows.size() + 1])
                            .build());
        }
        Observation fresh = new Observation(T, windows, true, List.of());
        return new Situation(Set.of(A, B, C), last, last, Weights.NONE, SIGHTED, Map.of(), fresh);
    }

    private static SampleWindow sampled(long... secondsAgo) {
        SampleWindow.Builder samples = SampleWindow.builder();
        for (long ago : secondsAgo) {
            samples.add(SeriesKey.value(Signal.RUNNING, ""), T.minusSeconds(ago), 1);
        }
        return samples.build();
    }

    private static Situation situation(Weights last, Duration blindFor) {
        return new Situation(Set.of(A, B, C), last, last, Weights.NONE, blindFor, Map.of(), Observation.empty(T));
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

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class GuardProperties {
    @Provide
    Arbitrary<Map<MemberId, Weight>> some() {
        Arbitrary<MemberId> members = Arbitraries.integers().between(1, 8).map(i -> MemberId.of("10.0.0." + i, 80));
        Arbitrary<Weight> weights = Arbitraries.oneOf(
                        Arbitraries.doubles().between(0.01, 1000),
                        Arbitraries.of(Double.MIN_VALUE, 1e-200, 1e200, Double.MAX_VALUE))
                .map(value -> Weight.of(value, ""));
        return Arbitraries.maps(members, weights).ofMaxSize(8);
    }

    @Provide
    Arbitrary<Map<MemberId, Duration>> tenures() {
        Arbitrary<MemberId> members = Arbitraries.integers().between(1, 8).map(i -> MemberId.of("10.0.0." + i, 80));
        return Arbitraries.maps(members, Arbitraries.integers().between(0, 60).map(Duration::ofSeconds))
                .ofMaxSize(8);
    }

    private static Weights weights(List<Double> values) {
        Map<MemberId, Weight> weights = new TreeMap<>();
        for (Double value : values) {
            weights.put(MemberId.of("10.0.0." + (weights.size() + 1), 80), Weight.of(value, ""));
        }
        return Weights.of(weights);
    }

    @Property
    void whateverTheStrategySaysEveryMemberHasOnePositiveFiniteWeight(
            @ForAll("some") Map<MemberId, Weight> wanted,
            @ForAll("some") Map<MemberId, Weight> last,
            @ForAll("some") Map<MemberId, Weight> trusted,
            @ForAll("some") Map<MemberId, Weight> usual,
            @ForAll @IntRange(min = 1, max = 8) int members,
            @ForAll @IntRange(min = 0, max = 100_000) int blindSeconds,
            @ForAll("tenures") Map<MemberId, Duration> serving,
            @ForAll boolean full) {
        Set<MemberId> pool = pool(members);
        Map<MemberId, Weight> among = new TreeMap<>(wanted);
        among.keySet().retainAll(pool);

        Guards.Guarded all = every().apply(
                        Weights.of(among),
                        new Situation(
                                pool,
                                Weights.of(last),
                                Weights.of(trusted),
                                Weights.of(usual),
                                Duration.ofSeconds(blindSeconds),
                                serving,
                                fullOrNot(pool, full)));
        Weights guarded = all.weights();

        assertThat(all.changed().values()).allSatisfy(count -> assertThat(count).isBetween(1, pool.size()));
        assertThat(guarded.members()).isEqualTo(pool);
        assertThat(guarded.byMember().values())
                .allSatisfy(weight -> assertThat(weight.value()).isPositive().isFinite());
    }

    @Property
    void equalInIsEqualOut(@ForAll @IntRange(min = 1, max = 8) int members) {
        Weights equal = Weights.equal(pool(members), "");

        Weights guarded =
                every().apply(equal, situation(equal, equal, Map.of())).weights();

        assertThat(guarded.shares().values())
                .allSatisfy(share -> assertThat(share).isCloseTo(1.0 / members, within(1e-12)));
    }

    @Property
    void noShareMovesFurtherThanItsSlew(
            @ForAll @Size(5) List<@DoubleRange(min = 0.01, max = 1000) Double> wanted,
            @ForAll @Size(5) List<@DoubleRange(min = 0.01, max = 1000) Double> last) {
        Weights before = weights(last);
        Map<MemberId, Double> after = new Slew(0.25, 0.4)
                .guard(weights(wanted), situation(weights(wanted), before, Map.of()))
                .shares();

        before.shares()
                .forEach((member, share) ->
                        assertThat(after.get(member)).isBetween(share * 0.6 * (1 - 1e-9), share * 1.25 * (1 + 1e-9)));
    }

    @Property(tries = 100)
    void slewedStepsArriveInTheEnd(
            @ForAll @Size(5) List<@DoubleRange(min = 0.01, max = 100) Double> wanted,
            @ForAll @Size(5) List<@DoubleRange(min = 0.01, max = 100) Double> last) {
        Weights now = weights(last);
        for (int i = 0; i < 100; i++) {
            now = new Slew(0.25, 0.4).guard(weights(wanted), situation(weights(wanted), now, Map.of()));
        }

        Map<MemberId, Double> reached = now.shares();
        weights(wanted)
                .shares()
                .forEach((member, share) -> assertThat(reached.get(member)).isCloseTo(share, within(1e-6 * share)));
    }

    @Property
    void aSoftStartTakesFromTheNewOnlyAndLessWithTime(
            @ForAll @Size(5) List<@DoubleRange(min = 0.01, max = 100) Double> wanted,
            @ForAll("tenures") Map<MemberId, Duration> serving) {
        SoftStart guard = new SoftStart(0.3, Duration.ofSeconds(30));
        Weights wants = weights(wanted);
        Map<MemberId, Duration> later = new TreeMap<>(serving);
        later.replaceAll((member, time) -> time.plusSeconds(1));
        boolean sameAreOld = serving.values().stream().noneMatch(time -> time.toSeconds() == 29);

        Weights guarded = guard.guard(wants, situation(wants, wants, serving));
        Weights oneSecondOn = guard.guard(wants, situation(wants, wants, later));

        wants.byMember().forEach((member, weight) -> {
            double value = guarded.of(member).orElseThrow().value();
            assertThat(value).isLessThanOrEqualTo(weight.value());
            if (serving.getOrDefault(member, Duration.ofDays(1)).toSeconds() >= 30) {
                assertThat(value).isEqualTo(weight.value());
            }
            if (sameAreOld) {
                assertThat(oneSecondOn.of(member).orElseThrow().value()).isGreaterThanOrEqualTo(value);
            }
        });
    }

    @Property
    void whileAllAreFullTheSharesStay(
            @ForAll @Size(5) List<@DoubleRange(min = 0.01, max = 100) Double> wanted,
            @ForAll @Size(5) List<@DoubleRange(min = 0.01, max = 100) Double> last,
            @ForAll boolean full) {
        Weights wants = weights(wanted);
        Situation situation = new Situation(
                wants.members(),
                weights(last),
                weights(last),
                weights(last),
                Duration.ZERO,
                Map.of(),
                fullOrNot(wants.members(), full));

        Map<MemberId, Double> shares =
                new SaturationFreeze(0.9).guard(wants, situation).shares();

        (full ? weights(last) : wants)
                .shares()
                .forEach((member, share) -> assertThat(shares.get(member)).isCloseTo(share, within(1e-9)));
    }

    @Property
    void longEnoughWithoutEvidenceEveryShareIsTheSame(
            @ForAll("some") Map<MemberId, Weight> trusted, @ForAll @IntRange(min = 1, max = 8) int members) {
        Situation blind = new Situation(
                pool(members),
                Weights.of(trusted),
                Weights.of(trusted),
                Weights.of(trusted),
                Duration.ofMinutes(62),
                Map.of(),
                Observation.empty(Instant.EPOCH));

        assertThat(every().apply(Weights.NONE, blind).weights().shares().values())
                .allSatisfy(share -> assertThat(share).isCloseTo(1.0 / members, within(1e-12)));
    }

    @Property
    void aWeightOnTheWayToNeutralIsNeverFurtherFromItThanBefore(
            @ForAll List<@IntRange(min = 1, max = 20) Integer> ratios,
            @ForAll @IntRange(min = 60, max = 3719) int seconds) {
        if (ratios.isEmpty()) {
            return;
        }
        Map<MemberId, Weight> trusted = new TreeMap<>();
        for (int i = 0; i < ratios.size(); i++) {
            trusted.put(MemberId.of("10.0.0." + (i % 250 + 1), 80), Weight.of(ratios.get(i), ""));
        }
        Weights from = Weights.of(trusted);
        HoldThenNeutral guard =
                new HoldThenNeutral(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMinutes(30));

        double before = spread(guard.guard(Weights.NONE, blind(from, seconds)));
        double after = spread(guard.guard(Weights.NONE, blind(from, seconds + 1)));

        assertThat(after).isLessThanOrEqualTo(before * (1 + 1e-12));
    }

    private static Situation blind(Weights trusted, int seconds) {
        return new Situation(
                trusted.members(),
                trusted,
                trusted,
                trusted,
                Duration.ofSeconds(seconds),
                Map.of(),
                Observation.empty(Instant.EPOCH));
    }

    private static Situation situation(Weights wanted, Weights last, Map<MemberId, Duration> serving) {
        return new Situation(
                wanted.members(), last, last, last, Duration.ZERO, serving, Observation.empty(Instant.EPOCH));
    }

    /** The standard guards and those that are not standard. */
    private static Guards every() {
        List<OutputGuard> output = new ArrayList<>(Guards.standard().output());
        output.add(new Slew(0.25, 0.4));
        return new Guards(Guards.standard().freshness(), output);
    }

    private static Observation fullOrNot(Set<MemberId> pool, boolean full) {
        Map<MemberId, SampleWindow> windows = new TreeMap<>();
        pool.forEach(member -> windows.put(
                member,
                SampleWindow.builder()
                        .add(SeriesKey.value(Signal.WAITING, ""), Instant.EPOCH, full ? 3 : 0)
                        .add(SeriesKey.value(Signal.KV_CACHE_USAGE, ""), Instant.EPOCH, 0.95)
                        .build()));
        return new Observation(Instant.EPOCH, windows, true, List.of());
    }

    private static double spread(Weights weights) {
        double most = weights.byMember().values().stream()
                .mapToDouble(Weight::value)
                .max()
                .orElseThrow();
        return most
                / weights.byMember().values().stream()
                        .mapToDouble(Weight::value)
                        .min()
                        .orElseThrow();
    }

    private static Set<MemberId> pool(int members) {
        return IntStream.rangeClosed(1, members)
                .mapToObj(i -> MemberId.of("10.0.0." + i, 80))
                .collect(Collectors.toSet());
    }
}

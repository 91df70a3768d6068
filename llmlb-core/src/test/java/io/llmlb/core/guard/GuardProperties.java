package io.llmlb.core.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.core.MemberId;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.decide.Weights;
import java.time.Duration;
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
import net.jqwik.api.constraints.IntRange;

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

    @Property
    void whateverTheStrategySaysEveryMemberHasOnePositiveFiniteWeight(
            @ForAll("some") Map<MemberId, Weight> wanted,
            @ForAll("some") Map<MemberId, Weight> last,
            @ForAll("some") Map<MemberId, Weight> trusted,
            @ForAll @IntRange(min = 1, max = 8) int members,
            @ForAll @IntRange(min = 0, max = 100_000) int blindSeconds) {
        Set<MemberId> pool = pool(members);
        Map<MemberId, Weight> among = new TreeMap<>(wanted);
        among.keySet().retainAll(pool);

        Weights guarded = Guards.standard()
                .apply(
                        Weights.of(among),
                        new Situation(pool, Weights.of(last), Weights.of(trusted), Duration.ofSeconds(blindSeconds)));

        assertThat(guarded.members()).isEqualTo(pool);
        assertThat(guarded.byMember().values())
                .allSatisfy(weight -> assertThat(weight.value()).isPositive().isFinite());
    }

    @Property
    void equalInIsEqualOut(@ForAll @IntRange(min = 1, max = 8) int members) {
        Weights equal = Weights.equal(pool(members), "");

        Weights guarded = Guards.standard().apply(equal, new Situation(pool(members), equal, equal, Duration.ZERO));

        assertThat(guarded.shares().values())
                .allSatisfy(share -> assertThat(share).isCloseTo(1.0 / members, within(1e-12)));
    }

    @Property
    void longEnoughWithoutEvidenceEveryShareIsTheSame(
            @ForAll("some") Map<MemberId, Weight> trusted, @ForAll @IntRange(min = 1, max = 8) int members) {
        Situation blind =
                new Situation(pool(members), Weights.of(trusted), Weights.of(trusted), Duration.ofSeconds(120));

        assertThat(Guards.standard().apply(Weights.NONE, blind).shares().values())
                .allSatisfy(share -> assertThat(share).isCloseTo(1.0 / members, within(1e-12)));
    }

    @Property
    void aWeightOnTheWayToNeutralIsNeverFurtherFromItThanBefore(
            @ForAll List<@IntRange(min = 1, max = 20) Integer> ratios,
            @ForAll @IntRange(min = 60, max = 119) int seconds) {
        if (ratios.isEmpty()) {
            return;
        }
        Map<MemberId, Weight> trusted = new TreeMap<>();
        for (int i = 0; i < ratios.size(); i++) {
            trusted.put(MemberId.of("10.0.0." + (i % 250 + 1), 80), Weight.of(ratios.get(i), ""));
        }
        Weights from = Weights.of(trusted);
        HoldThenNeutral guard = new HoldThenNeutral(Duration.ofSeconds(60), Duration.ofSeconds(60));

        double before = spread(guard.guard(Weights.NONE, blind(from, seconds)));
        double after = spread(guard.guard(Weights.NONE, blind(from, seconds + 1)));

        assertThat(after).isLessThanOrEqualTo(before * (1 + 1e-12));
    }

    private static Situation blind(Weights trusted, int seconds) {
        return new Situation(trusted.members(), trusted, trusted, Duration.ofSeconds(seconds));
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

package io.llmlb.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.MemberId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class SampleWindowProperties {
    private static final Instant T = Instant.ofEpochSecond(1_000_000);

    record Given(SeriesKey key, long millis, double value) {}

    @Provide
    Arbitrary<List<Given>> anything() {
        Arbitrary<Double> values = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.doubles().between(0, 1000)),
                Tuple.of(1, Arbitraries.doubles()),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                Double.NaN,
                                Double.POSITIVE_INFINITY,
                                Double.NEGATIVE_INFINITY,
                                Double.MAX_VALUE,
                                -0.0)));
        Arbitrary<SeriesKey> keys = Combinators.combine(
                        Arbitraries.of(Signal.values()),
                        Arbitraries.of(SeriesKey.Part.values()),
                        Arbitraries.of(0.3, 0.5, 1.0, Double.POSITIVE_INFINITY, Double.NaN),
                        Arbitraries.of("0", "1"))
                .as(SeriesKey::new);
        return Combinators.combine(keys, Arbitraries.longs().between(-30_000, 10_000), values)
                .as(Given::new)
                .list()
                .ofMaxSize(60);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void noSamplesMakeANaNAnInfinityOrAnException(@ForAll("anything") List<Given> given, @ForAll double q) {
        SampleWindow window = window(given);

        for (Signal signal : Signal.values()) {
            for (long seconds : new long[] {1, 15, 60}) {
                Duration range = Duration.ofSeconds(seconds);
                finite(window.latest(signal));
                finite(window.rate(signal, range, T));
                finite(window.observationsPerSecond(signal, range, T));
                finite(window.mean(signal, range, T));
                finite(window.increase(signal, T.minus(range), T));
                finite(window.observations(signal, T.minus(range), T));
                finite(window.quantile(signal, q, range, T));
                finite(window.quantile(signal, 0.9, range, T));
            }
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aCounterThatNeverFallsHasARateOfZeroOrMore(@ForAll("anything") List<Given> given) {
        SampleWindow window = window(given);
        Duration range = Duration.ofSeconds(15);

        window.rate(Signal.FINISHED, range, T).ifPresent(rate -> {
            boolean positive = given.stream().allMatch(sample -> !(sample.value() < 0));
            if (positive) {
                assertThat(rate).isNotNegative();
            }
        });
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void addingTheSameSamplesTwiceOrInAnotherOrderChangesNothing(@ForAll("anything") List<Given> given) {
        List<Given> unique = given.stream()
                .collect(Collectors.toMap(
                        sample -> List.of(sample.key(), sample.millis()), sample -> sample, (one, other) -> one))
                .values()
                .stream()
                .toList();
        int half = unique.size() / 2;
        MemberId member = MemberId.of("10.0.0.1", 80);
        Observation first = observation(member, unique.subList(0, half));
        Observation second = observation(member, unique.subList(half, unique.size()));
        Observation whole = observation(member, unique);
        Duration keep = Duration.ofSeconds(20);

        same(first.plus(second, keep).plus(second, keep), Observation.empty(T).plus(whole, keep), member);
        same(second.plus(first, keep).plus(whole, keep), Observation.empty(T).plus(whole, keep), member);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void historyHoldsNothingOldAndNothingFromTheFuture(@ForAll("anything") List<Given> given) {
        MemberId member = MemberId.of("10.0.0.1", 80);
        Observation kept = observation(member, given).plus(observation(member, List.of()), Duration.ofSeconds(20));

        kept.of(member)
                .newest()
                .ifPresent(newest -> assertThat(newest).isBetween(T.minusSeconds(20), T.plusSeconds(5)));
    }

    private static void same(Observation one, Observation other, MemberId member) {
        for (Signal signal : Signal.values()) {
            Duration range = Duration.ofSeconds(15);
            assertThat(one.of(member).latest(signal)).isEqualTo(other.of(member).latest(signal));
            assertThat(one.of(member).rate(signal, range, T).isPresent())
                    .isEqualTo(other.of(member).rate(signal, range, T).isPresent());
            assertThat(one.of(member).quantile(signal, 0.5, range, T).isPresent())
                    .isEqualTo(other.of(member).quantile(signal, 0.5, range, T).isPresent());
        }
        assertThat(one.of(member).newest()).isEqualTo(other.of(member).newest());
    }

    private static Observation observation(MemberId member, List<Given> given) {
        return new Observation(T, Map.of(member, window(given)), true, List.of());
    }

    private static SampleWindow window(List<Given> given) {
        SampleWindow.Builder samples = SampleWindow.builder();
        given.forEach(sample -> samples.add(sample.key(), T.plusMillis(sample.millis()), sample.value()));
        return samples.build();
    }

    private static void finite(OptionalDouble value) {
        value.ifPresent(number -> assertThat(number).isFinite());
    }
}

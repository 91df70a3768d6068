package io.llmlb.prometheus.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RhythmTest {
    private static final Instant T0 = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration THIRTY = Duration.ofSeconds(30);

    @Test
    void theIntervalIsTheUsualDistance() {
        assertThat(Rhythm.interval(times())).isEmpty();
        assertThat(Rhythm.interval(times(0))).isEmpty();
        assertThat(Rhythm.interval(times(0, 30))).hasValue(THIRTY);
        assertThat(Rhythm.interval(times(0, 30, 90))).hasValue(THIRTY); // a scrape failed
        assertThat(Rhythm.interval(times(0, 30, 60, 63, 93))).hasValue(THIRTY); // another replica took over
    }

    @ParameterizedTest
    @CsvSource({
        // now, asked, due
        "29.999, 0, false",
        "30, 28, true",
        "32, 30, true", // late: asked for again and again,
        "59, 58, true", // until the next one is due
        "60, 58, true",
        "67, 66, true",
        "70, 68, false", // gone: asked for after each time of a scrape, for a quarter of the interval
        "88, 68, false",
        "90, 68, true",
        "99, 70, true", // a long cycle does not miss it
        "99, 98, false",
    })
    void aSampleIsDueAfterTheIntervalAndWhenItIsGoneAtTheTimesOfScrapes(double now, double asked, boolean due) {
        assertThat(new Rhythm(T0, THIRTY).due(at(now), at(asked))).isEqualTo(due);
    }

    private static Instant at(double seconds) {
        return T0.plusMillis(Math.round(seconds * 1000));
    }

    private static NavigableSet<Instant> times(int... seconds) {
        NavigableSet<Instant> times = new TreeSet<>();
        for (int second : seconds) {
            times.add(T0.plusSeconds(second));
        }
        return times;
    }
}

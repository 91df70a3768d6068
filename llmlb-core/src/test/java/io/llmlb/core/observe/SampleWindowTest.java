package io.llmlb.core.observe;

import static io.llmlb.core.observe.Signal.FINISHED;
import static io.llmlb.core.observe.Signal.KV_CACHE_USAGE;
import static io.llmlb.core.observe.Signal.QUEUE_TIME;
import static io.llmlb.core.observe.Signal.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SampleWindowTest {
    private static final Instant T = Instant.ofEpochSecond(1_000_000);
    private static final Duration RANGE = Duration.ofSeconds(15);

    private final SampleWindow.Builder samples = SampleWindow.builder();

    private void add(SeriesKey key, double seconds, double value) {
        samples.add(key, T.plusMillis(Math.round(seconds * 1000)), value);
    }

    @Test
    void enginesOfOneServerAreAddedOrTheFullestCounts() {
        for (String engine : new String[] {"0", "1"}) {
            add(SeriesKey.value(RUNNING, engine), 0, 3);
            add(SeriesKey.value(KV_CACHE_USAGE, engine), 0, engine.equals("0") ? 0.2 : 0.7);
        }

        assertThat(samples.build().latest(RUNNING)).hasValue(6);
        assertThat(samples.build().latest(KV_CACHE_USAGE)).hasValue(0.7);
    }

    @Test
    void anEngineThatIsGoneIsNotCounted() {
        add(SeriesKey.value(RUNNING, "0"), 0, 3);
        add(SeriesKey.value(RUNNING, "1"), 0, 5);
        add(SeriesKey.value(RUNNING, "0"), 5, 4);

        assertThat(samples.build().latest(RUNNING)).hasValue(4);
    }

    @Test
    void rateIsExtrapolatedToTheEndsOfTheRange() {
        // 2 per second, sampled every 5 s; the first sample is 3 s into the range, the last 2 s before its end.
        add(SeriesKey.value(FINISHED, ""), -12, 100);
        add(SeriesKey.value(FINISHED, ""), -7, 110);
        add(SeriesKey.value(FINISHED, ""), -2, 120);

        assertThat(samples.build().rate(FINISHED, RANGE, T).orElseThrow()).isEqualTo(2, within(1e-12));
    }

    @Test
    void aCounterThatRestartedGoesOnCounting() {
        add(SeriesKey.value(FINISHED, ""), -10, 100);
        add(SeriesKey.value(FINISHED, ""), -5, 4);
        add(SeriesKey.value(FINISHED, ""), 0, 14);

        // 14 - 100 + 100 lost = 14 over 10 s, and half a distance (2.5 s) more at the start, 5 s away: under 1.1 x 5.
        assertThat(samples.build().rate(FINISHED, RANGE, T).orElseThrow())
                .isEqualTo(14 * 15 / 10.0 / 15, within(1e-12));
    }

    @Test
    void aRateNeedsTwoSamplesInTheRange() {
        add(SeriesKey.value(FINISHED, ""), -20, 100);
        add(SeriesKey.value(FINISHED, ""), -5, 110);

        assertThat(samples.build().rate(FINISHED, RANGE, T)).isEmpty();
    }

    @Test
    void anIncreaseIsWhatHappenedBetweenTwoSamplesAndNoMore() {
        for (String reason : new String[] {"stop", "length"}) {
            add(SeriesKey.value(FINISHED, reason), -10, 100);
            add(SeriesKey.value(FINISHED, reason), -5, 107);
            add(SeriesKey.value(FINISHED, reason), 0, 109);
        }
        add(SeriesKey.count(QUEUE_TIME, ""), -10, 3);
        add(SeriesKey.count(QUEUE_TIME, ""), 0, 8);
        SampleWindow window = samples.build();

        assertThat(window.increase(FINISHED, T.minusSeconds(10), T)).hasValue(18);
        assertThat(window.increase(FINISHED, T.minusSeconds(5), T)).hasValue(4);
        assertThat(window.increase(FINISHED, T.minusSeconds(4), T)).isEmpty();
        assertThat(window.increase(QUEUE_TIME, T.minusSeconds(10), T)).isEmpty();
        assertThat(window.observations(QUEUE_TIME, T.minusSeconds(10), T)).hasValue(5);
        assertThat(window.observations(QUEUE_TIME, T.minusSeconds(5), T)).isEmpty();
    }

    @Test
    void anIncreaseGoesOnThroughARestart() {
        add(SeriesKey.value(FINISHED, ""), -10, 100);
        add(SeriesKey.value(FINISHED, ""), -5, 4);
        add(SeriesKey.value(FINISHED, ""), 0, 14);

        assertThat(samples.build().increase(FINISHED, T.minusSeconds(10), T)).hasValue(14);
    }

    @Test
    void whatIsBelowTheFirstBucketOfTheQueueTimeReadsAs270Milliseconds() {
        for (double le : new double[] {0.3, 0.5, Double.POSITIVE_INFINITY}) {
            add(SeriesKey.bucket(QUEUE_TIME, le, ""), -10, 0);
            add(SeriesKey.bucket(QUEUE_TIME, le, ""), -5, 20);
            add(SeriesKey.bucket(QUEUE_TIME, le, ""), 0, 40);
        }

        OptionalDouble p90 = samples.build().quantile(QUEUE_TIME, 0.9, RANGE, T);

        assertThat(p90.orElseThrow()).isEqualTo(0.27, within(1e-12));
    }

    @Test
    void aQuantileBeyondTheLastBucketIsItsLowerBound() {
        add(SeriesKey.bucket(QUEUE_TIME, 0.3, ""), -5, 0);
        add(SeriesKey.bucket(QUEUE_TIME, 0.3, ""), 0, 0);
        add(SeriesKey.bucket(QUEUE_TIME, Double.POSITIVE_INFINITY, ""), -5, 0);
        add(SeriesKey.bucket(QUEUE_TIME, Double.POSITIVE_INFINITY, ""), 0, 8);

        assertThat(samples.build().quantile(QUEUE_TIME, 0.9, RANGE, T)).hasValue(0.3);
    }

    @Test
    void whatWasNotObservedIsEmptyAndNotZero() {
        for (double le : new double[] {0.3, Double.POSITIVE_INFINITY}) {
            add(SeriesKey.bucket(QUEUE_TIME, le, ""), -5, 7);
            add(SeriesKey.bucket(QUEUE_TIME, le, ""), 0, 7);
        }
        add(SeriesKey.sum(QUEUE_TIME, ""), -5, 1);
        add(SeriesKey.sum(QUEUE_TIME, ""), 0, 1);
        add(SeriesKey.count(QUEUE_TIME, ""), -5, 7);
        add(SeriesKey.count(QUEUE_TIME, ""), 0, 7);

        assertThat(samples.build().quantile(QUEUE_TIME, 0.9, RANGE, T)).isEmpty();
        assertThat(samples.build().mean(QUEUE_TIME, RANGE, T)).isEmpty();
    }

    @Test
    void theMeanIsTheIncreaseOfTheSumOverThatOfTheCount() {
        add(SeriesKey.sum(QUEUE_TIME, ""), -5, 10);
        add(SeriesKey.sum(QUEUE_TIME, ""), 0, 13);
        add(SeriesKey.count(QUEUE_TIME, ""), -5, 100);
        add(SeriesKey.count(QUEUE_TIME, ""), 0, 106);

        assertThat(samples.build().mean(QUEUE_TIME, RANGE, T).orElseThrow()).isEqualTo(0.5, within(1e-12));
    }

    @Test
    void samplesThatAreNotFiniteAreDroppedAndCounted() {
        add(SeriesKey.value(RUNNING, ""), 0, 3);
        add(SeriesKey.value(RUNNING, ""), 5, Double.NaN);
        add(SeriesKey.value(RUNNING, ""), 6, Double.POSITIVE_INFINITY);

        assertThat(samples.dropped()).isEqualTo(2);
        assertThat(samples.build().latest(RUNNING)).hasValue(3);
        assertThat(samples.build().newest()).contains(T);
    }

    @Test
    void theSamplingIntervalIsLearnedFromTheSamples() {
        for (int i = 0; i < 4; i++) {
            add(SeriesKey.value(RUNNING, ""), 5 * i, i);
        }

        assertThat(samples.build().interval()).contains(Duration.ofSeconds(5));
        assertThat(SampleWindow.EMPTY.interval()).isEmpty();
    }
}

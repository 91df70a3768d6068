package io.llmlb.prometheus.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A loop asks a server that scrapes several targets, each at its own moment of the interval. */
class PaceProperties {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final long LONGEST_RANGE = 120_000;

    /** A target's phase, and the time for which it is away; milliseconds. */
    private record Target(long phase, long goneFrom, long goneUntil) {
        /** Its newest sample at a time, or -1. */
        long newest(long now, long interval) {
            long last = now < phase ? -1 : phase + (now - phase) / interval * interval;
            while (last >= goneFrom && last < goneUntil) {
                last -= interval;
            }
            return last;
        }

        NavigableSet<Instant> samples(long now, long range, long interval) {
            NavigableSet<Instant> samples = new TreeSet<>();
            for (long at = phase; at <= now; at += interval) {
                if (at > now - range && (at < goneFrom || at >= goneUntil)) {
                    samples.add(START.plusMillis(at));
                }
            }
            return samples;
        }
    }

    @Property
    void noSampleIsSeenMoreThanOneCycleLateAndNoQuestionIsInVain(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int intervalSeconds,
            @ForAll @IntRange(min = 300, max = 15_000) int cycle,
            @ForAll @IntRange(min = 1, max = 6) int size) {
        Random random = new Random(seed);
        long interval = intervalSeconds * 1000L;
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            targets.add(new Target(random.nextInt(intervalSeconds * 1000), 0, 0));
        }
        Pace pace = new Pace(Duration.ZERO);
        long[] seen = new long[size];
        long start = 2 * interval; // every target has two samples
        for (long now = start; now < start + 20 * interval; now += cycle) {
            if (pace.due(at(now), Duration.ZERO)) {
                boolean anyNew = ask(pace, targets, now, interval, seen);
                assertThat(anyNew)
                        .as("the question at %s brought something", now)
                        .isTrue();
            }
            for (int i = 0; i < size; i++) {
                assertThat(seen[i]).isEqualTo(targets.get(i).newest(now, interval));
            }
        }
    }

    @Property
    void aTargetThatIsBackIsSeenAtOnceAndOneThatIsGoneIsSeldomAskedFor(
            @ForAll long seed, @ForAll @IntRange(min = 4, max = 24) int intervalSeconds) {
        Random random = new Random(seed);
        long interval = intervalSeconds * 1000L;
        long cycle = interval / 15 + 1;
        // Not for so long that nothing of it is in the range any more.
        long away = interval * (2 + random.nextInt((int) (LONGEST_RANGE / interval) - 4));
        long from = 4 * interval;
        List<Target> targets = List.of(new Target(random.nextInt((int) interval), from, from + away));
        Pace pace = new Pace(Duration.ZERO);
        long[] seen = new long[1];
        int questions = 0;
        for (long now = 2 * interval; now < from + away + 3 * interval; now += cycle) {
            boolean due = pace.due(at(now), Duration.ZERO);
            if (due) {
                ask(pace, targets, now, interval, seen);
                questions++;
            }
            if (now < from || now > from + away) {
                assertThat(seen[0]).isEqualTo(targets.get(0).newest(now, interval));
            }
        }
        // Each cycle of the first interval without it, then a quarter of each later one, and one for each it is there.
        assertThat(questions).isLessThanOrEqualTo((int) (16 + 5 * (away / interval) + 2 + 3 + 4 + 16));
    }

    /** What is wrong from {@code from} on for a while is noticed as over soon, and is not asked for often. */
    @Property
    void aServerIsSpared(@ForAll @IntRange(min = 1, max = 3600) int outageSeconds) {
        Pace pace = new Pace(Duration.ZERO);
        long cycle = 2000;
        long outage = outageSeconds * 1000L;
        int questions = 0;
        Optional<Long> recovered = Optional.empty();
        for (long now = 0; recovered.isEmpty(); now += cycle) {
            if (pace.due(at(now), Duration.ZERO)) {
                questions++;
                if (now < outage) {
                    pace.failed(at(now));
                } else {
                    recovered = Optional.of(now);
                }
            }
        }
        assertThat(recovered.get() - outage).isLessThanOrEqualTo(Math.min(30_000, outage / 4) + cycle);
        assertThat(questions).isLessThanOrEqualTo(20 + outageSeconds / 30);
    }

    @Property
    void theFloorHolds(@ForAll @IntRange(min = 1, max = 40) int floorSeconds, @ForAll long seed) {
        Random random = new Random(seed);
        Pace pace = new Pace(Duration.ofSeconds(floorSeconds));
        List<Target> targets = List.of(new Target(100, 0, 0), new Target(2600, 0, 0));
        long last = Long.MIN_VALUE / 2;
        for (long now = 0; now < 300_000; now += 500 + random.nextInt(2000)) {
            if (pace.due(at(now), Duration.ZERO)) {
                assertThat(now - last).isGreaterThanOrEqualTo(floorSeconds * 1000L);
                last = now;
                ask(pace, targets, now, 5000, new long[2]);
            }
        }
    }

    /** Asks as the source does; returns whether there was a sample that had not been seen. */
    private static boolean ask(Pace pace, List<Target> targets, long now, long interval, long[] seen) {
        Duration range = pace.range(at(now), Duration.ofSeconds(20), Duration.ofMillis(LONGEST_RANGE));
        List<NavigableSet<Instant>> times = new ArrayList<>();
        boolean lacking = false;
        boolean anyNew = false;
        for (int i = 0; i < targets.size(); i++) {
            NavigableSet<Instant> samples = targets.get(i).samples(now, range.toMillis(), interval);
            if (samples.isEmpty()) {
                lacking = true;
                continue;
            }
            times.add(samples);
            long newest = Duration.between(START, samples.last()).toMillis();
            anyNew |= newest > seen[i];
            seen[i] = Math.max(seen[i], newest);
        }
        pace.answered(at(now), times, lacking);
        return anyNew;
    }

    private static Instant at(long millis) {
        return START.plusMillis(millis);
    }
}

package io.llmlb.core.control;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * How often the cycles of a pool really begin, counted in beats of its interval. They are too rare when at least two of the
 * last five began late, and the five are half as long again as they should be; until none of the last five is late.
 */
final class Tempo {
    private static final int WINDOW = 5;
    private static final double RARE = 1.5;

    private final Duration interval;
    private final Deque<Long> beats = new ArrayDeque<>();
    private boolean rare;

    Tempo(Duration interval) {
        this.interval = interval;
    }

    /** A cycle begins, so many beats after the one before: 1 when it is in time. */
    void begins(long beatsSince) {
        beats.addLast(beatsSince);
        if (beats.size() > WINDOW) {
            beats.removeFirst();
        }
        int late = 0;
        for (long beat : beats) {
            late += beat > 1 ? 1 : 0;
        }
        rare = rare ? late > 0 : late > 1 && average() >= RARE;
    }

    /** What was seen is of no worth: the pool was left alone. */
    void forget() {
        beats.clear();
        rare = false;
    }

    /** {@code a cycle every 6.0 s instead of 2.0 s}, while that is so. */
    Optional<String> complaint() {
        Duration real = Duration.ofMillis(Math.round(interval.toMillis() * average()));
        return rare
                ? Optional.of("a cycle every " + seconds(real) + " instead of " + seconds(interval))
                : Optional.empty();
    }

    private double average() {
        return beats.stream().mapToLong(Long::longValue).average().orElse(1);
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}

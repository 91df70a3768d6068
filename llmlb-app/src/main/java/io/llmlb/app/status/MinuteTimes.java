package io.llmlb.app.status;

import io.llmlb.core.PoolName;
import io.llmlb.core.control.Cycle;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a minute of cycles of all pools took, for one line in the log. Thread-safe. */
final class MinuteTimes {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Map<PoolName, Instant> begins = new HashMap<>();
    private final Map<PoolName, Waiting> waiting = new HashMap<>();
    private @Nullable Instant since;
    private long[] decidedMillis = new long[64];
    private int count;
    private Duration longest = Duration.ZERO;
    private String slowest = "";

    /** Adds a cycle; the line, when a minute is over. */
    synchronized Optional<String> add(Cycle cycle) {
        Instant from = since;
        if (from == null || cycle.at().isBefore(from)) {
            from = cycle.at();
            forget(from);
        }
        Duration passed = Duration.between(from, cycle.at());
        Optional<String> line = Optional.empty();
        if (passed.compareTo(MINUTE) >= 0) {
            line = Optional.of(line(passed));
            forget(cycle.at());
        }
        decided(cycle.decidedAfter().toMillis());
        Instant before = begins.put(cycle.pool(), cycle.at());
        if (before != null && Duration.between(before, cycle.at()).compareTo(longest) > 0) {
            longest = Duration.between(before, cycle.at());
            slowest = cycle.pool().path();
        }
        waiting.put(cycle.pool(), Waiting.of(cycle));
        return line;
    }

    private void forget(Instant now) {
        since = now;
        count = 0;
        longest = Duration.ZERO;
        slowest = "";
    }

    private void decided(long millis) {
        if (count == decidedMillis.length) {
            decidedMillis = Arrays.copyOf(decidedMillis, 2 * count);
        }
        decidedMillis[count++] = millis;
    }

    private String line(Duration time) {
        Arrays.sort(decidedMillis, 0, count);
        String line = String.format(
                Locale.ROOT,
                "%d cycles of %d pools in %d s, decided after %d ms (half), %d ms (99 %%), %d ms (all)",
                count,
                begins.size(),
                time.toSeconds(),
                decidedMillis[count / 2],
                decidedMillis[(int) (0.99 * (count - 1))],
                decidedMillis[count - 1]);
        if (!slowest.isEmpty()) {
            line += String.format(
                    Locale.ROOT, "; at most %.1f s from one to the next, in %s", longest.toMillis() / 1e3, slowest);
        }
        long waits = waiting.values().stream().mapToLong(Waiting::count).sum();
        return waits == 0 ? line : line + "; " + waits + " ratios wait for their turn" + largest();
    }

    private String largest() {
        return waiting.entrySet().stream()
                .filter(one -> !one.getValue().largest().isEmpty())
                .max(Comparator.comparingDouble(one -> one.getValue().error()))
                .map(most -> ", first " + most.getValue().largest() + ", in " + most.getKey())
                .orElse("");
    }
}

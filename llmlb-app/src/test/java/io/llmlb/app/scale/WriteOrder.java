package io.llmlb.app.scale;

import io.llmlb.sim.model.bigip.RatioWrite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the largest error was written first: what the controller's log says that each cycle wrote and what waits, against the
 * order of the writes in the devices' logs.
 */
final class WriteOrder {
    private static final Pattern LINE = Pattern.compile(" INFO +(?:llmlb )?pool (\\S+): ([0-9.]+:\\d+ \\d+ -> \\d+.*)");
    private static final Pattern CHANGE = Pattern.compile("([0-9.]+:\\d+) (\\d+) -> (\\d+)");
    private static final Pattern WAITS = Pattern.compile("the largest (\\d+) -> (\\d+)|its turn, (\\d+) -> (\\d+)");

    private final Map<String, List<RatioWrite>> writes = new HashMap<>();
    private final Map<String, Integer> seen = new HashMap<>();
    private int changes;
    private int waited;
    private int outOfOrder;
    private int unexplained;

    WriteOrder(List<RatioWrite> all) {
        all.forEach(write -> writes.computeIfAbsent(write.pool().path(), pool -> new ArrayList<>())
                .add(write));
    }

    /** Ratios that the log tells of. */
    int changes() {
        return changes;
    }

    /** Cycles that wrote while more waited. */
    int waited() {
        return waited;
    }

    /** Writes after which, in the same cycle, a larger error was written or went on waiting. */
    int outOfOrder() {
        return outOfOrder;
    }

    /** Writes that differ between the two logs. */
    int unexplained() {
        return unexplained;
    }

    void read(String log) {
        log.lines().forEach(line -> {
            Matcher found = LINE.matcher(line);
            if (found.find()) {
                cycle(found.group(1), found.group(2));
            }
        });
    }

    private void cycle(String pool, String words) {
        String[] parts = words.split("; ", 2);
        Map<String, Double> errors = new HashMap<>();
        Matcher change = CHANGE.matcher(parts[0]);
        while (change.find()) {
            errors.put("/vllm/" + change.group(1), error(change.group(2), change.group(3)));
        }
        double before = Double.POSITIVE_INFINITY;
        for (int i = 0; i < errors.size(); i++) {
            changes++;
            RatioWrite write = next(pool);
            Double error = write == null ? null : errors.get(write.member());
            if (error == null) {
                unexplained++;
                return;
            }
            outOfOrder += error > before + 1e-9 ? 1 : 0;
            before = error;
        }
        Matcher waits = parts.length > 1 ? WAITS.matcher(parts[1]) : null;
        if (waits != null && waits.find()) {
            waited++;
            boolean one = waits.group(1) == null;
            double largest = error(waits.group(one ? 3 : 1), waits.group(one ? 4 : 2));
            outOfOrder += largest > before + 1e-9 ? 1 : 0;
        }
    }

    private RatioWrite next(String pool) {
        List<RatioWrite> all = writes.getOrDefault(pool, List.of());
        int index = seen.merge(pool, 1, Integer::sum) - 1;
        return index < all.size() ? all.get(index) : null;
    }

    private static double error(String before, String after) {
        return Math.abs(Math.log(Double.parseDouble(after) / Math.max(1, Double.parseDouble(before))));
    }
}

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
 * order of the writes in the devices' logs. Where all that was wanted could be written, the largest change comes first; where
 * some has to wait, the member farthest from its share, and who follows depends on what was written before.
 */
final class WriteOrder {
    private static final Pattern LINE = Pattern.compile(" INFO +(?:llmlb )?pool (\\S+): ([0-9.]+:\\d+ \\d+ -> \\d+.*)");
    private static final String SHARE = "(?:,? at ([0-9.e+-]+) of its share)?";
    private static final Pattern CHANGE = Pattern.compile("([0-9.]+:\\d+) (\\d+) -> (\\d+)(?: of (\\d+))?" + SHARE);
    private static final Pattern WAITS = Pattern.compile("first (\\d+) -> (\\d+)" + SHARE);

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

    /** How urgent a change is. */
    private record Error(double ofRatio, double ofShare) {
        static Error of(Matcher found, int from, int to, int share) {
            double ratio = Double.parseDouble(found.group(to)) / Math.max(1, Double.parseDouble(found.group(from)));
            double served = found.group(share) == null ? 1 : Double.parseDouble(found.group(share));
            return new Error(Math.abs(Math.log(ratio)), Math.abs(Math.log(Math.max(1e-3, served))));
        }
    }

    private void cycle(String pool, String words) {
        String[] parts = words.split("; ", 2);
        Map<String, Error> errors = new HashMap<>();
        Matcher change = CHANGE.matcher(parts[0]);
        boolean inPart = false;
        while (change.find()) {
            errors.put("/vllm/" + change.group(1), Error.of(change, 2, change.group(4) == null ? 3 : 4, 5));
            inPart |= change.group(5) != null;
        }
        List<Error> written = new ArrayList<>();
        for (int i = 0; i < errors.size(); i++) {
            changes++;
            RatioWrite write = next(pool);
            Error error = write == null ? null : errors.get(write.member());
            if (error == null) {
                unexplained++;
                return;
            }
            written.add(error);
        }
        Matcher waits = parts.length > 1 ? WAITS.matcher(parts[1]) : null;
        if (waits != null && waits.find()) {
            waited++;
            written.add(Error.of(waits, 1, 2, 3));
        }
        // A budget that seemed to have room for all may be spent by another pool meanwhile, so both orders count.
        outOfOrder += isOrdered(written) || (inPart && startsWithFarthest(written)) ? 0 : 1;
    }

    private static boolean isOrdered(List<Error> written) {
        for (int i = 1; i < written.size(); i++) {
            if (written.get(i).ofRatio > written.get(i - 1).ofRatio + 1e-9) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWithFarthest(List<Error> written) {
        double first = written.get(0).ofShare;
        return written.stream().allMatch(error -> error.ofShare <= first + 1e-3);
    }

    private RatioWrite next(String pool) {
        List<RatioWrite> all = writes.getOrDefault(pool, List.of());
        int index = seen.merge(pool, 1, Integer::sum) - 1;
        return index < all.size() ? all.get(index) : null;
    }
}

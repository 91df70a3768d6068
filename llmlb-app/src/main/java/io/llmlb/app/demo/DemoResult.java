package io.llmlb.app.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a demo has shown.
 *
 * @param phases in order of time
 * @param servers the members, as in the shares
 * @param ratioWrites how often a ratio was written
 */
public record DemoResult(List<Phase> phases, List<String> servers, int ratioWrites) {
    /** Copies the lists. */
    public DemoResult {
        phases = List.copyOf(phases);
        servers = List.copyOf(servers);
    }

    /** Requests with an outcome. */
    public int requests() {
        return phases.stream().mapToInt(phase -> phase.results().size()).sum();
    }

    /** Requests without a whole answer. */
    public long failed() {
        return phases.stream().mapToLong(Phase::failed).sum();
    }

    /** The result as plain maps and lists, for JSON. */
    public Map<String, Object> data() {
        List<Map<String, @Nullable Object>> each = new ArrayList<>();
        for (Phase phase : phases) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("name", phase.name());
            data.put("ttftP50Ms", orNull(phase.timeToFirstToken(0.5)));
            data.put("ttftP90Ms", orNull(phase.timeToFirstToken(0.9)));
            data.put("ttftP99Ms", orNull(phase.timeToFirstToken(0.99)));
            data.put("goodput", phase.goodput());
            each.add(data);
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("requests", requests());
        data.put("failed", failed());
        data.put("phases", each);
        data.put("ratioWrites", ratioWrites);
        return data;
    }

    /** The result as a table. */
    public List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "%-12s %9s %10s %10s %10s %9s  %s",
                "phase",
                "requests",
                "TTFT p50",
                "p90",
                "p99",
                "goodput",
                "share by server, %"));
        for (Phase phase : phases) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-12s %9d %10s %10s %10s %7.0f %%  %s",
                    phase.name(),
                    phase.results().size(),
                    seconds(phase.timeToFirstToken(0.5)),
                    seconds(phase.timeToFirstToken(0.9)),
                    seconds(phase.timeToFirstToken(0.99)),
                    100 * phase.goodput(),
                    Phase.join(phase.shares(servers))));
        }
        lines.add("");
        lines.add("requests lost: " + failed() + "; ratios written: " + ratioWrites
                + "; goodput: first token within 2 s and then one each 100 ms");
        return lines;
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    static String seconds(OptionalDouble millis) {
        return millis.isPresent() ? String.format(Locale.ROOT, "%.2f s", millis.getAsDouble() / 1000) : "-";
    }
}

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
 * @param moments how members stood, second by second
 * @param seed that it was played with
 * @param ratioWrites how often a ratio was written
 */
public record DemoResult(List<Phase> phases, List<Moment> moments, long seed, int ratioWrites) {
    /** Copies the lists. */
    public DemoResult {
        phases = List.copyOf(phases);
        moments = List.copyOf(moments);
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
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("requests", requests());
        data.put("failed", failed());
        data.put("phases", phases.stream().map(DemoResult::data).toList());
        data.put("ratioWrites", ratioWrites);
        return data;
    }

    private static Map<String, @Nullable Object> data(Phase phase) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("name", phase.name());
        data.put("ttftP50Ms", orNull(phase.timeToFirstToken(0.5)));
        data.put("ttftP90Ms", orNull(phase.timeToFirstToken(0.9)));
        data.put("ttftP99Ms", orNull(phase.timeToFirstToken(0.99)));
        data.put("goodput", phase.goodput());
        return data;
    }

    /** The same, with each pool of each phase and what the members' ratios were. */
    Map<String, Object> details() {
        Map<String, Object> data = data();
        data.put("seed", seed);
        Map<String, Object> pools = new LinkedHashMap<>();
        for (DemoPool pool : DemoPool.values()) {
            pools.put(
                    pool.word(),
                    phases.stream().map(phase -> data(phase.of(pool.kind()))).toList());
        }
        data.put("phasesByPool", pools);
        data.put("moments", moments);
        return data;
    }

    /** The result as a table. */
    public List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(String.format(
                Locale.ROOT, "%-17s %9s %10s %10s %10s %9s", "phase", "requests", "TTFT p50", "p90", "p99", "goodput"));
        for (Phase phase : phases) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-17s %9d %10s %10s %10s %7.0f %%",
                    phase.name(),
                    phase.results().size(),
                    seconds(phase.timeToFirstToken(0.5)),
                    seconds(phase.timeToFirstToken(0.9)),
                    seconds(phase.timeToFirstToken(0.99)),
                    100 * phase.goodput()));
        }
        lines.add("");
        lines.add("requests lost: " + failed() + "; ratios written: " + ratioWrites);
        lines.add(
                "TTFT of streamed requests; good: first token within 2 s and then one each 100 ms, or, where the answer");
        lines.add("comes as a whole, within a minute");
        return lines;
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    static String seconds(OptionalDouble millis) {
        return millis.isPresent() ? String.format(Locale.ROOT, "%.2f s", millis.getAsDouble() / 1000) : "-";
    }
}

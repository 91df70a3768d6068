package io.llmlb.app.simulate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.sim.lab.experiment.Conditions;
import io.llmlb.sim.lab.experiment.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows for programs: the same names in JSON and CSV, times in seconds. What a run has not is null, and empty in CSV. */
public final class RowData {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RowData() {}

    /** One JSON object with all rows. */
    public static String json(List<Row> rows) {
        try {
            return JSON.writeValueAsString(
                    Map.of("rows", rows.stream().map(RowData::of).toList()));
        } catch (JsonProcessingException cannotBe) {
            throw new IllegalStateException(cannotBe);
        }
    }

    /** A table with a header, after RFC 4180 but for line ends, which are those of Unix. */
    public static String csv(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        for (Row row : rows) {
            Map<String, @Nullable Object> data = of(row);
            if (lines.isEmpty()) {
                lines.add(String.join(",", data.keySet()));
            }
            lines.add(data.values().stream().map(RowData::cell).collect(Collectors.joining(",")));
        }
        return String.join("\n", lines) + "\n";
    }

    private static Map<String, @Nullable Object> of(Row row) {
        Conditions conditions = row.conditions();
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("scenario", conditions.scenario().name());
        data.put("model", conditions.model().word());
        data.put("arrivals", conditions.traffic().name());
        data.put("load", conditions.load());
        data.put("tmms", conditions.tmms());
        data.put("scrape", conditions.delays().scrape().toMillis() / 1000.0);
        data.put("interval", conditions.delays().interval().toMillis() / 1000.0);
        data.put("idle", conditions.idle().toMillis() / 1000.0);
        data.put("policy", row.policy());
        data.put("seed", row.seed());
        data.put("requests", row.requests());
        data.put("failed", row.failed());
        data.put("ttftP50", finite(row.ttftP50()));
        data.put("ttftP90", finite(row.ttftP90()));
        data.put("ttftP99", finite(row.ttftP99()));
        data.put("tpotP99", finite(row.tpotP99()));
        data.put("e2eP50", finite(row.e2eP50()));
        data.put("e2eP99", finite(row.e2eP99()));
        data.put("goodput", row.goodput());
        data.put("imbalance", row.imbalance());
        data.put("writes", row.writes());
        data.put("churn", row.churn());
        data.put("alarms", row.alarms());
        data.put("firstAlarm", some(row.firstAlarm()));
        data.put("minuteP99", some(row.minuteP99()));
        data.put("backlogGrowth", some(row.backlogGrowth()));
        return data;
    }

    private static @Nullable Double some(OptionalDouble value) {
        return value.isPresent() ? finite(value.getAsDouble()) : null;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static String cell(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        return text.contains(",") || text.contains("\"") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}

package io.llmlb.sim.live.vllm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.live.vllm.FakeMetrics.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The settings as the control API has them. Only what a body names is changed. */
final class SettingsJson {
    private SettingsJson() {}

    static ObjectNode write(Settings settings) {
        ObjectNode json = Json.object().put("slowFactor", settings.slowFactor());
        Faults faults = settings.faults();
        ObjectNode told = json.putObject("faults").put("errorRate", faults.errorRate());
        ArrayNode statuses = told.putArray("errorStatuses");
        faults.errorStatuses().forEach(statuses::add);
        told.put("hangRate", faults.hangRate())
                .put("resetRate", faults.resetRate())
                .put("abortRate", faults.abortRate())
                .put("abortAfterTokens", faults.abortAfterTokens())
                .put("metrics", lower(faults.metrics()))
                .put("health", lower(faults.health()));
        ObjectNode fakes = json.putObject("fakeMetrics");
        for (Signal signal : Signal.values()) {
            settings.fakes().get(signal).ifPresent(waveform -> fakes.put(signal.key(), waveform.toString()));
        }
        return json;
    }

    /**
     * The settings with what the body changes; {@code null} sets back.
     *
     * @throws IllegalArgumentException when the body has a key or a value that there is not; the message is for whoever
     *     wrote it
     */
    static Settings change(Settings settings, JsonNode body, long now) {
        Settings changed = settings;
        for (Map.Entry<String, JsonNode> entry : fields("the body", body)) {
            JsonNode value = entry.getValue();
            switch (entry.getKey()) {
                case "slowFactor" -> changed = changed.withSlowFactor(value.isNull() ? 1 : number("slowFactor", value));
                case "faults" ->
                    changed = changed.withFaults(value.isNull() ? Faults.NONE : faults(changed.faults(), value));
                case "fakeMetrics" ->
                    changed = changed.withFakes(value.isNull() ? FakeMetrics.NONE : fakes(changed.fakes(), value), now);
                default ->
                    throw new IllegalArgumentException("there is no setting \"" + entry.getKey()
                            + "\"; there are slowFactor, faults and fakeMetrics");
            }
        }
        return changed;
    }

    private static Faults faults(Faults before, JsonNode body) {
        Faults f = before;
        for (Map.Entry<String, JsonNode> entry : fields("faults", body)) {
            String key = "faults." + entry.getKey();
            JsonNode value = entry.getValue();
            f = switch (entry.getKey()) {
                case "errorRate" ->
                    f.withErrors(number(key, value), f.errorStatuses().toArray(new Integer[0]));
                case "errorStatuses" -> f.withErrors(f.errorRate(), statuses(key, value));
                case "hangRate" -> f.withHangs(number(key, value));
                case "resetRate" -> f.withResets(number(key, value));
                case "abortRate" -> f.withAborts(number(key, value), f.abortAfterTokens());
                case "abortAfterTokens" -> f.withAborts(f.abortRate(), integer(key, value));
                case "metrics" -> f.withMetrics(constant(key, value, Faults.Metrics.class));
                case "health" -> f.withHealth(constant(key, value, Faults.Health.class));
                default ->
                    throw new IllegalArgumentException("there is no fault \"" + entry.getKey()
                            + "\"; there are errorRate, errorStatuses, hangRate, resetRate, abortRate,"
                            + " abortAfterTokens, metrics and health");
            };
        }
        return f;
    }

    private static FakeMetrics fakes(FakeMetrics before, JsonNode body) {
        FakeMetrics fakes = before;
        for (Map.Entry<String, JsonNode> entry : fields("fakeMetrics", body)) {
            JsonNode value = entry.getValue();
            Signal signal = Signal.of(entry.getKey()).orElseThrow(() -> new IllegalArgumentException(unknown(entry)));
            if (value.isNull()) {
                fakes = fakes.without(signal);
            } else if (value.isNumber()) {
                fakes = fakes.with(signal, Waveform.constant(value.doubleValue()));
            } else {
                fakes = fakes.with(signal, Waveform.parse(value.asText()));
            }
        }
        return fakes;
    }

    private static String unknown(Map.Entry<String, JsonNode> entry) {
        List<String> keys = new ArrayList<>();
        for (Signal signal : Signal.values()) {
            keys.add(signal.key());
        }
        return "there is no fake metric \"" + entry.getKey() + "\"; there are " + String.join(", ", keys);
    }

    private static List<Map.Entry<String, JsonNode>> fields(String what, JsonNode node) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(what + " is a JSON object, but this is " + node);
        }
        return List.copyOf(node.properties());
    }

    private static double number(String key, JsonNode value) {
        if (!value.isNumber()) {
            throw new IllegalArgumentException(key + " is a number, but this is " + value);
        }
        return value.doubleValue();
    }

    private static int integer(String key, JsonNode value) {
        if (!value.isInt()) {
            throw new IllegalArgumentException(key + " is a whole number, but this is " + value);
        }
        return value.intValue();
    }

    private static Integer[] statuses(String key, JsonNode value) {
        if (!value.isArray()) {
            throw new IllegalArgumentException(key + " is a list of statuses, but this is " + value);
        }
        Integer[] statuses = new Integer[value.size()];
        for (int i = 0; i < statuses.length; i++) {
            statuses[i] = integer(key, value.get(i));
        }
        return statuses;
    }

    private static <E extends Enum<E>> E constant(String key, JsonNode value, Class<E> type) {
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            if (lower(constant).equals(value.asText())) {
                return constant;
            }
            names.add(lower(constant));
        }
        throw new IllegalArgumentException(key + " is one of " + String.join(", ", names) + ", but this is " + value);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

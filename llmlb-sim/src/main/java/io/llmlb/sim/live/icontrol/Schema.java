package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The properties of a kind of object: which there are, what they may hold, and what they are when nobody has said. */
final class Schema {
    private record Property(@Nullable Object byDefault, BiFunction<String, JsonNode, Object> check) {}

    private final SortedMap<String, Property> properties = new TreeMap<>();
    private final Set<String> ignored =
            new LinkedHashSet<>(List.of("kind", "name", "partition", "subPath", "fullPath", "generation", "selfLink"));

    Schema words(String name, String byDefault, String... allowed) {
        return checked(name, byDefault, (key, value) -> {
            if (!value.isTextual() || !List.of(allowed).contains(value.textValue())) {
                throw Refusal.invalidValue(key, Json.text(value));
            }
            return value.textValue();
        });
    }

    Schema text(String name, @Nullable String byDefault) {
        return checked(name, byDefault, (key, value) -> {
            if (!value.isValueNode()) {
                throw Refusal.invalidValue(key, Json.text(value));
            }
            return value.asText();
        });
    }

    Schema number(String name, int byDefault, int least, int most) {
        return checked(name, byDefault, (key, value) -> {
            if (!value.isIntegralNumber()
                    || !value.canConvertToInt()
                    || value.intValue() < least
                    || value.intValue() > most) {
                throw Refusal.invalidValue(key, Json.text(value));
            }
            return value.intValue();
        });
    }

    /** Any JSON, kept as it is. */
    Schema anything(String name) {
        return checked(name, null, (key, value) -> Json.plain(value));
    }

    Schema checked(String name, @Nullable Object byDefault, BiFunction<String, JsonNode, Object> check) {
        properties.put(name, new Property(byDefault, check));
        return this;
    }

    /** Properties that a client may send and that nobody reads. */
    Schema ignoring(String... names) {
        ignored.addAll(List.of(names));
        return this;
    }

    /**
     * The values that a body sets.
     *
     * @throws Refusal for a value that is not allowed, and for an unknown property
     */
    Map<String, Object> parse(ObjectNode body) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : body.properties()) {
            Property property = properties.get(entry.getKey());
            if (property != null && !entry.getValue().isNull()) {
                values.put(entry.getKey(), property.check.apply(entry.getKey(), entry.getValue()));
            } else if (property == null && !ignored.contains(entry.getKey())) {
                // Invented: the device's text is not known.
                throw Refusal.invalid("unknown property \"" + entry.getKey() + "\"");
            }
        }
        return values;
    }

    /** Writes every value, and the default of every property that has none, by name. */
    void show(ObjectNode json, Map<String, Object> values) {
        SortedMap<String, Object> all = new TreeMap<>(values);
        properties.forEach((name, property) -> {
            if (property.byDefault != null) {
                all.putIfAbsent(name, property.byDefault);
            }
        });
        all.forEach((name, value) -> {
            if (!value.equals("")) {
                json.set(name, Json.node(value));
            }
        });
    }
}

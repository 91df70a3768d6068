package io.llmlb.core.decide;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The options of one strategy as its user wrote them.
 *
 * @param values text by option name
 */
public record StrategyOptions(Map<String, String> values) {
    /** No options. */
    public static final StrategyOptions NONE = new StrategyOptions(Map.of());

    /** Copies the map. */
    public StrategyOptions {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /**
     * A number from {@code low} to {@code high}, or the default when the option is absent.
     *
     * @throws IllegalArgumentException when it is no number or out of range
     */
    public double number(String name, double otherwise, double low, double high) {
        String text = values.get(name);
        if (text == null) {
            return otherwise;
        }
        double number = number(name, text);
        if (!(number >= low && number <= high)) {
            throw new IllegalArgumentException(
                    name + " is a number from " + plain(low) + " to " + plain(high) + ", but this is " + text);
        }
        return number;
    }

    /**
     * Refuses every option but these.
     *
     * @throws IllegalArgumentException naming the first unknown option and the known ones
     */
    public StrategyOptions only(String... known) {
        for (String name : values.keySet()) {
            if (!List.of(known).contains(name)) {
                throw new IllegalArgumentException("unknown option " + name
                        + (known.length == 0
                                ? ": this strategy has none"
                                : ": the options are " + String.join(", ", known)));
            }
        }
        return this;
    }

    private static double number(String name, String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException notOne) {
            throw new IllegalArgumentException(name + " is a number, but this is \"" + text + "\"", notOne);
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}

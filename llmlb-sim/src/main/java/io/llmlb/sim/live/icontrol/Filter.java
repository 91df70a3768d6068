package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code $filter}: comparisons by {@code eq} and {@code ne} joined by {@code and}. A device knows more operators; of
 * those only {@code partition eq} is said to be reliable.
 */
record Filter(List<Comparison> comparisons) {
    record Comparison(String property, boolean equal, String value) {}

    private static final Pattern COMPARISON = Pattern.compile("(\\w+)\\s+(eq|ne)\\s+(?:'([^']*)'|(\\S+))");

    static Filter parse(String text) {
        List<Comparison> comparisons = new ArrayList<>();
        if (!text.isBlank()) {
            for (String part : text.strip().split("\\s+and\\s+", -1)) {
                Matcher matcher = COMPARISON.matcher(part);
                if (!matcher.matches()) {
                    // Invented text: a device filters by more.
                    throw Refusal.invalid("this emulator filters by \"eq\" and \"ne\", joined by \"and\", only");
                }
                String value = matcher.group(3) == null ? matcher.group(4) : matcher.group(3);
                comparisons.add(
                        new Comparison(matcher.group(1), matcher.group(2).equals("eq"), value == null ? "" : value));
            }
        }
        return new Filter(comparisons);
    }

    boolean admits(ObjectNode item) {
        return comparisons.stream()
                .allMatch(c -> Json.text(item.path(c.property)).equals(c.value) == c.equal);
    }
}

package io.llmlb.prometheus.query;

import java.util.Collection;
import java.util.stream.Collectors;

/** Writes literals of PromQL, so that any text can be looked for. */
public final class PromQl {
    private static final String LABEL_NAME = "[a-zA-Z_][a-zA-Z0-9_]*";

    private PromQl() {}

    /** A string literal with its quotes: {@code a"b} becomes {@code "a\"b"}. */
    public static String string(String text) {
        StringBuilder literal = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' || c == '"') {
                literal.append('\\').append(c);
            } else if (c == '\n') {
                literal.append("\\n");
            } else if (c < ' ' || c == 0x7f || c == 0xfffd) {
                // Prometheus' lexer takes U+FFFD for a broken encoding unless it is escaped.
                literal.append(String.format("\\u%04x", (int) c));
            } else {
                literal.append(c);
            }
        }
        return literal.append('"').toString();
    }

    /** A matcher: {@code label="value"}. */
    public static String equal(String label, String value) {
        return name(label) + "=" + string(value);
    }

    /**
     * A matcher for any of these very texts: {@code label=~"a|b"}, where nothing in a text has a meaning as a regular
     * expression.
     *
     * @param values at least one
     */
    public static String anyOf(String label, Collection<String> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a matcher needs at least one value");
        }
        String alternatives = values.stream().map(PromQl::literal).collect(Collectors.joining("|"));
        return name(label) + "=~" + string(alternatives);
    }

    /** An RE2 expression that matches this text and no other. */
    private static String literal(String text) {
        StringBuilder expression = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("\\.+*?()|[]{}^$".indexOf(c) >= 0) {
                expression.append('\\');
            }
            expression.append(c);
        }
        return expression.toString();
    }

    private static String name(String label) {
        if (!label.matches(LABEL_NAME)) {
            throw new IllegalArgumentException("\"" + label + "\" is not a label's name (" + LABEL_NAME + ")");
        }
        return label;
    }
}

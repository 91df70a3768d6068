package io.llmlb.rules;

import org.jspecify.annotations.Nullable;

/** The functions behind a path, see {@link Subject.Function}. A function that does not take a value's type is MISSING. */
final class Functions {
    private Functions() {}

    static Value ofScalar(Subject.Function function, Value value, TokenEstimator tokens) {
        return switch (function) {
            case NONE -> value;
            case TYPE -> new Value.Text(type(value));
            case SIZE ->
                value instanceof Value.Text text
                        ? new Value.Num(Integer.toString(
                                text.value().codePointCount(0, text.value().length())))
                        : Value.MISSING;
            case TEXT -> value instanceof Value.Text ? value : Value.MISSING;
            case TOKENS, BYTES ->
                value instanceof Value.Text text ? measure(function, text.value(), tokens) : Value.MISSING;
        };
    }

    /** Of the text of a content array; null for functions that are not about text. */
    static @Nullable Value ofText(Subject.Function function, String text, TokenEstimator tokens) {
        return switch (function) {
            case NONE, TYPE, SIZE -> null;
            case TEXT -> new Value.Text(text);
            case TOKENS, BYTES -> measure(function, text, tokens);
        };
    }

    private static Value measure(Subject.Function function, String text, TokenEstimator tokens) {
        long bytes = Utf8.length(text);
        return new Value.Num(Long.toString(function == Subject.Function.BYTES ? bytes : tokens.tokens(text, bytes)));
    }

    private static String type(Value value) {
        if (value instanceof Value.Text) {
            return "string";
        }
        if (value instanceof Value.Num) {
            return "number";
        }
        return value instanceof Value.Bool ? "boolean" : "null";
    }
}

package io.llmlb.rules;

import java.util.List;

/** What a subject stands for in one body. Immutable. */
sealed interface Value {
    /** Nothing is at the path. */
    Value MISSING = new Missing();

    /** JSON's null. */
    Value NULL = new Null();

    /** Nothing. */
    record Missing() implements Value {}

    /** JSON's null. */
    record Null() implements Value {}

    /** JSON's true or false, or a derived flag. */
    record Bool(boolean value) implements Value {}

    /**
     * A number.
     *
     * @param source as it stands in the body, such as {@code 1.10} or {@code 1e400}
     */
    record Num(String source) implements Value {}

    /** A string, escapes undone. A lone surrogate reads as U+FFFD. */
    record Text(String value) implements Value {}

    /** An array or object; conditions can only ask whether it exists. */
    record Container(boolean array) implements Value {}

    /** What each element of a {@code [*]} path stands for; a condition holds when it holds for any one of them. */
    record Several(List<Value> values) implements Value {
        public Several {
            values = List.copyOf(values);
        }
    }
}

package io.llmlb.rules;

/** Whether a condition holds, and if not, why; the names are those that traces show. */
enum Verdict {
    HOLDS,
    /** The value is there and of a fitting type, but does not satisfy the operator. */
    NO_MATCH,
    /** The number has more digits, or a larger exponent, than both engines compare alike. */
    RANGE,
    /** The operator does not take a value of this type. */
    TYPE,
    /** Nothing is at the path. */
    MISSING;

    static Verdict of(boolean match) {
        return match ? HOLDS : NO_MATCH;
    }

    /** Of two elements' verdicts, the one that says most. */
    Verdict or(Verdict other) {
        return compareTo(other) <= 0 ? this : other;
    }

    String reason() {
        return this == HOLDS ? "" : name();
    }
}

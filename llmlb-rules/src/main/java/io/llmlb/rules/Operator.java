package io.llmlb.rules;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The operators of conditions. All can be exported to BIG-IP. */
enum Operator {
    EQUALS(Kind.STRING),
    EQUALS_NOCASE(Kind.STRING),
    CONTAINS(Kind.STRING),
    CONTAINS_NOCASE(Kind.STRING),
    STARTS_WITH(Kind.STRING),
    STARTS_WITH_NOCASE(Kind.STRING),
    ENDS_WITH(Kind.STRING),
    ENDS_WITH_NOCASE(Kind.STRING),
    MATCHES_GLOB(Kind.STRING),
    MATCHES_GLOB_NOCASE(Kind.STRING),
    IS(Kind.IS),
    EXISTS(Kind.EXISTS),
    NUM_EQ(Kind.NUMBER),
    NUM_NE(Kind.NUMBER),
    NUM_LT(Kind.NUMBER),
    NUM_LE(Kind.NUMBER),
    NUM_GT(Kind.NUMBER),
    NUM_GE(Kind.NUMBER);

    /** What an operator compares. */
    enum Kind {
        STRING,
        NUMBER,
        IS,
        EXISTS
    }

    private static final Map<String, Operator> BY_WORD = byWord();

    private final Kind kind;
    private final String word = name().toLowerCase(Locale.ROOT);

    Operator(Kind kind) {
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** As rules spell it. */
    String word() {
        return word;
    }

    boolean takesOperand() {
        return kind != Kind.EXISTS;
    }

    boolean ignoresCase() {
        return word.endsWith("_nocase");
    }

    boolean isGlob() {
        return this == MATCHES_GLOB || this == MATCHES_GLOB_NOCASE;
    }

    /** Whether it takes numbers and booleans beside strings: equality and globs do. */
    boolean takesScalars() {
        return this == EQUALS || this == EQUALS_NOCASE || isGlob();
    }

    /** By its word, or by the aliases of {@code matches_glob}. */
    static Optional<Operator> of(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }

    private static Map<String, Operator> byWord() {
        Map<String, Operator> all = new HashMap<>();
        for (Operator each : values()) {
            all.put(each.word, each);
        }
        for (String alias : new String[] {"match", "string_match"}) {
            all.put(alias, MATCHES_GLOB);
            all.put(alias + "_nocase", MATCHES_GLOB_NOCASE);
        }
        return Map.copyOf(all);
    }
}

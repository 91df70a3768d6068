package io.llmlb.rules;

import java.util.List;
import java.util.Optional;

/** Which types of values subjects can have and operators take, as sets of bits. */
final class Types {
    static final int TEXT = 1;
    static final int NUMBER = 2;
    static final int BOOLEAN = 4;
    static final int NULL = 8;
    static final int CONTAINER = 16;
    static final int ALL = 31;

    private Types() {}

    /** What the value of a subject can be, if there is one. */
    static int of(Subject subject) {
        return switch (subject.kind()) {
            case JSON_PATH -> ALL;
            case DERIVED ->
                switch (subject.field()) {
                    case SYSTEM, LAST_USER, PROMPT -> TEXT;
                    case HAS_IMAGES, HAS_TOOLS -> BOOLEAN;
                    case PROMPT_TOKENS, MAX_TOKENS, TOTAL_TOKENS, TURNS, BODY_BYTES -> NUMBER;
                    case NONE -> ALL;
                };
            case PATH ->
                switch (subject.function()) {
                    case NONE -> ALL;
                    case TYPE, TEXT -> TEXT;
                    case SIZE, TOKENS, BYTES -> NUMBER;
                };
        };
    }

    /** What satisfies some condition with this operator. */
    static int of(Condition condition) {
        Operator operator = condition.operator();
        return switch (operator.kind()) {
            case EXISTS -> ALL;
            case NUMBER -> NUMBER;
            case IS -> condition.operand().equals("null") ? NULL : BOOLEAN;
            case STRING -> operator.takesScalars() ? TEXT | NUMBER | BOOLEAN : TEXT;
        };
    }

    /** All values of a subject, where they are few and known. */
    static Optional<List<Value>> values(Subject subject) {
        if (subject.kind() == Subject.Kind.PATH && subject.function() == Subject.Function.TYPE) {
            return Optional.of(List.of(
                    new Value.Text("null"),
                    new Value.Text("boolean"),
                    new Value.Text("number"),
                    new Value.Text("string"),
                    new Value.Text("array"),
                    new Value.Text("object")));
        }
        return of(subject) == BOOLEAN
                ? Optional.of(List.of(new Value.Bool(true), new Value.Bool(false)))
                : Optional.empty();
    }
}

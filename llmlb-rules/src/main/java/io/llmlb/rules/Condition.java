package io.llmlb.rules;

import io.llmlb.rules.glob.TclGlob;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** An operator with its operand, ready to be asked. Immutable. */
final class Condition {
    private static final double NOT_A_NUMBER = Double.NaN;

    private final Operator operator;
    private final String operand;
    private final double number;
    private final Predicate<String> text;
    private final List<Value> values;

    private Condition(Operator operator, String operand) {
        this.operator = operator;
        this.operand = operand;
        this.number =
                operator.kind() == Operator.Kind.NUMBER ? Numeric.parse(operand).orElse(NOT_A_NUMBER) : NOT_A_NUMBER;
        this.text = operator.kind() == Operator.Kind.STRING ? text(operator, operand) : value -> false;
        this.values = satisfying(operator, operand);
    }

    /** The operand must be one that the operator takes. */
    static Condition of(Operator operator, String operand) {
        return new Condition(operator, operand);
    }

    /** What is wrong with an operand, or empty. */
    static String wrongOperand(Operator operator, String operand) {
        return switch (operator.kind()) {
            case IS ->
                operand.equals("true") || operand.equals("false") || operand.equals("null")
                        ? ""
                        : "is takes true, false or null";
            case NUMBER ->
                StepWriter.isNumber(operand) ? "" : operator.word() + " takes a number as JSON writes it, such as 8000";
            case STRING ->
                operand.isEmpty() && (operator == Operator.CONTAINS || operator == Operator.CONTAINS_NOCASE)
                        ? "an empty text is contained in everything for some and in nothing for others; ask exists instead"
                        : "";
            case EXISTS -> "";
        };
    }

    private static Predicate<String> text(Operator operator, String operand) {
        return switch (operator) {
            case EQUALS -> operand::equals;
            case CONTAINS -> value -> value.contains(operand);
            case STARTS_WITH -> value -> value.startsWith(operand);
            case ENDS_WITH -> value -> value.endsWith(operand);
            case MATCHES_GLOB -> TclGlob.compile(operand)::matches;
            case MATCHES_GLOB_NOCASE -> TclGlob.compileNoCase(operand)::matches;
            case EQUALS_NOCASE -> TclGlob.compileNoCase(literal(operand))::matches;
            case CONTAINS_NOCASE -> TclGlob.compileNoCase("*" + literal(operand) + "*")::matches;
            case STARTS_WITH_NOCASE -> TclGlob.compileNoCase(literal(operand) + "*")::matches;
            case ENDS_WITH_NOCASE -> TclGlob.compileNoCase("*" + literal(operand))::matches;
            default -> throw new IllegalArgumentException(operator.word() + " does not take strings");
        };
    }

    /** A pattern that matches just this text: one folding for globs and all else. */
    private static String literal(String operand) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < operand.length(); i++) {
            if ("*?[\\".indexOf(operand.charAt(i)) >= 0) {
                pattern.append('\\');
            }
            pattern.append(operand.charAt(i));
        }
        return pattern.toString();
    }

    private static List<Value> satisfying(Operator operator, String operand) {
        if (operator == Operator.IS) {
            return List.of(operand.equals("null") ? Value.NULL : new Value.Bool(operand.equals("true")));
        }
        if (operator != Operator.EQUALS) {
            return List.of();
        }
        Value text = new Value.Text(operand);
        if (operand.equals("true") || operand.equals("false")) {
            return List.of(text, new Value.Bool(operand.equals("true")));
        }
        if (operand.equals("1") || operand.equals("0")) {
            return List.of(text, new Value.Num(operand), new Value.Bool(operand.equals("1")));
        }
        return StepWriter.isNumber(operand) ? List.of(text, new Value.Num(operand)) : List.of(text);
    }

    Operator operator() {
        return operator;
    }

    String operand() {
        return operand;
    }

    /** All values that satisfy it; empty when they cannot be listed. */
    List<Value> values() {
        return values;
    }

    /** Asks it of a value. */
    Verdict test(Value value) {
        if (value instanceof Value.Several several) {
            Verdict best = Verdict.MISSING;
            for (Value each : several.values()) {
                best = best.or(test(each));
                if (best == Verdict.HOLDS) {
                    break;
                }
            }
            return best;
        }
        if (value instanceof Value.Missing) {
            return Verdict.MISSING;
        }
        return switch (operator.kind()) {
            case EXISTS -> Verdict.HOLDS;
            case IS -> is(value);
            case NUMBER -> value instanceof Value.Num num ? compare(num.source()) : Verdict.TYPE;
            case STRING -> string(value);
        };
    }

    private Verdict is(Value value) {
        if (operand.equals("null")) {
            return Verdict.of(value instanceof Value.Null);
        }
        return value instanceof Value.Bool bool ? Verdict.of(bool.value() == operand.equals("true")) : Verdict.TYPE;
    }

    private Verdict string(Value value) {
        if (value instanceof Value.Text string) {
            return Verdict.of(text.test(string.value()));
        }
        if (value instanceof Value.Num num && operator.takesScalars()) {
            return Verdict.of(text.test(num.source()));
        }
        if (value instanceof Value.Bool bool && operator.takesScalars()) {
            return Verdict.of(
                    bool.value() ? text.test("true") || text.test("1") : text.test("false") || text.test("0"));
        }
        return Verdict.TYPE;
    }

    private Verdict compare(String source) {
        OptionalDouble value = Numeric.parse(source);
        return value.isEmpty() || Double.isNaN(number) ? Verdict.RANGE : Verdict.of(compare(value.getAsDouble()));
    }

    /** Whether a number in range satisfies a numeric operator; -0 is 0. */
    boolean compare(double value) {
        return switch (operator) {
            case NUM_EQ -> value == number;
            case NUM_NE -> value != number;
            case NUM_LT -> value < number;
            case NUM_LE -> value <= number;
            case NUM_GT -> value > number;
            case NUM_GE -> value >= number;
            default -> false;
        };
    }

    /** The operand of a numeric operator; NaN when it is out of range, and nothing satisfies it then. */
    double number() {
        return number;
    }
}

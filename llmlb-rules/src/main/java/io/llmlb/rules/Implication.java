package io.llmlb.rules;

import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * What one condition says about another on the same single value. Says only what is certain, and may say nothing where
 * more could be proved.
 */
final class Implication {
    private Implication() {}

    /**
     * The result of a condition when that of another is known, or empty.
     *
     * @param any whether the subject stands for several values of which one suffices
     */
    static Optional<Boolean> result(Condition asked, Condition known, boolean held, boolean any) {
        if (asked.operator() == known.operator() && asked.operand().equals(known.operand())) {
            return Optional.of(held);
        }
        if (any) {
            return Optional.empty();
        }
        if (!held) {
            return implies(asked, known) ? Optional.of(false) : Optional.empty();
        }
        if (implies(known, asked)) {
            return Optional.of(true);
        }
        return excludes(known, asked) ? Optional.of(false) : Optional.empty();
    }

    /** Whether every value that satisfies the one satisfies the other. */
    static boolean implies(Condition one, Condition other) {
        if (other.operator() == Operator.EXISTS) {
            return true;
        }
        List<Value> values = one.values();
        if (!values.isEmpty()) {
            return holdsFor(values, other) == values.size();
        }
        if (areNumeric(one, other)) {
            return samples(one, other).noneMatch(x -> one.compare(x) && !other.compare(x));
        }
        return isPart(one, other) && other.test(new Value.Text(one.operand())) == Verdict.HOLDS;
    }

    /**
     * Whether texts that satisfy the one, which all hold its operand in the same way, satisfy the other when the operand
     * alone does.
     */
    private static boolean isPart(Condition one, Condition other) {
        if (one.operator().kind() != Operator.Kind.STRING || other.operator().kind() != Operator.Kind.STRING) {
            return false;
        }
        boolean sameFolding = !one.operator().ignoresCase() || other.operator().ignoresCase();
        boolean contains = other.operator() == Operator.CONTAINS || other.operator() == Operator.CONTAINS_NOCASE;
        boolean starts = other.operator() == Operator.STARTS_WITH || other.operator() == Operator.STARTS_WITH_NOCASE;
        boolean ends = other.operator() == Operator.ENDS_WITH || other.operator() == Operator.ENDS_WITH_NOCASE;
        return sameFolding
                && switch (one.operator()) {
                    case CONTAINS, CONTAINS_NOCASE -> contains;
                    case STARTS_WITH, STARTS_WITH_NOCASE -> contains || starts;
                    case ENDS_WITH, ENDS_WITH_NOCASE -> contains || ends;
                    default -> false;
                };
    }

    /** Whether no value satisfies both. */
    static boolean excludes(Condition one, Condition other) {
        if ((Types.of(one) & Types.of(other)) == 0) {
            return true;
        }
        List<Value> values = one.values();
        if (!values.isEmpty()) {
            return holdsFor(values, other) == 0;
        }
        List<Value> others = other.values();
        if (!others.isEmpty()) {
            return holdsFor(others, one) == 0;
        }
        if (areNumeric(one, other)) {
            return samples(one, other).noneMatch(x -> one.compare(x) && other.compare(x));
        }
        String a = one.operand();
        String b = other.operand();
        if (one.operator() == Operator.STARTS_WITH && other.operator() == Operator.STARTS_WITH) {
            return !a.startsWith(b) && !b.startsWith(a);
        }
        return one.operator() == Operator.ENDS_WITH
                && other.operator() == Operator.ENDS_WITH
                && !a.endsWith(b)
                && !b.endsWith(a);
    }

    private static int holdsFor(List<Value> values, Condition condition) {
        int holds = 0;
        for (Value value : values) {
            holds += condition.test(value) == Verdict.HOLDS ? 1 : 0;
        }
        return holds;
    }

    private static boolean areNumeric(Condition one, Condition other) {
        return one.operator().kind() == Operator.Kind.NUMBER
                && other.operator().kind() == Operator.Kind.NUMBER
                && !Double.isNaN(one.number())
                && !Double.isNaN(other.number());
    }

    /** One double of each region that two comparisons cut the doubles into. */
    private static DoubleStream samples(Condition one, Condition other) {
        double low = Math.min(one.number(), other.number());
        double high = Math.max(one.number(), other.number());
        return DoubleStream.of(Math.nextDown(low), low, Math.nextUp(low), high, Math.nextUp(high));
    }
}

package io.llmlb.rules;

import java.util.Locale;
import java.util.regex.Pattern;

/** Writes a step in its one canonical spelling; {@link StepParser} reads it back to an equal step. */
final class StepWriter {
    private static final Pattern JSON_NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    private static final Pattern BARE_KEY = Pattern.compile("[A-Za-z0-9_:/-]+");
    private static final Pattern BARE_VALUE = Pattern.compile("[A-Za-z0-9_./:*?@%+=-]+");

    private StepWriter() {}

    static String write(Step step) {
        if (step instanceof Step.If condition) {
            Operator operator = condition.operator();
            return "if " + condition.subject() + " " + operator.word()
                    + (operator.takesOperand() ? " " + value(condition.operand()) : "")
                    + " then " + condition.then() + " else " + condition.otherwise();
        }
        if (step instanceof Step.Change change) {
            boolean bare = change.typed() || !isTyped(change.value());
            return "rewrite " + change.path() + " " + (bare ? value(change.value()) : quote(change.value())) + " then "
                    + change.then();
        }
        if (step instanceof Step.Reject reject) {
            return "reject " + reject.status() + (reject.message().isEmpty() ? "" : " " + quote(reject.message()));
        }
        return "selectPool " + ((Step.SelectPool) step).pool();
    }

    /** Whether a bare value of a rewrite is no string. */
    static boolean isTyped(String value) {
        return value.equals("true") || value.equals("false") || value.equals("null") || isNumber(value);
    }

    /** Whether this is a number as JSON writes it. */
    static boolean isNumber(String value) {
        return JSON_NUMBER.matcher(value).matches();
    }

    /** The same subject, spelled the canonical way: dots before plain keys, single quotes around all others. */
    static Subject canonical(Subject subject) {
        if (subject.kind() != Subject.Kind.PATH) {
            return subject;
        }
        StringBuilder text = new StringBuilder();
        for (PathStep step : subject.steps()) {
            boolean plain = step instanceof PathStep.Key key
                    && BARE_KEY.matcher(key.name()).matches();
            text.append(plain ? "." + ((PathStep.Key) step).name() : step.canonical());
        }
        if (text.isEmpty()) {
            text.append('.');
        }
        if (subject.function() != Subject.Function.NONE) {
            text.append('@').append(subject.function().name().toLowerCase(Locale.ROOT));
        }
        return new Subject(text.toString(), subject.kind(), subject.steps(), subject.function(), subject.field());
    }

    private static String value(String value) {
        boolean bare = BARE_VALUE.matcher(value).matches() && !value.equals("then") && !value.equals("else");
        return bare ? value : quote(value);
    }

    private static String quote(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}

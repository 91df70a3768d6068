package io.llmlb.rules;

import io.llmlb.rules.RuleProblem.Severity;

/** Everything that {@link RuleSet#check} can find; the names are the codes of its problems. */
enum Code {
    /** Does not follow the grammar. */
    SYNTAX(Severity.ERROR),
    /** No record named start. */
    NO_START(Severity.ERROR),
    /** A step ID of wrong form, or the reserved one. */
    STEP_ID(Severity.ERROR),
    /** Leads to a step that is not there. */
    UNKNOWN_STEP(Severity.ERROR),
    /** Steps lead back to themselves. */
    CYCLE(Severity.ERROR),
    /** No way leads from start to it. */
    UNREACHABLE(Severity.WARNING),
    /** No full path of a pool. */
    POOL_PATH(Severity.ERROR),
    /** No HTTP error status. */
    STATUS(Severity.ERROR),
    /** A rewrite where no value can be written. */
    REWRITE_PATH(Severity.ERROR),
    /** An operand that the operator does not take. */
    OPERAND(Severity.ERROR),
    /** A condition that no body satisfies. */
    NEVER_HOLDS(Severity.WARNING),
    /** A condition that every value of a fitting type satisfies. */
    ALWAYS_HOLDS(Severity.WARNING),
    /** Both branches lead to the same step. */
    SAME_BRANCHES(Severity.WARNING),
    /** Earlier conditions already say that it holds. */
    IMPLIED(Severity.WARNING),
    /** Earlier conditions already say that it does not hold. */
    EXCLUDED(Severity.WARNING),
    /** A set with ^ or !, which do not negate in Tcl. */
    LOOKS_NEGATED(Severity.WARNING),
    /** A set whose end depends on what matched, or that has none. */
    ODD_SET(Severity.WARNING),
    /** A pattern that takes quadratic time, or worse, on BIG-IP. */
    QUADRATIC(Severity.WARNING),
    /** Characters that versions of Tcl treat differently. */
    TCL_VERSIONS(Severity.WARNING),
    /** Control characters and halves of surrogate pairs. */
    ODD_CHARACTER(Severity.ERROR),
    /** Backslashes, which do not survive in a data group. */
    BACKSLASH(Severity.WARNING, Severity.ERROR),
    /** Text like an HTML tag, which BIG-IP refuses. */
    TAG(Severity.WARNING, Severity.ERROR),
    /** Longer than a record can be. */
    LONG_RECORD(Severity.WARNING, Severity.ERROR),
    /** Characters that tools around BIG-IP quote. */
    QUOTING(Severity.WARNING),
    /** What the iRule cannot do. */
    NOT_EXPORTABLE(Severity.ERROR),
    /** Operands outside ASCII, for BIG-IP. */
    NON_ASCII(Severity.ERROR),
    /** A body that cannot be read passes by a reject. */
    FAILS_OPEN(Severity.WARNING);

    private final Severity inJava;
    private final Severity onBigIp;

    Code(Severity severity) {
        this(severity, severity);
    }

    Code(Severity inJava, Severity onBigIp) {
        this.inJava = inJava;
        this.onBigIp = onBigIp;
    }

    /** A problem of this kind. */
    RuleProblem at(String record, int column, Target target, String sentence) {
        return new RuleProblem(record, column, target == Target.JAVA ? inJava : onBigIp, name(), sentence);
    }
}

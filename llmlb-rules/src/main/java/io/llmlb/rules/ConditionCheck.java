package io.llmlb.rules;

import io.llmlb.rules.glob.TclGlob;
import java.util.List;

/** What can be told of one condition by itself. */
final class ConditionCheck {
    private final ParsedStep parsed;
    private final Target target;
    private final List<RuleProblem> problems;

    private ConditionCheck(ParsedStep parsed, Target target, List<RuleProblem> problems) {
        this.parsed = parsed;
        this.target = target;
        this.problems = problems;
    }

    static void check(ParsedStep parsed, Step.If test, Condition condition, Target target, List<RuleProblem> problems) {
        ConditionCheck check = new ConditionCheck(parsed, target, problems);
        Exports.whyNot(test.subject())
                .filter(why -> target == Target.BIGIP)
                .ifPresent(why -> check.note(Code.NOT_EXPORTABLE, parsed.first(), why));
        if (test.then().equals(test.otherwise())) {
            check.note(Code.SAME_BRANCHES, parsed.then(), "both branches lead to the same step");
        }
        check.types(test.subject(), condition);
        check.operand(condition);
    }

    private void types(Subject subject, Condition condition) {
        if ((Types.of(subject) & Types.of(condition)) == 0) {
            note(
                    Code.NEVER_HOLDS,
                    parsed.operator(),
                    condition.operator().word() + " does not take what " + subject + " can be");
        } else if (Types.values(subject)
                .filter(values -> values.stream().noneMatch(value -> condition.test(value) == Verdict.HOLDS))
                .isPresent()) {
            note(Code.NEVER_HOLDS, parsed.operand(), subject + " never has such a value");
        }
    }

    private void operand(Condition condition) {
        Operator operator = condition.operator();
        String operand = condition.operand();
        if (operator.kind() == Operator.Kind.NUMBER && Double.isNaN(condition.number())) {
            note(
                    Code.NEVER_HOLDS,
                    parsed.operand(),
                    "a number with more than 15 digits, or an exponent beyond 300, compares to nothing");
        }
        if (operator.isGlob()) {
            glob(operator.ignoresCase() ? TclGlob.compileNoCase(operand) : TclGlob.compile(operand));
        } else if (operator.kind() == Operator.Kind.STRING) {
            if (operand.isEmpty() && !operator.takesScalars()) {
                note(Code.ALWAYS_HOLDS, parsed.operand(), "every text begins and ends with the empty text");
            }
            if (operator.ignoresCase() && TclGlob.compileNoCase(operand).dependsOnTclVersion()) {
                versions();
            }
        }
    }

    private void glob(TclGlob glob) {
        int column = parsed.operand();
        if (glob.neverMatches()) {
            note(Code.NEVER_HOLDS, column, "no text matches this pattern");
        }
        if (glob.alwaysMatches()) {
            note(Code.ALWAYS_HOLDS, column, "every text, number and boolean matches this pattern");
        }
        if (glob.looksNegated()) {
            note(Code.LOOKS_NEGATED, column, "^ and ! do not negate a set in Tcl; they stand for themselves");
        }
        if (glob.hasOddSets()) {
            note(Code.ODD_SET, column, "a set in this pattern has no end, or one that depends on what it matches");
        }
        if (glob.quadraticOnBigIp()) {
            note(
                    Code.QUADRATIC,
                    column,
                    "quadratic on BIG-IP: a long text can take seconds there, because Tcl tries every place for every star");
        }
        if (glob.dependsOnTclVersion()) {
            versions();
        }
    }

    private void versions() {
        note(Code.TCL_VERSIONS, parsed.operand(), "versions of Tcl treat these characters differently");
    }

    private void note(Code code, int column, String sentence) {
        problems.add(code.at(parsed.id(), column, target, sentence));
    }
}

package io.llmlb.rules;

/**
 * One thing that is wrong, or odd, in a rule set.
 *
 * @param record the record's name; empty when it is about the set
 * @param column where in the record's value, in chars from 1 on; 0 for the record as a whole
 * @param severity whether the set can be used all the same
 * @param code one word that never changes, such as {@code UNKNOWN_STEP}
 * @param sentence for people: what is wrong and how to mend it
 */
public record RuleProblem(String record, int column, Severity severity, String code, String sentence) {
    /** Whether a rule set with a problem can be used. */
    public enum Severity {
        /** It cannot. */
        ERROR,
        /** It can, but it may not do what its writer meant. */
        WARNING
    }

    /** In one line: severity, place, sentence and code. */
    @Override
    public String toString() {
        String place = record.isEmpty() ? "" : " record " + record + (column > 0 ? " column " + column : "") + ":";
        return (severity == Severity.ERROR ? "error:" : "warning:") + place + " " + sentence + " [" + code + "]";
    }
}

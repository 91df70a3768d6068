package io.llmlb.rules;

/** A subject that cannot be read; becomes a {@link RuleProblem} with the record's name and column. */
final class SubjectSyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int offset;

    SubjectSyntaxException(int offset, String what) {
        super(what);
        this.offset = offset;
    }

    /** Where in the subject's text, counted from 0. */
    int offset() {
        return offset;
    }
}

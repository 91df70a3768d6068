package io.llmlb.rules.form;

/**
 * A file that holds no rule set in the form expected, or a rule set that a form cannot hold; for example one with
 * {@code line() == 7} and {@code column() == 3} and a message that says what is wrong there.
 */
public final class RuleFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    RuleFileException(int line, int column, String sentence) {
        super(sentence);
        this.line = line;
        this.column = column;
    }

    /** The line of the file, from 1; 0 when the problem has no place in a file. */
    public int line() {
        return line;
    }

    /** The column in the line, from 1; 0 when the problem has no place in a file. */
    public int column() {
        return column;
    }
}

package io.llmlb.rules;

/** Cuts a record's value into words. Blanks are spaces and tabs. */
final class WordScanner {
    /** A word that has no end, or none where one must be. */
    static final class NoWordException extends Exception {
        private static final long serialVersionUID = 1L;

        private final int column;

        NoWordException(int column, String sentence) {
            super(sentence);
            this.column = column;
        }

        int column() {
            return column;
        }

        String sentence() {
            return String.valueOf(getMessage());
        }
    }

    private final String text;
    private int at;

    WordScanner(String text) {
        this.text = text;
    }

    /** Whether only blanks are left. */
    boolean atEnd() {
        skipBlanks();
        return at == text.length();
    }

    /** The column of the next word, or behind the last one. */
    int column() {
        skipBlanks();
        return at + 1;
    }

    /** Up to the next blank, or in quotes, where a doubled quote stands for itself. */
    Word next(String expected) throws NoWordException {
        int begin = begin(expected);
        char quote = text.charAt(at);
        if (quote != '\'' && quote != '"') {
            while (at < text.length() && !isBlank(text.charAt(at))) {
                at++;
            }
            return new Word(text.substring(begin, at), false, begin + 1);
        }
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            if (text.charAt(at) != quote) {
                value.append(text.charAt(at));
            } else if (at + 1 < text.length() && text.charAt(at + 1) == quote) {
                value.append(quote);
                at++;
            } else {
                at++;
                if (at < text.length() && !isBlank(text.charAt(at))) {
                    throw new NoWordException(at + 1, "a blank is expected behind the closing quote");
                }
                return new Word(value.toString(), true, begin + 1);
            }
        }
        throw new NoWordException(begin + 1, "this quote has no end; double a quote inside a quoted value");
    }

    /** A subject: blanks within its brackets do not end it. */
    Word subject(String expected) throws NoWordException {
        int begin = begin(expected);
        int depth = 0;
        char quote = 0;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (depth == 0 && isBlank(c)) {
                break;
            } else if (depth > 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == '[' || c == '(') {
                depth++;
            } else if (c == ']' || c == ')') {
                depth--;
            }
        }
        if (quote != 0 || depth > 0) {
            throw new NoWordException(begin + 1, "a bracket or quote in this subject has no end");
        }
        return new Word(text.substring(begin, at), false, begin + 1);
    }

    private int begin(String expected) throws NoWordException {
        if (atEnd()) {
            throw new NoWordException(at + 1, expected + " is expected here, but the record ends");
        }
        return at;
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}

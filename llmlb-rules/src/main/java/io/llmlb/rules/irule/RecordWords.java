package io.llmlb.rules.irule;

/** The words of a record as the iRule's {@code ibr_word} cuts them: quotes count only where a word begins. */
final class RecordWords {
    /** No word where one must be. */
    static final class NoWordException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final String text;
    private int at;

    RecordWords(String text) {
        this.text = text;
    }

    /** Whether only blanks are left. */
    boolean atEnd() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return at == text.length();
    }

    String next() throws NoWordException {
        if (atEnd()) {
            throw new NoWordException();
        }
        char first = text.charAt(at);
        if (first == '\'' || first == '"') {
            return quoted(first);
        }
        int begin = at;
        while (at < text.length() && !isBlank(text.charAt(at))) {
            at++;
        }
        return text.substring(begin, at);
    }

    private String quoted(char quote) throws NoWordException {
        StringBuilder word = new StringBuilder();
        while (true) {
            int end = text.indexOf(quote, at + 1);
            if (end < 0) {
                throw new NoWordException();
            }
            word.append(text, at + 1, end);
            at = end + 1;
            if (at == text.length() || isBlank(text.charAt(at))) {
                return word.toString();
            }
            if (text.charAt(at) != quote) {
                throw new NoWordException();
            }
            word.append(quote);
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}

package io.llmlb.rules.form;

/** Cuts the text of a BIG-IP configuration into words, braces and ends of lines. */
final class TmshLexer {
    /** What a token is. */
    enum Kind {
        WORD,
        OPEN,
        CLOSE,
        NEWLINE,
        END
    }

    /**
     * One token.
     *
     * @param text of a word, escapes undone
     */
    record Token(Kind kind, String text, int line, int column) {
        RuleFileException wrong(String sentence) {
            return new RuleFileException(line, column, sentence);
        }

        /** As it is shown to people. */
        String shown() {
            return switch (kind) {
                case WORD -> "\"" + text + "\"";
                case OPEN -> "{";
                case CLOSE -> "}";
                case NEWLINE -> "the end of the line";
                case END -> "the end of the file";
            };
        }
    }

    private final String text;
    private int at;
    private int line = 1;
    private int lineStart;

    TmshLexer(String text) {
        this.text = text;
    }

    /** The next token; ends of lines count, comments do not. */
    Token next() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                Token end = token(Kind.NEWLINE, "");
                step();
                return end;
            } else if (Character.isWhitespace(c)) {
                step();
            } else if (c == '\\' && text.startsWith("\n", at + 1)) { // a line that goes on
                step();
                step();
            } else if (c == '#' && startsLine()) {
                skipLine();
            } else if (c == '{' || c == '}') {
                Token brace = token(c == '{' ? Kind.OPEN : Kind.CLOSE, "");
                step();
                return brace;
            } else {
                return c == '"' ? quoted() : bare();
            }
        }
        return token(Kind.END, "");
    }

    /** The next token that is not the end of a line. */
    Token significant() {
        Token token = next();
        while (token.kind() == Kind.NEWLINE) {
            token = next();
        }
        return token;
    }

    /**
     * Passes over the rest of a block whose opening brace has been read.
     *
     * @param tcl whether it holds Tcl, where quotes do not hide braces
     */
    void skipBlock(Token open, boolean tcl) {
        int depth = 1;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"' && !tcl) {
                quoted();
                continue;
            }
            if (c == '#' && !tcl && startsLine()) {
                skipLine();
                continue;
            }
            step();
            if (c == '\\' && at < text.length()) {
                step();
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return;
            }
        }
        throw open.wrong("this brace is never closed");
    }

    private Token quoted() {
        Token begin = token(Kind.WORD, "");
        step();
        int from = at;
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                step();
            }
            step();
        }
        if (at >= text.length()) {
            throw begin.wrong("this quote is never closed");
        }
        String word = TmshText.unescape(text.substring(from, at));
        step();
        if (at < text.length() && !Character.isWhitespace(text.charAt(at)) && "{}".indexOf(text.charAt(at)) < 0) {
            throw token(Kind.WORD, "").wrong("a blank is expected behind the closing quote; a quote within is \\\"");
        }
        return new Token(Kind.WORD, word, begin.line(), begin.column());
    }

    private Token bare() {
        Token begin = token(Kind.WORD, "");
        int from = at;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at)) && "{}".indexOf(text.charAt(at)) < 0) {
            boolean escape = text.charAt(at) == '\\' && at + 1 < text.length() && text.charAt(at + 1) != '\n';
            step();
            if (escape) {
                step();
            }
        }
        return new Token(Kind.WORD, TmshText.unescape(text.substring(from, at)), begin.line(), begin.column());
    }

    private boolean startsLine() {
        return text.substring(lineStart, at).isBlank();
    }

    private void skipLine() {
        while (at < text.length() && text.charAt(at) != '\n') {
            step();
        }
    }

    private Token token(Kind kind, String word) {
        return new Token(kind, word, line, at - lineStart + 1);
    }

    private void step() {
        if (text.charAt(at++) == '\n') {
            line++;
            lineStart = at;
        }
    }
}

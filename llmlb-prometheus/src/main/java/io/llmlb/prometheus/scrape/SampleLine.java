package io.llmlb.prometheus.scrape;

import io.llmlb.prometheus.Numeral;
import java.util.HashMap;
import java.util.Map;

/** Reads one line: {@code name{label="value",...} value [time]}. */
final class SampleLine {
    /** The line is no sample. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String what) {
            super(what);
        }
    }

    private final String line;
    private int at;

    SampleLine(String line) {
        this.line = line;
        blanks();
    }

    boolean isBlankOrComment() {
        return at == line.length() || line.charAt(at) == '#';
    }

    String name() throws Malformed {
        return word("a metric's name", true);
    }

    ExpositionSample rest(String name) throws Malformed {
        blanks();
        Map<String, String> labels = peek() == '{' ? labels() : Map.of();
        blanks();
        double value = number(token("a value"));
        blanks();
        if (at < line.length() && peek() != '#') { // OpenMetrics puts an exemplar behind #
            number(token("a time"));
            blanks();
            if (at < line.length() && peek() != '#') {
                throw malformed("the end of the line");
            }
        }
        return new ExpositionSample(name, labels, value);
    }

    private Map<String, String> labels() throws Malformed {
        Map<String, String> labels = new HashMap<>();
        at++;
        blanks();
        while (peek() != '}') {
            String label = word("a label's name", false);
            blanks();
            take('=');
            blanks();
            if (labels.put(label, quoted()) != null) {
                throw new Malformed("two labels " + label);
            }
            blanks();
            if (peek() != '}') {
                take(',');
                blanks();
            }
        }
        at++;
        return labels;
    }

    private String quoted() throws Malformed {
        take('"');
        StringBuilder value = new StringBuilder();
        while (peek() != '"') {
            char c = line.charAt(at++);
            if (c == '\\') {
                char escaped = peek();
                at++;
                switch (escaped) {
                    case 'n' -> value.append('\n');
                    case '\\', '"' -> value.append(escaped);
                    default -> value.append('\\').append(escaped);
                }
            } else {
                value.append(c);
            }
        }
        at++;
        return value.toString();
    }

    private String word(String what, boolean colons) throws Malformed {
        int from = at;
        while (at < line.length() && isWord(line.charAt(at), at == from, colons)) {
            at++;
        }
        if (at == from) {
            throw malformed(what);
        }
        return line.substring(from, at);
    }

    private static boolean isWord(char c, boolean first, boolean colons) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '_'
                || (colons && c == ':')
                || (!first && c >= '0' && c <= '9');
    }

    private String token(String what) throws Malformed {
        int from = at;
        while (at < line.length() && line.charAt(at) != ' ' && line.charAt(at) != '\t') {
            at++;
        }
        if (at == from) {
            throw malformed(what);
        }
        return line.substring(from, at);
    }

    private double number(String text) throws Malformed {
        try {
            return Numeral.parse(text);
        } catch (NumberFormatException none) {
            throw malformed("a number before");
        }
    }

    private void blanks() {
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
    }

    private char peek() throws Malformed {
        if (at >= line.length()) {
            throw new Malformed("the line ends too early");
        }
        return line.charAt(at);
    }

    private void take(char wanted) throws Malformed {
        if (peek() != wanted) {
            throw malformed("'" + wanted + "'");
        }
        at++;
    }

    private Malformed malformed(String expected) {
        return new Malformed("expected " + expected + " in column " + (at + 1));
    }
}

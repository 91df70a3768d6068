package io.llmlb.rules;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The outline of a JSONPath. Checked before the library sees it, because the library takes nonsense such as
 * {@code $.x[} for a path.
 */
final class JsonPathSyntax {
    private static final Pattern NAME = Pattern.compile("[^\\s.\\[\\](){}'\",:*?@$\\\\]+");
    private static final Pattern CALL = Pattern.compile("\\([^()\\[\\]{}'\"]*\\)");
    private static final String QUOTED = "(?:'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\")";
    private static final Pattern KEYS = Pattern.compile("\\s*+" + QUOTED + "\\s*+(?:,\\s*+" + QUOTED + "\\s*+)*+");
    private static final Pattern NUMBERS = Pattern.compile("\\s*+-?\\d{1,9}\\s*+(?:,\\s*+-?\\d{1,9}\\s*+)*+");
    private static final Pattern SLICE = Pattern.compile("\\s*+(?:-?\\d{1,9})?:(?:-?\\d{1,9})?\\s*+");

    private final String text;
    private int at = 1;

    private JsonPathSyntax(String text) {
        this.text = text;
    }

    /**
     * Checks that brackets, quotes and dots are in place.
     *
     * @throws SubjectSyntaxException with the place where they are not
     */
    static void check(String text) {
        new JsonPathSyntax(text).path();
    }

    private void path() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '.') {
                at += text.startsWith("..", at) ? 2 : 1;
                boolean bracket = text.startsWith("..", at - 2) && text.startsWith("[", at);
                if (!bracket) {
                    name();
                }
            } else if (c == '[') {
                bracket();
            } else {
                throw new SubjectSyntaxException(at, "a dot or a bracket is expected here");
            }
        }
    }

    private void name() {
        if (text.startsWith("*", at)) {
            at++;
        } else if (!skip(NAME)) {
            throw new SubjectSyntaxException(at, "a key is expected behind the dot; write an odd one as ['key']");
        } else {
            skip(CALL);
        }
    }

    private boolean skip(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            return false;
        }
        at = matcher.end();
        return true;
    }

    private void bracket() {
        int begin = at;
        int end = closing();
        String inside = text.substring(begin + 1, end);
        boolean filter = inside.strip().startsWith("?(") && inside.strip().endsWith(")");
        boolean holder = inside.matches("\\s*\\?\\s*");
        if (holder
                || !(filter
                        || inside.strip().equals("*")
                        || KEYS.matcher(inside).matches()
                        || NUMBERS.matcher(inside).matches()
                        || SLICE.matcher(inside).matches())) {
            throw new SubjectSyntaxException(
                    begin, "a bracket holds keys in quotes, indexes, a slice, * or a filter ?(...)");
        }
        at = end + 1;
    }

    /** Where the bracket that opens here closes; what stands in quotes does not count. */
    private int closing() {
        StringBuilder open = new StringBuilder();
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == '"') {
                i = quoteEnd(i);
            } else if (c == '[' || c == '(') {
                open.append(c == '[' ? ']' : ')');
            } else if (c == ']' || c == ')') {
                int last = open.length() - 1;
                if (open.charAt(last) != c) {
                    throw new SubjectSyntaxException(i, "this bracket closes another kind of bracket");
                }
                open.setLength(last);
                if (last == 0) {
                    return i;
                }
            }
        }
        throw new SubjectSyntaxException(at, "this bracket has no end");
    }

    private int quoteEnd(int begin) {
        for (int i = begin + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == text.charAt(begin)) {
                return i;
            }
        }
        throw new SubjectSyntaxException(begin, "this quote has no end");
    }
}

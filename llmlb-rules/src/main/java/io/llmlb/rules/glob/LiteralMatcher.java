package io.llmlb.rules.glob;

import java.util.List;

/**
 * Matches patterns of literals and stars: the first literal at the beginning, the last at the end, the others one after
 * the other wherever each is found first. Taking the first place is right because what lies between may be anything: a
 * later place only leaves less room. Allocates nothing. Time is at most text length times length of the longest literal.
 */
final class LiteralMatcher implements Matcher {
    private final String head;
    private final String[] middle;
    private final String tail;

    /**
     * @param literals two or more, those between the stars; the first and last may be empty. Without lone surrogates, so
     *     that comparing UTF-16 units compares code points
     */
    LiteralMatcher(List<String> literals) {
        this.head = literals.get(0);
        this.middle = literals.subList(1, literals.size() - 1).toArray(String[]::new);
        this.tail = literals.get(literals.size() - 1);
    }

    @Override
    public boolean matches(CharSequence text) {
        int end = text.length() - tail.length();
        if (end < head.length() || !isAt(head, text, 0) || !isAt(tail, text, end)) {
            return false;
        }
        int from = head.length();
        for (String literal : middle) {
            int found = find(literal, text, from, end);
            if (found < 0) {
                return false;
            }
            from = found + literal.length();
        }
        return true;
    }

    static boolean isAt(String literal, CharSequence text, int offset) {
        if (text instanceof String string) {
            return string.startsWith(literal, offset);
        }
        for (int i = 0; i < literal.length(); i++) {
            if (text.charAt(offset + i) != literal.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int find(String literal, CharSequence text, int from, int end) {
        int last = end - literal.length();
        if (text instanceof String string) {
            int found = string.indexOf(literal, from);
            return found <= last ? found : -1;
        }
        char first = literal.charAt(0);
        for (int i = from; i <= last; i++) {
            if (text.charAt(i) == first && isAt(literal, text, i)) {
                return i;
            }
        }
        return -1;
    }
}

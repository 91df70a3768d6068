package io.llmlb.rules.glob;

/**
 * Matches patterns with one star and without sets whose members lead apart: what stands before the star from the beginning
 * of the text on, what stands behind it from the end back. Looks at no more of the text than that. Allocates nothing.
 */
final class EndsMatcher implements Matcher {
    private final Automaton automaton;
    private final boolean ignoreCase;
    private final int star;

    /**
     * @param automaton a chain, in which every state leads to the one behind it only
     * @param star the one state that loops
     */
    EndsMatcher(Automaton automaton, boolean ignoreCase, int star) {
        this.automaton = automaton;
        this.ignoreCase = ignoreCase;
        this.star = star;
    }

    @Override
    public boolean matches(CharSequence text) {
        int begin = 0;
        int end = text.length();
        for (int state = 0; state < star; state++) {
            if (begin == end) {
                return false;
            }
            int c = Character.codePointAt(text, begin);
            if (!takes(state, c)) {
                return false;
            }
            begin += Character.charCount(c);
        }
        for (int state = automaton.size() - 2; state >= star; state--) {
            if (begin == end) {
                return false;
            }
            int c = Character.codePointBefore(text, end);
            if (!takes(state, c)) {
                return false;
            }
            end -= Character.charCount(c);
        }
        return true;
    }

    private boolean takes(int state, int codePoint) {
        return automaton.next(state, ignoreCase ? LowerCase.of(codePoint) : codePoint) != Automaton.NONE;
    }
}

package io.llmlb.rules.glob;

/**
 * Runs an automaton of any size: the states that matching can be in are the bits of an array. Each code point costs time
 * for the states it finds, and two arrays are allocated for each match.
 */
final class WideMatcher implements Matcher {
    private final Automaton automaton;
    private final boolean ignoreCase;
    private final int words;

    WideMatcher(Automaton automaton, boolean ignoreCase) {
        this.automaton = automaton;
        this.ignoreCase = ignoreCase;
        this.words = (automaton.size() + Long.SIZE - 1) / Long.SIZE;
    }

    @Override
    public boolean matches(CharSequence text) {
        long[] live = new long[words];
        long[] next = new long[words];
        live[0] = 1;
        int length = text.length();
        for (int i = 0; i < length; ) {
            int c = Character.codePointAt(text, i);
            i += Character.charCount(c);
            if (!advance(live, next, ignoreCase ? LowerCase.of(c) : c)) {
                return false;
            }
            long[] old = live;
            live = next;
            next = old;
        }
        return accepts(live);
    }

    /** Moves from the live states to the next ones, and clears the former; false if there is none. */
    private boolean advance(long[] live, long[] next, int codePoint) {
        boolean any = false;
        for (int word = 0; word < words; word++) {
            for (long bits = live[word]; bits != 0; bits &= bits - 1) {
                int state = word * Long.SIZE + Long.numberOfTrailingZeros(bits);
                if (automaton.loops(state)) {
                    next[word] |= 1L << state;
                    any = true;
                }
                int target = automaton.next(state, codePoint);
                if (target != Automaton.NONE) {
                    next[target / Long.SIZE] |= 1L << target;
                    any = true;
                }
            }
            live[word] = 0;
        }
        return any;
    }

    private boolean accepts(long[] live) {
        for (int state = 0; state < automaton.size(); state++) {
            if (automaton.kind(state) == Automaton.Kind.ACCEPT && (live[state / Long.SIZE] >>> state & 1) != 0) {
                return true;
            }
        }
        return false;
    }
}

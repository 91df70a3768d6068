package io.llmlb.rules.glob;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Runs an automaton of at most 64 states with one bit for each: all states that matching can be in advance together
 * (Baeza-Yates and Gonnet's Shift-And, with loops for stars and jumps for sets whose members lead apart). Code points
 * between which the pattern does not tell form one class; what each class does is worked out beforehand. Allocates nothing.
 */
final class WordMatcher implements Matcher {
    static final int MOST_STATES = Long.SIZE;

    private final boolean ignoreCase;
    private final long accept;
    private final long loops;
    /** The least code points of the classes, ascending from 0. */
    private final int[] classStarts;

    private final int[] asciiClasses;
    private final long[] steps;
    private final long[] jumpers;
    private final int[][] jumps;

    WordMatcher(Automaton automaton, boolean ignoreCase) {
        this.ignoreCase = ignoreCase;
        this.accept = mask(automaton, state -> automaton.kind(state) == Automaton.Kind.ACCEPT);
        this.loops = mask(automaton, automaton::loops);
        this.classStarts = IntStream.range(0, automaton.size())
                .flatMap(state -> Arrays.stream(automaton.classStarts(state)))
                .sorted()
                .distinct()
                .toArray();
        this.asciiClasses = IntStream.range(0, 0x80)
                .map(c -> classOf(ignoreCase ? LowerCase.of(c) : c))
                .toArray();
        this.steps = new long[classStarts.length];
        this.jumpers = new long[classStarts.length];
        this.jumps = new int[classStarts.length][];
        for (int i = 0; i < classStarts.length; i++) {
            int codePoint = classStarts[i];
            steps[i] = mask(automaton, state -> automaton.next(state, codePoint) == state + 1);
            jumpers[i] = mask(automaton, state -> automaton.next(state, codePoint) > state + 1);
            jumps[i] = jumpers[i] == 0
                    ? new int[0]
                    : IntStream.range(0, automaton.size())
                            .map(state -> automaton.next(state, codePoint))
                            .toArray();
        }
    }

    private static long mask(Automaton automaton, IntPredicate has) {
        return IntStream.range(0, automaton.size())
                .filter(has)
                .mapToLong(state -> 1L << state)
                .reduce(0, (a, b) -> a | b);
    }

    private int classOf(int codePoint) {
        int found = Arrays.binarySearch(classStarts, codePoint);
        return found >= 0 ? found : -found - 2;
    }

    @Override
    public boolean matches(CharSequence text) {
        long live = 1;
        int length = text.length();
        long done = accept & loops;
        for (int i = 0; i < length; i++) {
            int c = text.charAt(i);
            int group;
            if (c < 0x80) {
                group = asciiClasses[c];
            } else {
                c = Character.codePointAt(text, i);
                i += Character.charCount(c) - 1;
                group = classOf(ignoreCase ? LowerCase.of(c) : c);
            }
            long next = (live & loops) | (live & steps[group]) << 1;
            for (long jumping = live & jumpers[group]; jumping != 0; jumping &= jumping - 1) {
                next |= 1L << jumps[group][Long.numberOfTrailingZeros(jumping)];
            }
            if (next == 0) {
                return false;
            }
            if ((next & done) != 0) {
                return true;
            }
            live = next;
        }
        return (live & accept) != 0;
    }
}

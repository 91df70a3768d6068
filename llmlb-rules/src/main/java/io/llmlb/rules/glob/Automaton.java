package io.llmlb.rules.glob;

import java.util.stream.IntStream;

/**
 * A pattern as a position automaton: one state for each place in the pattern that matching can come to. A star is no state
 * of its own but a loop on the state behind it. Every other step takes one code point and leads further right, so states
 * are in topological order. Immutable once built.
 *
 * <p>A set is a chain of members. Tcl takes the first member that fits and goes on behind the next {@code ]} after that
 * member, so members of one set may lead to different states.
 */
final class Automaton {
    /** No state. */
    static final int NONE = -1;

    /** What a state wants of the next code point. */
    enum Kind {
        /** One certain code point. */
        LITERAL,
        /** Any one code point. */
        ANY,
        /** A code point that a member of the set takes. */
        SET,
        /** Nothing will do. */
        FAIL,
        /** The pattern is used up, and so must the text be. */
        ACCEPT
    }

    private final Kind[] kinds;
    private final boolean[] loops;
    private final int[] operands;
    private final int[] targets;
    private final Members members;

    /**
     * @param operands of a literal its code point, of a set its first member or NONE
     * @param targets where a literal and any lead
     */
    Automaton(Kind[] kinds, boolean[] loops, int[] operands, int[] targets, Members members) {
        this.kinds = kinds;
        this.loops = loops;
        this.operands = operands;
        this.targets = targets;
        this.members = members;
    }

    /**
     * The members of all sets; sets that overlap share them.
     *
     * @param low first code point that the member takes
     * @param high last one
     * @param target the state it leads to
     * @param next the next member of the set, or NONE
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Members(int[] low, int[] high, int[] target, int[] next) {}

    /** How many states there are, at least 1. State 0 is the first. */
    int size() {
        return kinds.length;
    }

    Kind kind(int state) {
        return kinds[state];
    }

    /** Whether a star stands before the state: it takes any code point and stays. */
    boolean loops(int state) {
        return loops[state];
    }

    /** The code point that a literal wants, folded if the pattern ignores case. */
    int codePoint(int state) {
        return operands[state];
    }

    /**
     * The code points where what the state does may change, ascending from 0: from each one up to the next, all lead to the
     * same state.
     */
    int[] classStarts(int state) {
        IntStream.Builder starts = IntStream.builder();
        starts.add(0);
        if (kinds[state] == Kind.LITERAL) {
            starts.add(operands[state]).add(operands[state] + 1);
        } else if (kinds[state] == Kind.SET) {
            for (int member = operands[state]; member != NONE; member = members.next[member]) {
                starts.add(members.low[member]).add(members.high[member] + 1);
            }
        }
        return starts.build().sorted().distinct().toArray();
    }

    /** The state that a code point, folded if the pattern ignores case, leads to by something other than a loop. */
    int next(int state, int codePoint) {
        return switch (kinds[state]) {
            case LITERAL -> operands[state] == codePoint ? targets[state] : NONE;
            case ANY -> targets[state];
            case SET -> ofSet(operands[state], codePoint);
            case FAIL, ACCEPT -> NONE;
        };
    }

    private int ofSet(int first, int codePoint) {
        for (int member = first; member != NONE; member = members.next[member]) {
            if (members.low[member] <= codePoint && codePoint <= members.high[member]) {
                return members.target[member];
            }
        }
        return NONE;
    }
}

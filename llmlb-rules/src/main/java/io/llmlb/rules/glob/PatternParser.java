package io.llmlb.rules.glob;

import io.llmlb.rules.glob.Automaton.Kind;
import java.util.Arrays;

/**
 * Reads a pattern into an automaton, in time and space proportional to its length unless sets overlap. The grammar is that
 * of Tcl_StringCaseMatch in Tcl 8.6.13. On the way it notes what is odd about sets. Used once.
 */
final class PatternParser {
    private final int[] pattern;
    private final boolean ignoreCase;
    private final boolean[] plain;
    private final boolean[] looped;
    private final int[] closing;
    private final Automaton.Members members;
    private boolean oddSets;
    private boolean negated;
    private boolean cutNonAscii;
    private boolean wideMembers;

    PatternParser(String text, boolean ignoreCase) {
        this.pattern = text.codePoints().toArray();
        this.ignoreCase = ignoreCase;
        int length = pattern.length;
        this.plain = new boolean[length + 1];
        this.looped = new boolean[length + 1];
        this.closing = new int[length + 1];
        closing[length] = Automaton.NONE;
        for (int i = length - 1; i >= 0; i--) {
            closing[i] = pattern[i] == ']' ? i : closing[i + 1];
        }
        this.members = new Automaton.Members(new int[length], new int[length], new int[length], new int[length]);
    }

    /** A set of which one member leads elsewhere than another, or that has no end. */
    boolean oddSets() {
        return oddSets;
    }

    /** A set that begins with ^ or !, and goes on. */
    boolean negated() {
        return negated;
    }

    /** A set without an end that holds a character beyond ASCII. */
    boolean cutNonAscii() {
        return cutNonAscii;
    }

    /** A set with a character above U+FFFF. */
    boolean wideMembers() {
        return wideMembers;
    }

    Automaton parse() {
        // While parsing, a state is called by a key: twice its place in the pattern, plus one if a star stands before
        // it.
        int[] numbers = new int[2 * pattern.length + 2];
        int[] keys = new int[2 * pattern.length + 2];
        int[] targets = new int[keys.length];
        int[] operands = new int[keys.length];
        Kind[] kinds = new Kind[keys.length];
        enter(0);
        int size = 0;
        for (int key = 0; key < numbers.length; key++) {
            int at = key / 2;
            if (key % 2 == 0 ? plain[at] : looped[at]) {
                numbers[key] = size;
                keys[size] = key;
                kinds[size] = read(at, size, operands, targets);
                size++;
            }
        }
        boolean[] loops = new boolean[size];
        for (int state = 0; state < size; state++) {
            loops[state] = keys[state] % 2 == 1;
            targets[state] = numbers[targets[state]];
        }
        for (int i = 0; i < pattern.length; i++) {
            members.target()[i] = numbers[members.target()[i]];
        }
        return new Automaton(
                Arrays.copyOf(kinds, size),
                loops,
                Arrays.copyOf(operands, size),
                Arrays.copyOf(targets, size),
                members);
    }

    private Kind read(int at, int state, int[] operands, int[] targets) {
        if (at == pattern.length) {
            return Kind.ACCEPT;
        }
        switch (pattern[at]) {
            case '?' -> {
                targets[state] = enter(at + 1);
                return Kind.ANY;
            }
            case '[' -> {
                readSet(at);
                int first = isMember(at + 1) ? at + 1 : Automaton.NONE;
                if (first != Automaton.NONE && isOneCodePoint(first)) {
                    operands[state] = members.low()[first];
                    targets[state] = members.target()[first];
                    return Kind.LITERAL;
                }
                operands[state] = first;
                return Kind.SET;
            }
            case '\\' -> {
                if (at + 1 == pattern.length) {
                    return Kind.FAIL;
                }
                operands[state] = fold(pattern[at + 1]);
                targets[state] = enter(at + 2);
                return Kind.LITERAL;
            }
            default -> {
                operands[state] = fold(pattern[at]);
                targets[state] = enter(at + 1);
                return Kind.LITERAL;
            }
        }
    }

    private boolean isOneCodePoint(int member) {
        return members.next()[member] == Automaton.NONE && members.low()[member] == members.high()[member];
    }

    /** The key of the state at a place. */
    private int enter(int place) {
        int at = place;
        while (at < pattern.length && pattern[at] == '*') {
            at++;
        }
        (at > place ? looped : plain)[at] = true;
        return at > place ? 2 * at + 1 : 2 * at;
    }

    private void readSet(int open) {
        int at = open + 1;
        int lastTarget = Automaton.NONE;
        while (isMember(at)) {
            boolean range = isRange(at);
            int low = fold(pattern[at]);
            int high = range ? fold(pattern[at + 2]) : low;
            int behind = range ? at + 3 : at + 1;
            int target = enter(closing[behind] == Automaton.NONE ? pattern.length : closing[behind] + 1);
            members.low()[at] = Math.min(low, high);
            members.high()[at] = Math.max(low, high);
            members.target()[at] = target;
            members.next()[at] = isMember(behind) ? behind : Automaton.NONE;
            oddSets |= lastTarget != Automaton.NONE && lastTarget != target;
            wideMembers |= members.high()[at] > 0xFFFF;
            lastTarget = target;
            at = behind;
        }
        boolean endless = at == pattern.length || pattern[at] != ']';
        oddSets |= endless;
        cutNonAscii |= endless && Arrays.stream(pattern, open, pattern.length).anyMatch(c -> c >= 0x80);
        negated |= open + 2 < pattern.length
                && (pattern[open + 1] == '^' || pattern[open + 1] == '!')
                && pattern[open + 2] != ']';
    }

    /** Whether a member begins here; not if the pattern ends within its range. */
    private boolean isMember(int at) {
        return at < pattern.length && pattern[at] != ']' && !(isRange(at) && at + 2 == pattern.length);
    }

    private boolean isRange(int at) {
        return at + 1 < pattern.length && pattern[at + 1] == '-';
    }

    private int fold(int codePoint) {
        return ignoreCase ? LowerCase.of(codePoint) : codePoint;
    }
}

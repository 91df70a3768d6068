package io.llmlb.rules.glob;

import io.llmlb.rules.glob.Automaton.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** What can be told of a pattern from its automaton alone. */
final class Analysis {
    private final Automaton automaton;
    private final boolean ignoreCase;
    private final List<List<Integer>> targets;

    Analysis(Automaton automaton, boolean ignoreCase) {
        this.automaton = automaton;
        this.ignoreCase = ignoreCase;
        this.targets =
                IntStream.range(0, automaton.size()).mapToObj(this::targetsOf).toList();
    }

    /** Whether no text leads from the first state to the end of the pattern. */
    boolean neverMatches() {
        boolean[] reached = new boolean[automaton.size()];
        reached[0] = true;
        for (int state = 0; state < reached.length; state++) {
            if (reached[state]) {
                if (automaton.kind(state) == Kind.ACCEPT) {
                    return false;
                }
                for (int target : targets.get(state)) {
                    reached[target] = true;
                }
            }
        }
        return true;
    }

    /** Whether every text matches. Since the empty one must, this is a pattern of stars alone. */
    boolean alwaysMatches() {
        return automaton.kind(0) == Kind.ACCEPT && automaton.loops(0);
    }

    /**
     * Whether two stars lie on one way through the pattern, both with something behind them, and behind the second there is
     * something that a long text can fail.
     */
    boolean quadratic() {
        int[] stars = new int[automaton.size()];
        for (int state = 0; state < stars.length; state++) {
            Kind kind = automaton.kind(state);
            if (automaton.loops(state) && kind != Kind.ACCEPT) {
                stars[state]++;
            }
            if (stars[state] >= 2 && kind != Kind.ACCEPT && kind != Kind.ANY) {
                return true;
            }
            for (int target : targets.get(state)) {
                stars[target] = Math.max(stars[target], stars[state]);
            }
        }
        return false;
    }

    /** The state of the only star, if every state leads to the one behind it and nowhere else. */
    OptionalInt onlyStar() {
        int last = automaton.size() - 1;
        boolean chain =
                IntStream.range(0, last).allMatch(state -> targets.get(state).equals(List.of(state + 1)));
        int[] stars = IntStream.rangeClosed(0, last).filter(automaton::loops).toArray();
        return chain && stars.length == 1 ? OptionalInt.of(stars[0]) : OptionalInt.empty();
    }

    /** Whether a character above U+FFFF stands directly beside a question mark or a set. */
    boolean wideBesideOne() {
        return IntStream.range(0, automaton.size())
                .anyMatch(state -> targets.get(state).stream()
                        .anyMatch(next -> !automaton.loops(next)
                                && ((isWide(state) && isOne(next)) || (isOne(state) && isWide(next)))));
    }

    private boolean isWide(int state) {
        return automaton.kind(state) == Kind.LITERAL && automaton.codePoint(state) > 0xFFFF;
    }

    private boolean isOne(int state) {
        return automaton.kind(state) == Kind.ANY || automaton.kind(state) == Kind.SET;
    }

    /**
     * The literals between the stars, if the pattern is made of nothing else. The first and the last are what the text must
     * begin and end with, and may be empty. One literal alone is the whole text.
     */
    Optional<List<String>> literals() {
        List<String> literals = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int state = 0; state < automaton.size(); state++) {
            if (automaton.loops(state)) {
                literals.add(literal.toString());
                literal.setLength(0);
            }
            if (automaton.kind(state) == Kind.ACCEPT) {
                literals.add(literal.toString());
                return state == automaton.size() - 1 ? Optional.of(literals) : Optional.empty();
            }
            if (!isPlainLiteral(state)) {
                return Optional.empty();
            }
            literal.appendCodePoint(automaton.codePoint(state));
        }
        return Optional.empty();
    }

    private boolean isPlainLiteral(int state) {
        // A lone surrogate beside another must not read as a pair.
        return automaton.kind(state) == Kind.LITERAL
                && automaton.next(state, automaton.codePoint(state)) == state + 1
                && Character.getType(automaton.codePoint(state)) != Character.SURROGATE;
    }

    /** The states that some code point leads to, other than by a loop. */
    private List<Integer> targetsOf(int state) {
        return switch (automaton.kind(state)) {
            case LITERAL -> List.of(automaton.next(state, automaton.codePoint(state)));
            case ANY -> List.of(automaton.next(state, 0));
            case SET -> ofSet(state);
            case FAIL, ACCEPT -> List.of();
        };
    }

    private List<Integer> ofSet(int state) {
        int[] starts = automaton.classStarts(state);
        return IntStream.range(0, starts.length)
                .filter(i -> automaton.next(state, starts[i]) != Automaton.NONE)
                .filter(i -> hasFolded(starts[i], i + 1 < starts.length ? starts[i + 1] : Character.MAX_CODE_POINT + 1))
                .map(i -> automaton.next(state, starts[i]))
                .distinct()
                .boxed()
                .toList();
    }

    /** Whether a text can hold one of these code points after folding. */
    private boolean hasFolded(int from, int end) {
        return from < end && (!ignoreCase || IntStream.range(from, end).anyMatch(c -> LowerCase.of(c) == c));
    }
}

package io.llmlb.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The paths of all subjects, joined where they begin alike. Built once by {@link #grow}, then only read. */
final class PathTree {
    private static final PathStep ANY = new PathStep.Any();

    /** Subjects whose path ends here, by their place in the list of subjects. */
    final List<Slot> slots = new ArrayList<>();

    final Map<String, PathTree> keys = new HashMap<>();
    final Map<Integer, PathTree> fromStart = new HashMap<>();
    final Map<Integer, PathTree> fromEnd = new HashMap<>();
    final List<Integer> singlesBelow = new ArrayList<>();
    final List<Integer> severalsBelow = new ArrayList<>();

    @Nullable
    PathTree any;

    /** What the derived fields make of the value here. */
    @Nullable
    OpenAiKey openAi;

    /** This one's place among the keys of its parent. */
    int ordinal;

    int lastIndex = -1;
    int deepestFromEnd;
    boolean counts;
    boolean takesText;

    /** A subject that ends at a node. */
    record Slot(int subject, Subject.Function function, boolean several) {}

    /** Adds a path. */
    void grow(int subject, Subject of) {
        PathTree node = this;
        node.below(subject, of.isAny());
        for (PathStep step : of.steps()) {
            node = node.child(step);
            node.below(subject, of.isAny());
        }
        node.slots.add(new Slot(subject, of.function(), of.isAny()));
        switch (of.function()) {
            case SIZE -> node.counts = true;
            case TEXT, TOKENS, BYTES -> node.takesText = true;
            case NONE, TYPE -> {}
        }
    }

    /** Adds a top-level key that derived fields need. */
    void grow(OpenAiKey key) {
        child(new PathStep.Key(key.word())).openAi = key;
    }

    private void below(int subject, boolean several) {
        (several ? severalsBelow : singlesBelow).add(subject);
    }

    private PathTree child(PathStep step) {
        if (step instanceof PathStep.Key key) {
            PathTree child = keys.computeIfAbsent(key.name(), name -> new PathTree());
            if (child.isNew()) {
                child.ordinal = keys.size() - 1;
            }
            return child;
        }
        if (step instanceof PathStep.Index index) {
            int number = index.number();
            if (number >= 0) {
                lastIndex = Math.max(lastIndex, number);
                return fromStart.computeIfAbsent(number, n -> new PathTree());
            }
            deepestFromEnd = Math.max(deepestFromEnd, -number);
            return fromEnd.computeIfAbsent(-number, n -> new PathTree());
        }
        assert step.equals(ANY);
        PathTree child = any == null ? new PathTree() : any;
        any = child;
        return child;
    }

    private boolean isNew() {
        return openAi == null && singlesBelow.isEmpty() && severalsBelow.isEmpty();
    }

    boolean looksIntoObjects() {
        return counts || !keys.isEmpty();
    }

    boolean looksIntoArrays() {
        return counts || any != null || lastIndex >= 0 || deepestFromEnd > 0;
    }

    /** Whether any subject has to do with what is here. */
    boolean hasSubjects() {
        return !singlesBelow.isEmpty() || !severalsBelow.isEmpty();
    }
}

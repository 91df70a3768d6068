package io.llmlb.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How the steps hang together, seen from the first one: depth first, without recursion. */
final class StepGraph {
    /**
     * Steps that lead back to themselves.
     *
     * @param steps from the one that is reached first to the one that leads back to it
     */
    record Cycle(List<String> steps) {
        String last() {
            return steps.get(steps.size() - 1);
        }
    }

    private static final class Frame {
        private final String id;
        private final List<String> next;
        private int at;

        Frame(String id, List<String> next) {
            this.id = id;
            this.next = next;
        }
    }

    private final Map<String, ParsedStep> steps;
    private final Set<String> open = new LinkedHashSet<>();
    private final Set<String> reached = new LinkedHashSet<>();
    private final List<Cycle> cycles = new ArrayList<>();
    private final List<ParsedStep> order = new ArrayList<>();

    StepGraph(String first, Map<String, ParsedStep> steps) {
        this.steps = new HashMap<>(steps);
        explore(first);
        Collections.reverse(order);
    }

    private void explore(String first) {
        Deque<Frame> stack = new ArrayDeque<>();
        enter(first, stack);
        while (!stack.isEmpty()) {
            Frame frame = stack.element();
            if (frame.at == frame.next.size()) {
                stack.remove();
                open.remove(frame.id);
                ParsedStep step = steps.get(frame.id);
                if (step != null) {
                    order.add(step);
                }
                continue;
            }
            String next = frame.next.get(frame.at++);
            if (open.contains(next)) {
                List<String> path = new ArrayList<>(open);
                Cycle cycle = new Cycle(path.subList(path.indexOf(next), path.size()));
                if (!cycles.contains(cycle)) {
                    cycles.add(cycle);
                }
            } else if (!reached.contains(next)) {
                enter(next, stack);
            }
        }
    }

    private void enter(String id, Deque<Frame> stack) {
        reached.add(id);
        open.add(id);
        ParsedStep step = steps.get(id);
        stack.push(new Frame(id, step == null ? List.of() : step.step().next()));
    }

    /** The IDs that can be reached, also of steps that are not there. */
    Set<String> reached() {
        return Collections.unmodifiableSet(reached);
    }

    /** One for each step back; empty when every way ends. */
    List<Cycle> cycles() {
        return Collections.unmodifiableList(cycles);
    }

    /** The steps that can be reached; without cycles, each stands before those that it leads to. */
    List<ParsedStep> order() {
        return Collections.unmodifiableList(order);
    }
}

package io.llmlb.rules;

import java.util.List;

/**
 * A decision and how it came about.
 *
 * @param decision the same that {@link RuleSet#decide} gives
 * @param steps each step visited, in order
 */
public record Explanation(Decision decision, List<TraceStep> steps) {
    /** Copies the list. */
    public Explanation {
        steps = List.copyOf(steps);
    }
}

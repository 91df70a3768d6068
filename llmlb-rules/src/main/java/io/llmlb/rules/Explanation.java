package io.llmlb.rules;

import java.util.List;

/**
 * A decision and how it came about.
 *
 * <pre>{@code
 * rules.explain(RuleRequest.ofBody(body)).steps().forEach(step -> System.out.println(
 *         step.step() + " " + step.subject() + " " + step.operator() + " -> " + step.result() + " " + step.reason()));
 * }</pre>
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

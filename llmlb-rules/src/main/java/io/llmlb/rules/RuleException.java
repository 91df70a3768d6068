package io.llmlb.rules;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A rule set that cannot be used; says everything that is wrong with it at once.
 *
 * <pre>{@code
 * try {
 *     holder.swap(RuleSet.compile(records));
 * } catch (RuleException wrong) {
 *     wrong.problems().forEach(System.err::println); // the old rules stay in force
 * }
 * }</pre>
 */
public final class RuleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<RuleProblem> problems;

    /** With the problems that are reasons; the message holds each in a line. */
    public RuleException(List<RuleProblem> problems) {
        super(problems.stream().map(RuleProblem::toString).collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    /** All of them, errors and warnings, sorted by record and column; empty after a Java serialisation. */
    public List<RuleProblem> problems() {
        return problems == null ? List.of() : problems;
    }
}

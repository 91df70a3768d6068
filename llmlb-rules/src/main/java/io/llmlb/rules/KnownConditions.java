package io.llmlb.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds conditions whose result is known wherever they are asked, because every way from the first step to them passes
 * the same branch of a condition that settles them. The branches that all ways pass are the dominators of a step; without
 * cycles, one pass in order finds them: those of a step are what the branches that lead to it have in common.
 */
final class KnownConditions {
    /** Comparisons after which a very large set is left unfinished; nothing wrong is said then, only less. */
    private static final int MOST_COMPARISONS = 3_000_000;

    /** The last of the branches that all ways to a step pass, and those before it. */
    private static final class Branch {
        private final @Nullable Branch before;
        private final int depth;
        private final String id;
        private final String subject;
        private final Condition condition;
        private final boolean held;

        Branch(@Nullable Branch before, String id, String subject, Condition condition, boolean held) {
            this.before = before;
            this.depth = before == null ? 1 : before.depth + 1;
            this.id = id;
            this.subject = subject;
            this.condition = condition;
            this.held = held;
        }
    }

    private final List<ParsedStep> order;
    private final Map<String, Condition> conditions;
    private final Target target;
    private final List<RuleProblem> problems;
    private final Map<String, Optional<Branch>> ways = new HashMap<>();
    private int comparisons;

    KnownConditions(
            List<ParsedStep> order, Map<String, Condition> conditions, Target target, List<RuleProblem> problems) {
        this.order = order;
        this.conditions = conditions;
        this.target = target;
        this.problems = problems;
    }

    void check() {
        for (ParsedStep each : order) {
            Branch way = ways.getOrDefault(each.id(), Optional.empty()).orElse(null);
            if (each.step() instanceof Step.If test) {
                String subject = test.subject().canonical();
                Condition condition = condition(each);
                settle(each, test, subject, condition, way);
                lead(test.then(), new Branch(way, each.id(), subject, condition, true));
                lead(test.otherwise(), new Branch(way, each.id(), subject, condition, false));
            } else {
                each.step().next().forEach(next -> lead(next, way));
            }
        }
    }

    private void lead(String next, @Nullable Branch way) {
        Optional<Branch> other = ways.get(next);
        ways.put(next, other == null ? Optional.ofNullable(way) : Optional.ofNullable(common(other.orElse(null), way)));
    }

    private static @Nullable Branch common(@Nullable Branch one, @Nullable Branch other) {
        Branch a = one;
        Branch b = other;
        while (a != b) {
            if (a == null || b == null) {
                return null;
            }
            if (a.depth >= b.depth) {
                a = a.before;
            } else {
                b = b.before;
            }
        }
        return a;
    }

    private void settle(ParsedStep asked, Step.If test, String subject, Condition condition, @Nullable Branch way) {
        boolean any = test.subject().isAny() || test.subject().kind() == Subject.Kind.JSON_PATH;
        for (Branch at = way; at != null && comparisons++ < MOST_COMPARISONS; at = at.before) {
            if (!subject.equals(at.subject)) {
                continue;
            }
            Optional<Boolean> result = Implication.result(condition, at.condition, at.held, any);
            if (result.isPresent()) {
                Code code = result.get() ? Code.IMPLIED : Code.EXCLUDED;
                String sentence = "this " + (result.get() ? "always" : "never") + " holds here: every way passes step "
                        + at.id + (at.held ? ", which held" : ", which did not hold");
                problems.add(code.at(asked.id(), asked.first(), target, sentence));
                return;
            }
        }
    }

    private Condition condition(ParsedStep step) {
        Condition condition = conditions.get(step.id());
        if (condition == null) {
            throw new IllegalStateException("step " + step.id() + " has no condition");
        }
        return condition;
    }
}

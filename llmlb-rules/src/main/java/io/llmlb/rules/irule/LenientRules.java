package io.llmlb.rules.irule;

import io.llmlb.rules.Decision;
import io.llmlb.rules.Decision.Outcome;
import io.llmlb.rules.Rewrite;
import io.llmlb.rules.RuleProblem;
import io.llmlb.rules.RuleProblem.Severity;
import io.llmlb.rules.RuleRequest;
import io.llmlb.rules.RuleSet;
import io.llmlb.rules.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The records of a data group as the iRule takes them: step by step, so that a set with faults decides what its sound
 * steps decide. Where {@link RuleSet} refuses the set, a request that comes to a fault has the outcome NONE, with one of
 * three more reasons: UNKNOWN_STEP, BAD_STEP or LOOP. Immutable.
 *
 * <p>A step counts as bad if {@link RuleSet#check} finds an error in it. The iRule is more lenient with some of those: it
 * takes a quoted step ID, the ID start, an operand that is no number, and a rewrite of an element counted from the end.
 */
public final class LenientRules {
    /** Read when a body is to be looked at and nothing is asked of it. */
    private static final RuleSet ANY_BODY = RuleSet.compile(Map.of("start", "any", "any", "selectPool /any/body"));

    /** Where a step on its own leads to: a pool for each step that may follow. */
    private static final String NEXT = "/next/";

    /**
     * One step as a rule set of its own.
     *
     * @param next the steps that may follow
     */
    private record Alone(RuleSet rules, Set<String> next) {}

    private final Optional<RuleSet> whole;
    private final Map<String, String> records;
    private final Map<String, Alone> steps = new HashMap<>();

    private LenientRules(Map<String, String> records) {
        this.records = Map.copyOf(records);
        this.whole = compiled(records);
        if (whole.isEmpty()) {
            records.forEach((id, text) -> alone(text).ifPresent(step -> steps.put(id, step)));
        }
    }

    /** The rules of these records, whatever they hold. */
    public static LenientRules of(Map<String, String> records) {
        return new LenientRules(records);
    }

    /** What the iRule does with a request. Throws nothing for what it holds. */
    public Decision decide(RuleRequest request) {
        if (whole.isPresent()) {
            return whole.get().decide(request);
        }
        Decision body = ANY_BODY.decide(request);
        return body.outcome() == Outcome.NONE ? body : walk(request);
    }

    /**
     * A body with a decision's rewrites applied; see {@link RuleSet#rewrite}.
     *
     * @throws IllegalArgumentException when the body is no JSON
     */
    public byte[] rewrite(byte[] body, Decision decision) {
        return ANY_BODY.rewrite(body, decision);
    }

    private Decision walk(RuleRequest request) {
        Set<String> path = new LinkedHashSet<>();
        List<Rewrite> rewrites = new ArrayList<>();
        String id = RoutingOptions.trimmed(records.getOrDefault("start", ""));
        while (true) {
            if (path.contains(id)) {
                return none(path, "LOOP");
            }
            if (records.getOrDefault(id, "").isEmpty()) {
                return none(path, "UNKNOWN_STEP");
            }
            path.add(id);
            Alone step = steps.get(id);
            if (step == null) {
                return none(path, "BAD_STEP");
            }
            Decision decision = step.rules.decide(request);
            if (decision.outcome() == Outcome.NONE) {
                return none(path, decision.reason());
            }
            rewrites.addAll(decision.rewrites());
            if (step.next.isEmpty()) {
                boolean selects = decision.outcome() == Outcome.SELECT_POOL;
                return new Decision(
                        decision.outcome(),
                        decision.pool(),
                        decision.status(),
                        decision.message(),
                        id,
                        List.copyOf(path),
                        selects ? rewrites : List.of(),
                        "",
                        0);
            }
            id = decision.pool().substring(NEXT.length());
        }
    }

    private static Decision none(Set<String> path, String reason) {
        String last = path.stream().reduce("", (before, id) -> id);
        return new Decision(Outcome.NONE, "", 0, "", last, List.copyOf(path), List.of(), reason, 0);
    }

    /** The set as it is, if it has no fault; subjects that the iRule cannot read are one. */
    private static Optional<RuleSet> compiled(Map<String, String> records) {
        return faults(records).isEmpty() ? Optional.of(RuleSet.compile(records)) : Optional.empty();
    }

    private static Optional<Alone> alone(String text) {
        String own = "s";
        while (text.contains(own)) {
            own += "s";
        }
        Map<String, String> records = new HashMap<>(Map.of("start", own, own, text));
        Set<String> next = new LinkedHashSet<>();
        for (RuleProblem fault : faults(records)) {
            if (!fault.code().equals("UNKNOWN_STEP")) {
                return Optional.empty();
            }
            next.add(text.substring(fault.column() - 1).split("[ \t]", 2)[0]);
        }
        next.forEach(id -> records.put(id, "selectPool " + NEXT + id));
        return compiled(records).map(rules -> new Alone(rules, next));
    }

    private static List<RuleProblem> faults(Map<String, String> records) {
        List<RuleProblem> faults = new ArrayList<>(RuleSet.check(records, Target.JAVA));
        faults.removeIf(problem -> problem.severity() != Severity.ERROR);
        RuleSet.check(records, Target.BIGIP).stream()
                .filter(problem -> problem.code().equals("NOT_EXPORTABLE"))
                .forEach(faults::add);
        return faults;
    }
}

package io.llmlb.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads a set of records and finds all that is wrong with it. */
final class Check {
    private final Target target;
    private final Map<String, String> records;
    private final Map<String, ParsedStep> steps = new TreeMap<>();
    private final Map<String, Condition> conditions = new HashMap<>();
    private final List<RuleProblem> problems = new ArrayList<>();
    private List<ParsedStep> order = List.of();

    Check(Map<String, String> records, Target target) {
        this.target = target;
        this.records = new TreeMap<>(records);
        this.records.forEach(this::record);
        Optional<Word> first = first();
        conditions();
        targets();
        first.ifPresent(this::graph);
        problems.sort(Comparator.comparing(RuleProblem::record)
                .thenComparing(RuleProblem::column)
                .thenComparing(RuleProblem::code));
    }

    /** All of them, sorted by record and column. */
    List<RuleProblem> problems() {
        return List.copyOf(problems);
    }

    /** The steps linked; only when there is no error. */
    Diagram diagram() {
        return new Diagram(order, conditions);
    }

    private void record(String name, String value) {
        RecordText.check(name, value, target, problems);
        if (name.equals(StepParser.START)) {
            return;
        }
        if (!StepParser.isStepId(name)) {
            note(Code.STEP_ID, name, 0, "a record is named by 1 to 64 letters, digits, dots, dashes or underscores");
        }
        StepParser.parse(name, value, target, problems).ifPresent(step -> steps.put(name, step));
    }

    private Optional<Word> first() {
        String start = records.get(StepParser.START);
        if (start == null) {
            note(Code.NO_START, "", 0, "a record named start is needed, with the ID of the first step");
            return Optional.empty();
        }
        Optional<Word> first = StepParser.parseStart(start, target, problems);
        first.ifPresent(word -> target(StepParser.START, word.text(), word.column()));
        return first;
    }

    private void conditions() {
        for (ParsedStep each : steps.values()) {
            if (each.step() instanceof Step.If test) {
                Condition condition = Condition.of(test.operator(), test.operand());
                conditions.put(each.id(), condition);
                ConditionCheck.check(each, test, condition, target, problems);
            } else if (each.step() instanceof Step.Reject && target == Target.BIGIP) {
                note(
                        Code.FAILS_OPEN,
                        each.id(),
                        each.first(),
                        "a body that is too large, missing or malformed is not judged by rules: set the iRule's policies"
                                + " for it to reject too, or it passes by this");
            }
        }
    }

    private void targets() {
        for (ParsedStep each : steps.values()) {
            List<String> next = each.step().next();
            for (int i = 0; i < next.size(); i++) {
                target(each.id(), next.get(i), i == 0 ? each.then() : each.otherwise());
            }
        }
    }

    private void target(String record, String id, int column) {
        if (!records.containsKey(id)) {
            note(Code.UNKNOWN_STEP, record, column, "there is no step " + id);
        }
    }

    private void graph(Word first) {
        StepGraph graph = new StepGraph(first.text(), steps);
        for (StepGraph.Cycle cycle : graph.cycles()) {
            ParsedStep last = steps.get(cycle.last());
            String back = cycle.steps().get(0);
            int column = last == null ? 0 : last.step().next().get(0).equals(back) ? last.then() : last.otherwise();
            String way = String.join(" -> ", cycle.steps()) + " -> " + back;
            note(Code.CYCLE, cycle.last(), column, "this leads in a circle: " + way);
        }
        // What lies behind a record that cannot be read is not known.
        boolean whole = graph.reached().stream().allMatch(id -> steps.containsKey(id) || !records.containsKey(id));
        if (whole) {
            Set<String> apart = new HashSet<>(records.keySet());
            apart.removeAll(graph.reached());
            apart.remove(StepParser.START);
            apart.forEach(id -> note(Code.UNREACHABLE, id, 0, "no way leads from start to this step"));
        }
        order = graph.order();
        if (graph.cycles().isEmpty() && whole) {
            new KnownConditions(order, conditions, target, problems).check();
        }
    }

    private void note(Code code, String record, int column, String sentence) {
        problems.add(code.at(record, column, target, sentence));
    }
}

package io.llmlb.rules;

import io.llmlb.rules.Decision.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The steps of a checked rule set, linked by number: the first is 0, and each leads to higher ones. Immutable. */
final class Diagram {
    private static final int EXCERPT = 64;

    /**
     * One step.
     *
     * @param condition of an if
     * @param subject the place of what the condition looks at, among all subjects
     */
    private record Node(String id, Step step, @Nullable Condition condition, int subject, int then, int otherwise) {}

    private final List<Node> nodes = new ArrayList<>();
    private final List<Subject> subjects = new ArrayList<>();

    /**
     * Links steps.
     *
     * @param order each before those that it leads to
     * @param conditions of each if, by step ID
     */
    Diagram(List<ParsedStep> order, Map<String, Condition> conditions) {
        Map<String, Integer> places = new HashMap<>();
        for (ParsedStep each : order) {
            places.put(each.id(), places.size());
        }
        Map<String, Integer> known = new HashMap<>();
        for (ParsedStep each : order) {
            List<String> next = each.step().next();
            int then = next.isEmpty() ? -1 : places.getOrDefault(next.get(0), -1);
            int otherwise = next.size() < 2 ? -1 : places.getOrDefault(next.get(1), -1);
            int subject = each.step() instanceof Step.If condition ? place(condition.subject(), known) : -1;
            nodes.add(new Node(each.id(), each.step(), conditions.get(each.id()), subject, then, otherwise));
        }
    }

    private int place(Subject subject, Map<String, Integer> known) {
        return known.computeIfAbsent(subject.canonical(), spelling -> {
            subjects.add(subject);
            return subjects.size() - 1;
        });
    }

    /** What the conditions look at, each once. */
    List<Subject> subjects() {
        return subjects;
    }

    Map<String, String> canonicalRecords() {
        Map<String, String> records = new TreeMap<>();
        nodes.forEach(node -> records.put(node.id, StepWriter.write(node.step)));
        records.put(StepParser.START, nodes.get(0).id);
        return records;
    }

    /**
     * Goes from the first step to an end.
     *
     * @param values of the subjects, in their order
     * @param trace where to note each step; null to note nothing
     */
    Decision walk(List<Value> values, @Nullable List<TraceStep> trace) {
        List<String> path = new ArrayList<>(Math.min(16, nodes.size()));
        Map<String, Rewrite> rewrites = Map.of(); // most diagrams change nothing
        int at = 0;
        while (at >= 0) {
            if (path.size() == nodes.size()) {
                return Decision.none(path, "LOOP", 0);
            }
            Node node = nodes.get(at);
            path.add(node.id);
            Verdict verdict = Verdict.HOLDS;
            if (node.condition != null) {
                verdict = node.condition.test(values.get(node.subject));
            }
            at = verdict == Verdict.HOLDS ? node.then : node.otherwise;
            if (trace != null) {
                trace.add(note(node, verdict, values, at < 0 ? "" : nodes.get(at).id));
            }
            if (node.step instanceof Step.Change change) {
                String key = change.path().canonical();
                rewrites = rewrites.isEmpty() ? new LinkedHashMap<>() : rewrites;
                rewrites.remove(key);
                rewrites.put(key, new Rewrite(change.path().text(), change.value(), change.typed()));
            } else if (node.step instanceof Step.SelectPool end) {
                return new Decision(
                        Outcome.SELECT_POOL, end.pool(), 0, "", node.id, path, List.copyOf(rewrites.values()), "", 0);
            } else if (node.step instanceof Step.Reject end) {
                return new Decision(Outcome.REJECT, "", end.status(), end.message(), node.id, path, List.of(), "", 0);
            }
        }
        return Decision.none(path, "NO_MATCH", 0);
    }

    private static TraceStep note(Node node, Verdict verdict, List<Value> values, String next) {
        Step step = node.step;
        String subject = "";
        String excerpt = "";
        String operator = "";
        String operand = "";
        if (step instanceof Step.If condition) {
            subject = condition.subject().text();
            excerpt = excerpt(values.get(node.subject));
            operator = condition.operator().word();
            operand = condition.operand();
        } else if (step instanceof Step.Change change) {
            subject = change.path().text();
            operand = change.value();
        } else if (step instanceof Step.SelectPool end) {
            operand = end.pool();
        } else if (step instanceof Step.Reject end) {
            operand = String.valueOf(end.status());
        }
        return new TraceStep(
                node.id,
                step.action(),
                subject,
                excerpt,
                operator,
                operand,
                verdict == Verdict.HOLDS,
                verdict.reason(),
                next);
    }

    private static String excerpt(Value value) {
        String text = "";
        if (value instanceof Value.Text string) {
            text = string.value();
        } else if (value instanceof Value.Num number) {
            text = number.source();
        } else if (value instanceof Value.Bool bool) {
            text = String.valueOf(bool.value());
        } else if (value instanceof Value.Null) {
            text = "null";
        } else if (value instanceof Value.Container container) {
            text = container.array() ? "[...]" : "{...}";
        } else if (value instanceof Value.Several several) {
            text = several.values().size() + " values";
        }
        if (text.length() <= EXCERPT) {
            return text;
        }
        boolean splits = Character.isHighSurrogate(text.charAt(EXCERPT - 1));
        return text.substring(0, splits ? EXCERPT - 1 : EXCERPT);
    }
}

package io.llmlb.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.rules.RuleProblem.Severity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class RuleSetProperties {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Property
    void aWrittenStepReadsBackEqual(@ForAll("steps") Step step) {
        List<RuleProblem> problems = new ArrayList<>();
        String written = StepWriter.write(step);
        assertThat(StepParser.parse("x", written, Target.JAVA, problems))
                .as("%s %s", written, problems)
                .hasValueSatisfying(parsed -> assertThat(parsed.step()).isEqualTo(step));
    }

    @Property(tries = 2000)
    void checkTakesAnythingAndCompileAgreesWithIt(@ForAll("anyRecords") Map<String, String> records) {
        for (Target target : Target.values()) {
            assertThat(RuleSet.check(records, target)).allSatisfy(problem -> {
                assertThat(problem.sentence()).isNotEmpty();
                assertThat(problem.column()).isNotNegative();
            });
        }
        boolean wrong =
                RuleSet.check(records, Target.JAVA).stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
        boolean refused = false;
        try {
            RuleSet.compile(records);
        } catch (RuleException e) {
            refused = true;
        }
        assertThat(refused).isEqualTo(wrong);
    }

    @Property
    void visitsEachStepAtMostOnceAndExplainsTheSame(
            @ForAll("diagrams") Map<String, String> records, @ForAll("bodies") JsonNode body) throws IOException {
        RuleSet rules = RuleSet.compile(records);
        byte[] bytes = JSON.writeValueAsBytes(body);
        Decision decision = rules.decide(RuleRequest.ofBody(bytes));
        assertThat(decision.path()).doesNotHaveDuplicates();
        assertThat(decision.outcome()).isNotEqualTo(Decision.Outcome.NONE);
        Explanation explanation = rules.explain(RuleRequest.ofBody(bytes));
        assertThat(explanation.decision()).isEqualTo(decision);
        assertThat(explanation.steps()).extracting(TraceStep::step).isEqualTo(decision.path());
        assertThat(rules.decide(RuleRequest.ofBody(bytes))).isEqualTo(decision);
    }

    @Property
    void canonicalRecordsDecideTheSame(@ForAll("diagrams") Map<String, String> records, @ForAll("bodies") JsonNode body)
            throws IOException {
        RuleSet rules = RuleSet.compile(records);
        RuleSet again = RuleSet.compile(rules.canonicalRecords());
        assertThat(again.canonicalRecords()).isEqualTo(rules.canonicalRecords());
        RuleRequest request = RuleRequest.ofBody(JSON.writeValueAsBytes(body));
        assertThat(again.decide(request)).isEqualTo(rules.decide(request));
    }

    /** What the static analysis calls settled is settled in every body. */
    @Property(tries = 3000)
    void analysisIsSound(@ForAll("diagrams") Map<String, String> records, @ForAll("bodies") JsonNode body)
            throws IOException {
        Map<String, String> settled = new HashMap<>();
        for (RuleProblem problem : RuleSet.check(records, Target.JAVA)) {
            if (List.of("IMPLIED", "EXCLUDED", "NEVER_HOLDS").contains(problem.code())) {
                settled.put(problem.record(), problem.code());
            }
        }
        Explanation explanation = RuleSet.compile(records).explain(RuleRequest.ofBody(JSON.writeValueAsBytes(body)));
        for (TraceStep step : explanation.steps()) {
            if (settled.containsKey(step.step())) {
                assertThat(step.result())
                        .as("%s in %s of %s", step, records, body)
                        .isEqualTo("IMPLIED".equals(settled.get(step.step())));
            }
        }
    }

    @Property(tries = 20_000)
    void implicationIsSound(
            @ForAll("conditions") Condition one, @ForAll("conditions") Condition other, @ForAll("values") Value value) {
        boolean held = one.test(value) == Verdict.HOLDS;
        Implication.result(other, one, held, false)
                .ifPresent(result -> assertThat(other.test(value) == Verdict.HOLDS)
                        .as(
                                "%s %s, then %s %s of %s",
                                one.operator(), one.operand(), other.operator(), other.operand(), value)
                        .isEqualTo(result));
    }

    @Property
    void aRewrittenBodyReadsAsTheEditedTree(
            @ForAll("bodies") JsonNode body, @ForAll("paths") String path, @ForAll("operands") String value)
            throws IOException {
        Rewrite rewrite = new Rewrite(path, value, StepWriter.isTyped(value));
        byte[] written = new Rewriter(RuleOptions.DEFAULT)
                .apply(List.of(rewrite), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(body));
        JsonNode expected = body.deepCopy();
        JsonNode node =
                rewrite.typed() ? JSON.readTree(value) : JSON.getNodeFactory().textNode(value);
        List<PathStep> steps = Subject.parse(path).steps();
        JsonNode parent = expected;
        for (PathStep step : steps.subList(0, steps.size() - 1)) {
            parent = step instanceof PathStep.Key key ? parent.path(key.name()) : at(parent, step);
        }
        PathStep last = steps.get(steps.size() - 1);
        if (last instanceof PathStep.Key key && parent instanceof ObjectNode object) {
            object.set(key.name(), node);
        } else if (last instanceof PathStep.Index index
                && parent instanceof ArrayNode array
                && index.number() < array.size()) {
            array.set(index.number(), node);
        }
        assertThat(JSON.readTree(written)).isEqualTo(expected);
    }

    private static JsonNode at(JsonNode parent, PathStep step) {
        return parent.path(((PathStep.Index) step).number());
    }

    @Provide
    Arbitrary<String> operands() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "a", "b", "ab", "aB", "B", "abc", "", "1", "0", "true", "false", "null", "then", "else", "it's",
                        "a b", "5", "5.0", "1e2", "<x", "[a]", "a*", "*b", "*", "\u00e9", "-3"),
                Arbitraries.strings().withChars("abAB*?[]-'\" \u00e9").ofMaxLength(6));
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of(".a", ".b", ".a.b", ".a[0]", ".a[0].b", "['a b']", ".c.a", ".b[1]");
    }

    private static Arbitrary<String> subjects() {
        return Arbitraries.of(
                ".a",
                ".b",
                ".a.b",
                ".a[0]",
                ".a[*]",
                "['a b']",
                ".a@size",
                ".a@type",
                ".a@text",
                ".a@tokens",
                ".b@bytes",
                "@bodyBytes",
                "@turns",
                "@hasTools",
                "@system",
                ".",
                ".@size",
                ".a[-1]",
                "['it''s']",
                "$.a",
                "$..b",
                "$.a[?(@.b == 'a b')]");
    }

    private Arbitrary<Map.Entry<Operator, String>> tests() {
        Arbitrary<String> numbers = Arbitraries.of("0", "1", "5", "5.0", "-3", "6", "1e2", "1e301", "1234567890123456");
        return Arbitraries.of(Operator.class).flatMap(operator -> {
            Arbitrary<String> operand = switch (operator.kind()) {
                case EXISTS -> Arbitraries.just("");
                case IS -> Arbitraries.of("true", "false", "null");
                case NUMBER -> numbers;
                case STRING ->
                    operands()
                            .filter(text ->
                                    Condition.wrongOperand(operator, text).isEmpty());
            };
            return operand.map(text -> Map.entry(operator, text));
        });
    }

    @Provide
    Arbitrary<Condition> conditions() {
        return tests().map(test -> Condition.of(test.getKey(), test.getValue()));
    }

    @Provide
    Arbitrary<Value> values() {
        return Arbitraries.oneOf(
                operands().map(Value.Text::new),
                Arbitraries.of("0", "1", "5", "5.0", "-3", "6", "1e2", "1e400", "5.5", "-0")
                        .map(Value.Num::new),
                Arbitraries.of(true, false).map(Value.Bool::new),
                Arbitraries.of(Value.NULL, Value.MISSING, new Value.Container(true)));
    }

    private Arbitrary<Step> steps(Arbitrary<String> ids) {
        Arbitrary<Subject> subject = subjects().map(Subject::parse);
        Arbitrary<Step> ifs = Combinators.combine(subject, tests(), ids, ids)
                .as((s, test, then, otherwise) -> new Step.If(s, test.getKey(), test.getValue(), then, otherwise));
        Arbitrary<Step> changes = Combinators.combine(
                        paths().map(Subject::parse), operands(), Arbitraries.of(true, false), ids)
                .as((path, value, typed, then) ->
                        new Step.Change(path, value, typed && StepWriter.isTyped(value), then));
        Arbitrary<Step> ends = Arbitraries.oneOf(
                Arbitraries.of("/P/a", "/P/f/b").map(Step.SelectPool::new),
                Combinators.combine(Arbitraries.integers().between(400, 599), operands())
                        .as(Step.Reject::new));
        return Arbitraries.frequencyOf(Tuple.of(6, ifs), Tuple.of(1, changes), Tuple.of(1, ends));
    }

    @Provide
    Arbitrary<Step> steps() {
        return steps(Arbitraries.of("then", "else", "if", "a", "1.x-_"));
    }

    /** Steps 0 to n that only lead to higher ones; the last ends. */
    @Provide
    Arbitrary<Map<String, String>> diagrams() {
        return Arbitraries.integers().between(1, 12).flatMap(size -> {
            List<Arbitrary<Step>> all = IntStream.range(0, size)
                    .mapToObj(i -> steps(Arbitraries.integers()
                            .between(i + 1, Math.min(size, i + 3))
                            .map(String::valueOf)))
                    .toList();
            return Combinators.combine(all).as(steps -> {
                Map<String, String> records = new TreeMap<>();
                records.put("start", "0");
                for (int i = 0; i < steps.size(); i++) {
                    records.put(String.valueOf(i), StepWriter.write(steps.get(i)));
                }
                records.put(String.valueOf(size), "selectPool /P/end");
                return records;
            });
        });
    }

    @Provide
    Arbitrary<Map<String, String>> anyRecords() {
        Arbitrary<String> soup = Arbitraries.of(
                        "if",
                        "then",
                        "else",
                        "selectPool",
                        "rewrite",
                        "reject",
                        "start",
                        ".a",
                        ".a[*]",
                        "@turns",
                        "$.a",
                        "$[",
                        "equals",
                        "exists",
                        "is",
                        "true",
                        "num_gt",
                        "5",
                        "1e999",
                        "a",
                        "b",
                        "c",
                        "/P/x",
                        "400",
                        "matches_glob",
                        "'*a*b*'",
                        "'",
                        "\"x\"",
                        "[",
                        "\\",
                        "\u0000",
                        "\ud800",
                        "<b",
                        "''",
                        "[^a")
                .list()
                .ofMaxSize(9)
                .map(words -> String.join(" ", words));
        Arbitrary<String> values = Arbitraries.oneOf(
                soup,
                Arbitraries.strings().ofMaxLength(30),
                steps(Arbitraries.of("a", "b", "c")).map(StepWriter::write));
        Arbitrary<String> names = Arbitraries.oneOf(
                Arbitraries.of("start", "a", "b", "c"), Arbitraries.strings().ofMaxLength(5));
        return Combinators.combine(Arbitraries.maps(names, values).ofMaxSize(8), Arbitraries.of("a", "b", "start", ""))
                .as((records, start) -> {
                    Map<String, String> all = new TreeMap<>(records);
                    all.put("start", start);
                    return all;
                });
    }

    @Provide
    Arbitrary<JsonNode> bodies() {
        Arbitrary<JsonNode> scalars = Arbitraries.oneOf(
                operands().map(text -> (JsonNode) JSON.getNodeFactory().textNode(text)),
                Arbitraries.integers()
                        .between(-3, 8)
                        .map(n -> JSON.getNodeFactory().numberNode(n)),
                Arbitraries.of(true, false).map(JSON.getNodeFactory()::booleanNode),
                Arbitraries.just(JSON.getNodeFactory().nullNode()));
        Arbitrary<JsonNode> nested = Arbitraries.oneOf(
                scalars,
                scalars.list().ofMaxSize(3).map(all -> JSON.createArrayNode().addAll(all)),
                scalars.map(value -> JSON.createObjectNode().set("b", value)));
        Arbitrary<JsonNode> lists =
                nested.list().ofMaxSize(3).map(all -> JSON.createArrayNode().addAll(all));
        return Arbitraries.maps(Arbitraries.of("a", "b", "c", "a b", "it's"), Arbitraries.oneOf(nested, lists))
                .ofMaxSize(5)
                .map(members -> {
                    ObjectNode body = JSON.createObjectNode();
                    members.forEach(body::set);
                    return body;
                });
    }
}

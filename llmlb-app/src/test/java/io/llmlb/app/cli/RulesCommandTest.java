package io.llmlb.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesCommandTest {
    private static final String RULES = """
            steps:
              start: 1
              1: if .model matches_glob '*GPT' then 2 else 3
              2: if .stream is true then 4 else 5
              3: if .user exists then 7 else 6
              4: selectPool /Common/strong
              5: rewrite .priority 7 then 8
              6: reject 404 'no such ''model'''
              7: if .user equals x then 6 else 9
              8: rewrite .model 'Small ''one''' then 9
              9: selectPool /Common/weak
            """;

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void rules() throws IOException {
        write("rules.yaml", RULES);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private int run(String... arguments) {
        return Llmlb.run(arguments, Map.of(), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private int eval(String body, String... more) throws IOException {
        write("body.json", body);
        String[] arguments = new String[6 + more.length];
        System.arraycopy(
                new String[] {"rules", "eval", "--rules", path("rules.yaml"), "--body", path("body.json")},
                0,
                arguments,
                0,
                6);
        System.arraycopy(more, 0, arguments, 6, more.length);
        return run(arguments);
    }

    private void failsWith(String... words) {
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().strip().lines()).as(err.toString()).hasSize(1);
        assertThat(err.toString()).startsWith("llmlb: ").contains(words);
    }

    @Test
    void theIruleIsPrintedAsItIs() {
        assertThat(run("rules", "irule")).isZero();
        assertThat(out.toString()).isEqualTo(InferenceBodyBasedRouting.text()).contains("when JSON_REQUEST {");
    }

    @Test
    void evalPrintsTheFixedObject() throws IOException {
        assertThat(eval("{\"model\":\"aGPT\",\"stream\":true}", "--output", "json"))
                .isZero();
        assertThat(out.toString().strip())
                .isEqualTo("{\"outcome\":\"selectPool\",\"pool\":\"/Common/strong\",\"step\":\"4\","
                        + "\"path\":[\"1\",\"2\",\"4\"],\"rewrites\":[]}");
    }

    @Test
    void evalPrintsRewritesAsTheyGoIntoTheBody() throws IOException {
        assertThat(eval("{\"model\":\"aGPT\"}", "--output", "json")).isZero();
        assertThat(new ObjectMapper().readTree(out.toString()).get("rewrites"))
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        "[{\"path\":\".priority\",\"value\":7},{\"path\":\".model\",\"value\":\"Small 'one'\"}]"));
    }

    @Test
    void evalPrintsWhyItRejects() throws IOException {
        assertThat(eval("{\"model\":\"x\"}", "--output", "json")).isZero();
        assertThat(out.toString().strip())
                .isEqualTo("{\"outcome\":\"reject\",\"pool\":\"\",\"step\":\"6\",\"path\":[\"1\",\"3\",\"6\"],"
                        + "\"rewrites\":[],\"status\":404,\"message\":\"no such 'model'\"}");
    }

    @Test
    void evalPrintsWhyThereIsNoDecision() throws IOException {
        assertThat(eval("{\"model\":?}", "--output", "json")).isZero();
        assertThat(out.toString().strip())
                .isEqualTo("{\"outcome\":\"none\",\"pool\":\"\",\"step\":\"\",\"path\":[],\"rewrites\":[],"
                        + "\"reason\":\"MALFORMED_BODY\",\"offset\":9}");
    }

    @Test
    void evalPrintsText() throws IOException {
        assertThat(eval("{\"model\":\"aGPT\",\"stream\":false}")).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "selectPool /Common/weak (1 -> 2 -> 5 -> 8 -> 9)",
                        "rewrite .priority 7",
                        "rewrite .model 'Small ''one'''");
    }

    @Test
    void onlyAnExplanationShowsTheBody() throws IOException {
        assertThat(eval("{\"model\":\"secret\\u001b[2JGPT\",\"stream\":true}")).isZero();
        assertThat(out.toString()).doesNotContain("secret");

        assertThat(eval("{\"model\":\"secret\\u001b[2JGPT\",\"stream\":true}", "--explain"))
                .isZero();
        assertThat(out.toString().lines())
                .contains(
                        "1: if .model matches_glob *GPT => true found \"secret [2JGPT\" -> 2",
                        "selectPool /Common/strong (1 -> 2 -> 4)");
    }

    @Test
    void anExplanationIsDataToo() throws IOException {
        assertThat(eval("{\"model\":\"x\",\"user\":\"x\"}", "--explain", "--output", "json"))
                .isZero();
        JsonNode steps = new ObjectMapper().readTree(out.toString()).get("steps");
        assertThat(steps).hasSize(4);
        assertThat(steps.get(2).get("subject").asText()).isEqualTo(".user");
        assertThat(steps.get(2).get("excerpt").asText()).isEqualTo("x");
        assertThat(steps.get(2).get("result").asBoolean()).isTrue();
    }

    @Test
    void evalReadsStandardInput() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("{\"model\":\"x\"}".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(run("rules", "eval", "--rules", path("rules.yaml"), "--body", "-"))
                    .isZero();
        } finally {
            System.setIn(before);
        }
        assertThat(out.toString().strip()).isEqualTo("reject 404 'no such 'model'' (1 -> 3 -> 6)");
    }

    @Test
    void checkSaysWhatIsWrongAndWhere() throws IOException {
        String file = write("bad.yaml", "steps: {start: 1, 1: if .a is true then 2 else 9, 2: selectpool /Common/x}")
                .toString();

        assertThat(run("rules", "check", file)).isEqualTo(1);
        assertThat(out.toString()).contains(file + ":1:27: error: ", file + ":2:1: error: ", file + ": 3 records, ");
    }

    @Test
    void warningsAloneAreNoFailure() throws IOException {
        String file = write("odd.yaml", "steps: {start: 1, 1: selectPool /Common/x, 2: selectPool /Common/y}")
                .toString();

        assertThat(run("rules", "check", file)).isZero();
        assertThat(out.toString()).contains(file + ":2: warning: ", "0 errors, 1 warning");
    }

    @Test
    void bigIpCannotDoAll() throws IOException {
        String file = write(
                        "json-path.yaml",
                        "steps: {start: 1, 1: if $.a exists then 2 else 3, 2: selectPool /Common/x, 3: selectPool /Common/y}")
                .toString();

        assertThat(run("rules", "check", file)).as(out.toString()).isZero();
        assertThat(run("rules", "check", file, "--target", "bigip")).isEqualTo(1);
        assertThat(out.toString()).contains(file + ":1:4: error: ");
    }

    @Test
    void checkPrintsData() throws IOException {
        write("bad.yaml", "steps: {1: selectPool /Common/x}");

        assertThat(run("rules", "check", path("bad.yaml"), "--output", "json")).isEqualTo(1);
        JsonNode data = new ObjectMapper().readTree(out.toString());
        assertThat(data.get("errors").asInt()).isPositive();
        assertThat(data.get("problems").get(0).get("severity").asText()).isNotEmpty();
    }

    @Test
    void testShowsWhatDiffers() throws IOException {
        write("tests.yaml", """
                rules: rules.yaml
                tests:
                  - name: good
                    body: {model: aGPT, stream: true}
                    expect: {outcome: selectPool, pool: /Common/strong}
                  - name: bad
                    body: {model: aGPT, stream: true}
                    expect: {outcome: reject, pool: /Common/strong, status: 404, path: [1, 2, 5]}
                """);

        assertThat(run("rules", "test", path("tests.yaml"))).isEqualTo(1);
        assertThat(out.toString().lines())
                .containsExactly(
                        "ok      good",
                        "FAILED  bad (" + path("tests.yaml") + ":6)",
                        "        outcome: expected reject",
                        "                 but was  selectPool",
                        "        status: expected 404",
                        "                but was  0",
                        "        path: expected 1 -> 2 -> 5",
                        "              but was  1 -> 2 -> 4",
                        "        decided: selectPool /Common/strong (1 -> 2 -> 4)",
                        "2 tests, 1 failed");
    }

    @Test
    void testPrintsData() throws IOException {
        write("tests.yaml", "{rules: rules.yaml, tests: [{name: a, body: {model: x}, expect: {step: 5}}]}");

        assertThat(run("rules", "test", path("tests.yaml"), "--output", "json")).isEqualTo(1);
        JsonNode data = new ObjectMapper().readTree(out.toString());
        assertThat(data.get("failed").asInt()).isEqualTo(1);
        assertThat(data.get("tests").get(0).get("differences").get(0))
                .isEqualTo(new ObjectMapper().readTree("{\"what\":\"step\",\"expected\":\"5\",\"was\":\"6\"}"));
    }

    @Test
    void compareShowsWhichRequestsChange() throws IOException {
        write("new.yaml", Files.readString(directory.resolve("rules.yaml")).replace("/Common/strong", "/Common/new"));
        write("bodies.jsonl", "{\"model\":\"x\"}\n\n{\"model\":\"aGPT\",\"stream\":true}\r\n{\"model\":\"y\"}");

        assertThat(run("rules", "compare", path("rules.yaml"), path("new.yaml"), "--bodies", path("bodies.jsonl")))
                .isEqualTo(1);
        assertThat(out.toString().lines())
                .containsExactly(
                        path("bodies.jsonl") + ":3: selectPool /Common/strong (1 -> 2 -> 4) becomes"
                                + " selectPool /Common/new (1 -> 2 -> 4)",
                        "3 requests, 1 changed");
    }

    @Test
    void compareIsContentWhenNothingChanges() throws IOException {
        write("bodies.jsonl", "{\"model\":\"x\"}\n");

        assertThat(run(
                        "rules",
                        "compare",
                        path("rules.yaml"),
                        path("rules.yaml"),
                        "--bodies",
                        path("bodies.jsonl"),
                        "--output",
                        "json"))
                .isZero();
        assertThat(new ObjectMapper().readTree(out.toString()))
                .isEqualTo(new ObjectMapper().readTree("{\"requests\":1,\"changes\":[]}"));
    }

    @Test
    void linesThatAreNoJsonHaveAPlace() throws IOException {
        write("bodies.jsonl", "{\"model\":\"x\"}\n{\"secret\"}\n");

        assertThat(run("rules", "compare", path("rules.yaml"), path("rules.yaml"), "--bodies", path("bodies.jsonl")))
                .isEqualTo(2);
        failsWith(path("bodies.jsonl") + ":2: this line is no JSON, from byte ");
        assertThat(err.toString()).doesNotContain("secret");
    }

    @Test
    void noRequestIsNoComparison() throws IOException {
        write("bodies.jsonl", "\n");

        assertThat(run("rules", "compare", path("rules.yaml"), path("rules.yaml"), "--bodies", path("bodies.jsonl")))
                .isEqualTo(2);
        failsWith("bodies.jsonl: there is no request in this file");
    }

    @Test
    void aMissingFileIsUsage() {
        assertThat(run("rules", "check", path("none.yaml"))).isEqualTo(2);
        failsWith("none.yaml: the file cannot be read (it does not exist)");
    }

    @Test
    void aMissingBodyIsUsage() {
        assertThat(run("rules", "eval", "--rules", path("rules.yaml"), "--body", path("none.json")))
                .isEqualTo(2);
        failsWith("none.json: the file cannot be read (it does not exist)");
    }

    @Test
    void missingBodiesAreUsage() {
        assertThat(run("rules", "compare", path("rules.yaml"), path("rules.yaml"), "--bodies", path("none.jsonl")))
                .isEqualTo(2);
        failsWith("none.jsonl: the file cannot be read (it does not exist)");
    }

    @Test
    void rulesThatCannotBeUsedHaveAPlace() throws IOException {
        write("rules.yaml", "steps: {start: 1, 1: selectPool}");

        assertThat(eval("{}")).isEqualTo(2);
        failsWith("rules.yaml:1:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`steps: {1: a, 1: b}`|:1:15: steps.1: this key is there twice",
                "`steps: [a]`|:1:8: steps: a mapping of keys to values is expected here",
                "`name: x`|:1:1: steps: this key is missing",
                "`steps: {1: [a]}`|:1:12: steps.1: a single value is expected here",
                "`step: {1: a}\nsteps: {}`|:1:1: step: unknown key: did you mean steps?",
                "`steps: {1: 'a`|:1:14: this is no YAML",
                "`ltm data-group internal r { records { a b } }`|:1:41: an opening brace is expected here",
                "`{\"records\": 1}`|:1:13: records is an array",
                "``|: the file is empty"
            })
    void filesThatHoldNoRulesHaveAPlace(String text, String sentence) throws IOException {
        write("x", text);

        assertThat(run("rules", "check", path("x"))).isEqualTo(2);
        failsWith(path("x") + sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{rules: rules.yaml, tests: []}`|:1:28: tests: a list with at least one entry",
                "`{rules: rules.yaml, tests: [{name: a, expect: {step: 1}}]}`|tests[0].body: a test has either",
                "`{rules: rules.yaml, tests: [{name: a, body: {a: 1, a: 2}, expect: {step: 1}}]}`|it has a key twice",
                "`{rules: rules.yaml, tests: [{name: a, body: x, expect: {}}]}`|a test expects at least one thing",
                "`{rules: rules.yaml, tests: [{name: a, body: , expect: {step: 1}}]}`|tests[0].body: a value is expected",
                "`{rules: rules.yaml, tests: [{name: a, body: x, expect: {outcome: pool}}]}`|an outcome is selectPool",
                "`{rules: rules.yaml, tests: [{name: a, body: x, expect: {status: 200}}]}`|a status is 400 to 599",
                "`{rules: rules.yaml, tests: [{name: a, body: x, expect: {pol: x}}]}`|did you mean pool?",
                "`{rules: rules.yaml, tests: [{name: a, bodyFile: n.json, expect: {step: 1}}]}`|n.json: the file cannot be",
                "`{rules: none.yaml, tests: [{name: a, body: x, expect: {step: 1}}]}`|none.yaml: the file cannot be read"
            })
    void testsThatAreWrongHaveAPlace(String text, String sentence) throws IOException {
        write("x.yaml", text);

        assertThat(run("rules", "test", path("x.yaml"))).isEqualTo(2);
        failsWith(sentence);
    }

    @Test
    void rulesAloneIsUsage() {
        assertThat(run("rules")).isEqualTo(2);
        assertThat(err.toString()).contains("a command of rules is missing");
    }
}

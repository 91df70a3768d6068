package io.llmlb.app.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.config.ConfigException;
import io.llmlb.app.config.InputFile;
import io.llmlb.app.config.Section;
import io.llmlb.app.config.YamlFile;
import io.llmlb.rules.RuleRequest;
import io.llmlb.rules.RuleSet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The tests of a rule set, from a YAML file. Paths are relative to it.
 *
 * <pre>{@code
 * rules: routing.yaml
 * tests:
 *   - name: a chat goes to the strong servers
 *     body: {model: HighEndGPT, stream: true}
 *     expect: {outcome: selectPool, pool: /vllm/Shared/strong, path: [1, 2]}
 *   - name: a body that is no JSON
 *     body: 'model=x'
 *     expect: {outcome: none, reason: MALFORMED_BODY}
 *   - name: a long prompt
 *     bodyFile: long.json
 *     expect: {outcome: reject, status: 413}
 * }</pre>
 */
public final class RuleTests {
    /**
     * How one test ended.
     *
     * @param name of the test
     * @param line of the file that it begins in
     * @param decided what the rules decided, in one line
     * @param differences from what is expected; none when it passed
     */
    public record Result(String name, int line, String decided, List<Difference> differences) {
        public Result {
            differences = List.copyOf(differences);
        }

        /** Whether all is as expected. */
        public boolean passed() {
            return differences.isEmpty();
        }
    }

    /** One thing that is not as expected. */
    public record Difference(String what, String expected, String was) {}

    private record RuleTest(String name, int line, RuleRequest request, Expectation expectation) {}

    private final Path path;
    private final RuleSet rules;
    private final List<RuleTest> tests = new ArrayList<>();

    private RuleTests(Path path) {
        YamlFile file = YamlFile.plain(path);
        Section root = file.root();
        this.path = path;
        Optional<Path> set = root.required("rules", path::resolveSibling);
        root.list("tests").forEach(section -> test(section).ifPresent(tests::add));
        root.end();
        file.throwIfWrong();
        this.rules = RuleFiles.compile(set.orElseThrow());
    }

    /**
     * Reads a file and everything it names.
     *
     * @throws ConfigException naming everything that is wrong, with line and column
     */
    public static RuleTests read(Path path) {
        return new RuleTests(path);
    }

    /** Decides about each body, in the order of the file. */
    public List<Result> run() {
        return tests.stream().map(this::run).toList();
    }

    private Result run(RuleTest test) {
        var decision = rules.decide(test.request());
        return new Result(
                test.name(),
                test.line(),
                DecisionText.line(decision),
                test.expectation().differences(decision));
    }

    private Optional<RuleTest> test(Section section) {
        Optional<String> name = section.required("name", Function.identity());
        Optional<Path> file = section.optional("bodyFile", path::resolveSibling);
        Optional<Object> inline = section.data("body");
        if (section.keys().contains("body") == section.keys().contains("bodyFile")) {
            section.problem("body", "a test has either a body or a bodyFile");
        }
        Optional<byte[]> body = inline.map(RuleTests::json);
        if (file.isPresent()) {
            try {
                body = Optional.of(InputFile.bytes(file.get()));
            } catch (ConfigException unreadable) {
                section.problem("bodyFile", unreadable.problems().get(0));
            }
        }
        Optional<Expectation> expectation = section.requiredSection("expect").map(Expectation::read);
        section.end();
        if (name.isEmpty() || body.isEmpty() || expectation.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new RuleTest(name.get(), section.line(), RuleRequest.ofBody(body.get()), expectation.get()));
    }

    /** A string is the body itself; all else is its content. */
    private static byte[] json(Object body) {
        try {
            return body instanceof String text
                    ? text.getBytes(StandardCharsets.UTF_8)
                    : new ObjectMapper().writeValueAsBytes(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("YAML has values that JSON has not", impossible);
        }
    }
}

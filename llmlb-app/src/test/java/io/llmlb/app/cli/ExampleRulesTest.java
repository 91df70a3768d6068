package io.llmlb.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.app.rules.RuleFiles;
import io.llmlb.rules.form.RuleFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples do what they say. */
class ExampleRulesTest {
    private static final Path EXAMPLES = Path.of("..", "examples", "rules");

    private final StringWriter out = new StringWriter();

    private int run(Object... arguments) {
        PrintWriter writer = new PrintWriter(out, true);
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        return Llmlb.run(words, Map.of(), writer, writer);
    }

    @Test
    void theThreeFormsAreEqual() {
        RuleFile yaml = RuleFiles.read(EXAMPLES.resolve("flight-agent.yaml"));

        assertThat(yaml.records()).hasSize(7);
        assertThat(RuleFiles.read(EXAMPLES.resolve("flight-agent.tmsh.conf"))).isEqualTo(yaml);
        assertThat(RuleFiles.read(EXAMPLES.resolve("flight-agent.json"))).isEqualTo(yaml);
    }

    @ParameterizedTest
    @ValueSource(strings = {"flight-agent.yaml", "flight-agent.tmsh.conf", "flight-agent.json"})
    void theyHaveNoErrorOnBigIp(String file) {
        assertThat(run("rules", "check", EXAMPLES.resolve(file), "--target", "bigip"))
                .as(out.toString())
                .isZero();
        assertThat(out.toString()).contains("7 records, 0 errors");
    }

    @Test
    void theirTestsPass() {
        assertThat(run("rules", "test", EXAMPLES.resolve("flight-agent.test.yaml")))
                .as(out.toString())
                .isZero();
        assertThat(out.toString()).endsWith("9 tests, 0 failed" + System.lineSeparator());
    }

    @Test
    void theFormsDecideAlike() {
        assertThat(run(
                        "rules",
                        "compare",
                        EXAMPLES.resolve("flight-agent.tmsh.conf"),
                        EXAMPLES.resolve("flight-agent.json"),
                        "--bodies",
                        EXAMPLES.resolve("bodies.jsonl")))
                .isZero();
        assertThat(out.toString().strip()).isEqualTo("4 requests, 0 changed");
    }
}

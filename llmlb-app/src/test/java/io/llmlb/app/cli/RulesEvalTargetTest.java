package io.llmlb.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code rules eval --target bigip}: what the JSON profile keeps from the rules. */
class RulesEvalTargetTest {
    private static final String RULES =
            "steps: {start: 1, 1: if .model exists then 2 else 3, 2: selectPool /Common/a, 3: selectPool /Common/b}";

    @TempDir
    private Path directory;

    private String out = "";
    private String err = "";

    private int eval(String rules, String body, String... more) throws IOException {
        Path file = Files.writeString(directory.resolve("rules.yaml"), rules);
        Path request = Files.writeString(directory.resolve("body.json"), body);
        List<String> arguments =
                new ArrayList<>(List.of("rules", "eval", "--rules", file.toString(), "--body", request.toString()));
        arguments.addAll(List.of(more));
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        int code = Llmlb.run(
                arguments.toArray(String[]::new),
                Map.of(),
                new PrintWriter(output, true),
                new PrintWriter(errors, true));
        out = output.toString();
        err = errors.toString();
        return code;
    }

    private static String ofBytes(int bytes) {
        return "{\"model\":\"" + "x".repeat(bytes - 12) + "\"}";
    }

    @Test
    void aBodyWithinTheLimitsIsDecidedByTheRules() throws IOException {
        assertThat(eval(RULES, ofBytes(65_536), "--target", "bigip")).isZero();
        assertThat(out).isEqualTo("selectPool /Common/a (1 -> 2)\n");
        assertThat(eval(RULES, ofBytes(65_536), "--target", "bigip", "--output", "json"))
                .isZero();
        assertThat(out.strip())
                .isEqualTo("{\"outcome\":\"selectPool\",\"pool\":\"/Common/a\",\"step\":\"2\",\"path\":[\"1\",\"2\"],"
                        + "\"rewrites\":[]}");
    }

    @Test
    void oneWithMoreBytesIsOversize() throws IOException {
        assertThat(eval(RULES, ofBytes(65_537), "--target", "bigip")).isZero();
        assertThat(out.lines())
                .containsExactly(
                        "none OVERSIZE_BODY",
                        "BIG-IP asks no rule about this body: it has 65537 bytes, more than the JSON profile's 65536. The"
                                + " iRule's policy for oversize bodies serves it, or else the default pool");
        assertThat(eval(RULES, ofBytes(65_537), "--target", "bigip", "--output", "json", "--explain"))
                .isZero();
        assertThat(out.strip())
                .isEqualTo("{\"outcome\":\"none\",\"pool\":\"\",\"step\":\"\",\"path\":[],\"rewrites\":[],"
                        + "\"reason\":\"OVERSIZE_BODY\",\"offset\":0,"
                        + "\"limit\":\"it has 65537 bytes, more than the JSON profile's 65536\",\"steps\":[]}");
    }

    @Test
    void oneWithMoreEntriesCountsAsMalformed() throws IOException {
        String body = "{\"model\":[1,2,3,4,5,6,7]}";
        assertThat(eval(RULES, body, "--target", "bigip", "--maximum-entries", "8"))
                .isZero();
        assertThat(out).startsWith("selectPool");
        assertThat(eval(RULES, body, "--target", "bigip", "--maximum-entries", "7"))
                .isZero();
        assertThat(out.lines())
                .containsExactly(
                        "none MALFORMED_BODY",
                        "BIG-IP asks no rule about this body: it has 8 entries, more than the JSON profile's 7. The iRule's"
                                + " policy for malformed bodies serves it, or else the default pool");
    }

    @Test
    void aLargerProfileLetsMoreThrough() throws IOException {
        assertThat(eval(RULES, ofBytes(70_000), "--target", "bigip", "--maximum-bytes", "70000"))
                .isZero();
        assertThat(out).startsWith("selectPool");
        assertThat(eval(RULES, ofBytes(70_000))).isZero();
        assertThat(out).startsWith("selectPool");
    }

    @Test
    void rulesThatBigIpCannotTakeAreRefused() throws IOException {
        String java =
                "steps: {start: 1, 1: if $.a exists then 2 else 3, 2: selectPool /Common/a, 3: selectPool /Common/b}";
        assertThat(eval(java, "{}")).isZero();
        assertThat(eval(java, "{}", "--target", "bigip")).isEqualTo(2);
        assertThat(err.lines())
                .singleElement()
                .asString()
                .startsWith("llmlb: " + directory.resolve("rules.yaml") + ":1:4: ");
    }

    @ParameterizedTest
    @CsvSource({
        "--maximum-bytes=9, --maximum-bytes and --maximum-entries count with --target bigip only",
        "--maximum-entries=9, --maximum-bytes and --maximum-entries count with --target bigip only",
        "'--target=bigip,--maximum-bytes=0', limits of a JSON profile are 1 or more",
        "'--target=bigip,--maximum-entries=x', Invalid value for option '--maximum-entries'"
    })
    void badUsageIsToldInASentence(String options, String why) throws IOException {
        assertThat(eval(RULES, "{}", options.split(","))).isEqualTo(2);
        assertThat(err).startsWith(why);
    }
}

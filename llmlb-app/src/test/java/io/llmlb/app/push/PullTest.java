package io.llmlb.app.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.model.bigip.DataGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class PullTest {
    @TempDir
    private Path directory;

    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = new Site();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private void holds(Map<String, String> records) {
        site.bigIp.put(new DataGroup(Site.RULES, "string", new TreeMap<>(records), 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"flight-agent.yaml", "flight-agent.json", "flight-agent.tmsh.conf"})
    void whatWasPushedComesBackAsTheSameFile(String example) throws Exception {
        Path file = Files.copy(Site.EXAMPLES.resolve(example), directory.resolve(example));
        assertThat(site.push(file, directory)).isZero();
        assertThat(site.run("rules", "diff", file.toString())).isZero();
        assertThat(site.run("rules", "pull", "--out", file.toString())).isZero();
        assertThat(site.out).isEqualTo(file + ": unchanged\n");
        assertThat(file).hasSameBinaryContentAs(Site.EXAMPLES.resolve(example));

        Path fresh = directory.resolve("new-" + example);
        assertThat(site.run("rules", "pull", "--out", fresh.toString())).isZero();
        assertThat(site.out).isEqualTo(fresh + ": 7 records written\n");
        byte[] bytes = Files.readAllBytes(fresh);
        assertThat(site.push(fresh, directory)).isZero();
        assertThat(site.out).contains("nothing to do");
        assertThat(site.run("rules", "pull", "--out", fresh.toString(), "--force"))
                .isZero();
        assertThat(fresh).hasBinaryContent(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "'', rules.yml, steps:",
        "'', rules, steps:",
        "'', rules.json, {",
        "'', rules.tmsh, ltm data-group",
        "--form=tmsh, rules.json, ltm data-group",
        "--form=json, rules, {"
    })
    void theFormIsThatOfTheEndingUnlessItIsSaid(String form, String name, String begin) throws Exception {
        holds(Map.of("start", "1", "1", "selectPool " + Site.WEAK));
        Path file = directory.resolve(name);
        assertThat(site.run("rules", "pull", "--out", file.toString(), form.isEmpty() ? "--form=yaml" : form))
                .isZero();
        if (form.isEmpty()) {
            Files.delete(file);
            assertThat(site.run("rules", "pull", "--out", file.toString())).isZero();
        }
        assertThat(Files.readString(file)).contains(begin);
    }

    @Test
    void stepsComeInTheOrderOfTheirNumbers() {
        holds(Map.of(
                "start",
                "1",
                "1",
                "if .a exists then 2 else 10",
                "10",
                "selectPool /Common/b",
                "2",
                "selectPool /Common/a"));
        assertThat(site.run("rules", "pull")).isZero();
        assertThat(site.out).isEqualTo("""
                name: %s
                steps:
                  start: '1'
                  '1': if .a exists then 2 else 10
                  '2': selectPool /Common/a
                  '10': selectPool /Common/b
                """.formatted(Site.RULES));
    }

    @Test
    void aFileThatHoldsSomethingElseIsLeftAsItIs() throws Exception {
        holds(Map.of("start", "1", "1", "selectPool " + Site.WEAK));
        Path file = Files.writeString(
                directory.resolve("rules.conf"),
                "ltm data-group internal /Common/mine {\n    # mine\n    records {\n        start { data 2 }\n    }\n}\n");
        byte[] mine = Files.readAllBytes(file);
        assertThat(site.run("rules", "pull", "--out", file.toString())).isEqualTo(1);
        assertThat(site.err.strip().lines()).hasSize(1);
        assertThat(site.err).contains(file + ": this file holds something else", "--force writes over it");
        assertThat(file).hasBinaryContent(mine);

        assertThat(site.run("rules", "pull", "--out", file.toString(), "--force"))
                .isZero();
        assertThat(Files.readString(file))
                .startsWith("ltm data-group internal " + Site.RULES)
                .contains("1 { data \"selectPool " + Site.WEAK + "\" }");
    }

    @Test
    void anotherFormOfTheSameRecordsIsAnotherFile() throws Exception {
        holds(Map.of("start", "1", "1", "selectPool " + Site.WEAK));
        Path file = directory.resolve("rules.yaml");
        assertThat(site.run("rules", "pull", "--out", file.toString())).isZero();
        assertThat(site.run("rules", "pull", "--out", file.toString(), "--form", "json"))
                .isEqualTo(1);
        assertThat(site.run("rules", "pull", "--out", file.toString(), "--form", "json", "--force"))
                .isZero();
        assertThat(Files.readString(file)).startsWith("{");
    }

    @Test
    void aFileThatIsEmptyOrNoRuleSetIsTreatedAsWhatItIs() throws Exception {
        holds(Map.of("start", "1", "1", "selectPool " + Site.WEAK));
        Path empty = Files.writeString(directory.resolve("empty.json"), "\n");
        assertThat(site.run("rules", "pull", "--out", empty.toString())).isZero();
        assertThat(Files.readString(empty)).startsWith("{");
        Path letter = Files.writeString(directory.resolve("letter.txt"), "Dear Sir: [\n");
        assertThat(site.run("rules", "pull", "--out", letter.toString())).isEqualTo(1);
        assertThat(site.err).contains("something else");
    }

    @Test
    void whatIsNoRuleSetIsPulledAllTheSame() {
        holds(Map.of("x", "anything at \\all"));
        assertThat(site.run("rules", "pull")).isZero();
        assertThat(site.out).contains("x: anything at \\all");
        assertThat(site.err)
                .startsWith("llmlb: warning: these records are no rule set that can be pushed")
                .contains("errors");
        assertThat(site.run("rules", "pull", "--form", "tmsh")).isEqualTo(1);
        assertThat(site.out).isEmpty();
        assertThat(site.err).contains("a backslash does not survive", "--form yaml holds any record");
    }

    @Test
    void escapesOfTheDeviceAreUndone() {
        holds(Map.of(
                "start", "1", "1", "if .a\\[0\\].b matches_glob '\\\\*x' then 2 else 2", "2", "selectPool /Common/a"));
        assertThat(site.run("rules", "pull")).isZero();
        assertThat(site.out).contains("if .a[0].b matches_glob '*x' then 2 else 2");
        assertThat(site.err).isEmpty();
    }

    @Test
    void noDataGroupIsOneSentence() {
        assertThat(site.run("rules", "pull", "--data-group", "/Common/none")).isEqualTo(1);
        assertThat(site.err.strip())
                .isEqualTo("llmlb: " + site.bigIp.url()
                        + "/Common/none: there is no such data group, or this user cannot see it. Name one with"
                        + " --data-group");
    }
}

package io.llmlb.app.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PushTest {
    private static final Path SAMPLE = Site.EXAMPLES.resolve("flight-agent.yaml");
    private static final String OTHER = """
            steps:
              start: 1
              1: if .model matches_glob '*GPT' then 10 else 2
              2: selectPool %s
              10: selectPool %s
            """.formatted(Site.WEAK, Site.FLIGHT);

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

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("rules.yaml"), text);
    }

    private List<String> undoFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains(".before-"))
                    .sorted()
                    .toList();
        }
    }

    private void pushSample() {
        assertThat(site.push(SAMPLE, directory, "--irule", "--virtual", Site.FRONT))
                .as(site.err)
                .isZero();
    }

    private void routesAsTheSample() throws Exception {
        assertThat(site.servedBy("chat")).isEqualTo(Site.STRONG);
        assertThat(site.servedBy("batch")).isEqualTo(Site.WEAK);
        assertThat(site.servedBy("flight-agent")).isEqualTo(Site.FLIGHT);
        assertThat(site.servedBy("other-model")).isEqualTo(Site.WEAK);
    }

    @Test
    void theArticlesSampleRoutesRequestsOnceItIsPushed() throws Exception {
        assertThat(site.servedBy("chat")).isEqualTo(Site.WEAK);
        pushSample();
        routesAsTheSample();
        assertThat(site.out.lines().toList())
                .containsSubsequence(
                        SAMPLE + ": 7 records, 0 errors, 0 warnings",
                        "data group " + Site.RULES + ": absent",
                        "  + start  1",
                        "  + 4      selectPool " + Site.STRONG,
                        "iRule " + Site.IRULE + ": absent",
                        "virtual server " + Site.FRONT + ": has no JSON profile and not the iRule " + Site.IRULE,
                        "attached profile /Common/json to virtual server " + Site.FRONT,
                        "created iRule " + Site.IRULE,
                        "created data group " + Site.RULES + " with 7 records",
                        "attached iRule " + Site.IRULE + " to virtual server " + Site.FRONT,
                        "in the running configuration only, not saved yet: --save does it, or tmsh save sys config")
                .noneMatch(line -> line.startsWith("warning"));
        assertThat(site.bigIp.unsaved()).isTrue();
        assertThat(site.bigIp.dataGroup(Site.CONFIG)).isEmpty();
        assertThat(undoFiles()).isEmpty();
    }

    @Test
    void aSecondPushOfTheSameHasNothingToDo() throws Exception {
        pushSample();
        VirtualServer before = site.front();
        long generation = site.bigIp.dataGroup(Site.RULES).orElseThrow().generation();
        pushSample();
        assertThat(site.out.lines().toList())
                .contains(
                        "data group " + Site.RULES + ": same",
                        "iRule " + Site.IRULE + ": same",
                        "virtual server " + Site.FRONT + ": has the profiles and the iRule",
                        "nothing to do");
        assertThat(site.front()).isEqualTo(before);
        assertThat(site.bigIp.dataGroup(Site.RULES).orElseThrow().generation()).isEqualTo(generation);
        assertThat(undoFiles()).isEmpty();
    }

    @Test
    void otherRulesReplaceTheOldAndTheUndoFileBringsThemBack() throws Exception {
        pushSample();
        assertThat(site.push(file(OTHER), directory)).isZero();
        assertThat(site.out.lines().toList())
                .containsSubsequence(
                        "data group " + Site.RULES + ": 1 added, 4 removed, 2 changed",
                        "  - 1   if .model matches_glob '*GPT' then 2 else 3",
                        "  + 1   if .model matches_glob '*GPT' then 10 else 2",
                        "  - 2   if .stream is true then 4 else 5",
                        "  + 2   selectPool " + Site.WEAK,
                        "  - 3   if .input[0].content[0].text matches_glob '*flight agent*' then 6 else 5",
                        "  - 6   selectPool " + Site.FLIGHT,
                        "  + 10  selectPool " + Site.FLIGHT,
                        "replaced the records of data group " + Site.RULES + " by 4 records");
        assertThat(site.servedBy("chat")).isEqualTo(Site.FLIGHT);
        assertThat(undoFiles())
                .singleElement()
                .asString()
                .matches("InferenceBodyBasedRouting_rules\\.before-\\d{8}T\\d{6}Z\\.json");
        Path undo = directory.resolve(undoFiles().get(0));
        assertThat(site.out).contains("what was there before is in " + undo);

        assertThat(site.push(undo, directory)).isZero();
        routesAsTheSample();
    }

    @Test
    void rulesWithErrorsAreNotSent() throws Exception {
        pushSample();
        Map<String, String> before = site.records(Site.RULES);
        Path wrong = file("steps:\n  start: 1\n  1: if .model equals GPT then 2 else 3\n  2: selectPool nowhere\n");
        site.environment.put("BIGIP", "https://127.0.0.1:1"); // nobody is there to be asked
        assertThat(site.push(wrong, directory)).isEqualTo(1);
        assertThat(site.out.lines().toList())
                .hasSize(3)
                .anyMatch(line -> line.startsWith(wrong + ":1:") && line.endsWith("[UNKNOWN_STEP]"))
                .anyMatch(line -> line.startsWith(wrong + ":2:") && line.endsWith("[POOL_PATH]"))
                .last()
                .isEqualTo(wrong + ": 3 records, 2 errors, 0 warnings");
        assertThat(site.records(Site.RULES)).isEqualTo(before);
        routesAsTheSample();
    }

    @Test
    void whatTheDeviceCannotDoIsNotSentEither() throws Exception {
        Path java = file("steps:\n  start: 1\n  1: if $.a equals x then 2 else 2\n  2: selectPool /Common/p\n");
        assertThat(site.push(java, directory)).isEqualTo(1);
        assertThat(site.out).contains("[NOT_EXPORTABLE]");
        assertThat(site.bigIp.dataGroup(Site.RULES)).isEmpty();
    }

    @Test
    void aDryRunWritesNothing() throws Exception {
        VirtualServer before = site.front();
        assertThat(site.push(
                        SAMPLE,
                        directory,
                        "--irule",
                        "--virtual",
                        Site.FRONT,
                        "--data-group",
                        "/Common/mine",
                        "--set",
                        "header=X-Route",
                        "--save",
                        "--dry-run"))
                .isZero();
        assertThat(site.out.lines().filter(line -> line.startsWith("would") || line.startsWith("dry")))
                .containsExactly(
                        "would attach profile /Common/json to virtual server " + Site.FRONT,
                        "would create iRule " + Site.IRULE,
                        "would create data group /Common/mine with 7 records",
                        "would set " + Site.FRONT + ":header, " + Site.FRONT + ":rules in a new data group "
                                + Site.CONFIG,
                        "would attach iRule " + Site.IRULE + " to virtual server " + Site.FRONT,
                        "dry run: nothing was written");
        assertThat(site.front()).isEqualTo(before);
        assertThat(site.bigIp.dataGroup("/Common/mine")).isEmpty();
        assertThat(site.bigIp.dataGroup(Site.CONFIG)).isEmpty();
        assertThat(site.bigIp.unsaved()).isFalse();

        pushSample();
        long generation = site.bigIp.dataGroup(Site.RULES).orElseThrow().generation();
        assertThat(site.push(file(OTHER), directory, "--dry-run")).isZero();
        assertThat(site.bigIp.dataGroup(Site.RULES).orElseThrow().generation()).isEqualTo(generation);
        assertThat(undoFiles()).isEmpty();
        routesAsTheSample();
    }

    @Test
    void aVirtualServerCanUseADataGroupOfItsOwn() throws Exception {
        pushSample();
        assertThat(site.push(file(OTHER), directory, "--virtual", Site.FRONT, "--data-group", "/Common/mine"))
                .isZero();
        assertThat(site.records(Site.CONFIG)).isEqualTo(Map.of(Site.FRONT + ":rules", "/Common/mine"));
        assertThat(site.servedBy("chat")).isEqualTo(Site.FLIGHT);

        assertThat(site.push(SAMPLE, directory, "--virtual", Site.FRONT)).isZero();
        assertThat(site.out)
                .contains("- " + Site.FRONT + ":rules  /Common/mine", "+ " + Site.FRONT + ":rules  " + Site.RULES);
        assertThat(undoFiles()).singleElement().asString().startsWith("InferenceBodyBasedRouting_config.before-");
        routesAsTheSample();
    }

    @Test
    void optionsAreSetForOneVirtualServerOrForAll() {
        assertThat(site.push(
                        SAMPLE, directory, "--set", "oversize=reject 413 'too large'", "--set", "header=X-Llm-Route"))
                .isZero();
        assertThat(site.push(SAMPLE, directory, "--virtual", Site.FRONT, "--irule", "--set", "header=X-Own"))
                .isZero();
        assertThat(site.records(Site.CONFIG))
                .isEqualTo(Map.of(
                        "*:oversize",
                        "reject 413 'too large'",
                        "*:header",
                        "X-Llm-Route",
                        Site.FRONT + ":header",
                        "X-Own"));
    }

    @Test
    void savedIsSaved() {
        assertThat(site.push(SAMPLE, directory, "--save")).isZero();
        assertThat(site.out).contains("saved the device's configuration").doesNotContain("not saved");
        assertThat(site.bigIp.unsaved()).isFalse();
    }

    @Test
    void anIruleThatWasEditedIsReplacedOnlyWhenAskedAndKept() throws Exception {
        pushSample();
        site.device.irules().write(Site.IRULE, "when HTTP_REQUEST { }\n");
        assertThat(site.push(SAMPLE, directory)).isZero();
        assertThat(site.out).contains("iRule " + Site.IRULE + ": differs", "--irule replaces it", "nothing to do");
        assertThat(site.push(SAMPLE, directory, "--irule")).isZero();
        assertThat(site.out).contains("updated iRule " + Site.IRULE);
        assertThat(undoFiles()).singleElement().asString().matches("InferenceBodyBasedRouting\\.before-.*\\.tcl");
        assertThat(Files.readString(directory.resolve(undoFiles().get(0))).strip())
                .isEqualTo("when HTTP_REQUEST { }");
        assertThat(site.run("rules", "diff", SAMPLE.toString(), "--irule", "--virtual", Site.FRONT))
                .isZero();
    }

    @Test
    void anOldIruleOnAVirtualServerWithoutAJsonProfileIsBroughtUpToDate() throws Exception {
        site.device.irules().write(Site.IRULE, "when HTTP_REQUEST { }\n");
        site.device.virtualServers().rules(Site.FRONT, List.of(Site.IRULE));
        pushSample();
        routesAsTheSample();
    }

    @Test
    void bodiesBeyondTheProfileMeetTheOptionsThatWerePushed() throws Exception {
        assertThat(site.push(
                        SAMPLE,
                        directory,
                        "--irule",
                        "--virtual",
                        Site.FRONT,
                        "--set",
                        "oversize=reject 413 'the request is too large'"))
                .isZero();
        routesAsTheSample();
        byte[] large = ("{\"model\":\"" + "x".repeat(70_000) + "\"}").getBytes(StandardCharsets.UTF_8);
        assertThat(site.answer(large)).contains("the request is too large");
    }

    @Test
    void withoutAPlaceForTheUndoFileNothingIsSent() throws Exception {
        pushSample();
        Map<String, String> before = site.records(Site.RULES);
        assertThat(site.push(file(OTHER), directory.resolve("none"))).isEqualTo(1);
        assertThat(site.err.strip().lines()).hasSize(1);
        assertThat(site.err).contains("nothing was sent", "--undo-dir");
        assertThat(site.records(Site.RULES)).isEqualTo(before);
    }

    @Test
    void aProgramReadsOneObject() throws Exception {
        pushSample();
        assertThat(site.push(file(OTHER), directory, "--output", "json")).isZero();
        assertThat(site.out.strip().lines()).hasSize(1);
        JsonNode json = new ObjectMapper().readTree(site.out);
        assertThat(json.at("/difference/records")).hasSize(7);
        assertThat(json.at("/difference/records/0/name").asText()).isEqualTo("1");
        assertThat(json.path("done"))
                .singleElement()
                .extracting(JsonNode::asText)
                .asString()
                .startsWith("replaced");
        assertThat(json.path("undo"))
                .singleElement()
                .extracting(JsonNode::asText)
                .asString()
                .contains(".before-");
        assertThat(json.path("warnings")).isEmpty();
        assertThat(json.path("saved").asBoolean()).isFalse();
        assertThat(json.has("problem")).isFalse();

        site.environment.put("BIGIP_PASS", "s3cret-and-wrong");
        assertThat(site.push(SAMPLE, directory, "--output", "json")).isEqualTo(1);
        assertThat(new ObjectMapper().readTree(site.out).path("problem").asText())
                .contains("Authentication failed");
        assertThat(site.out + site.err).doesNotContain("s3cret");
    }
}

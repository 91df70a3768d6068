package io.llmlb.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.plot.Folder;
import io.llmlb.app.rules.RuleFiles;
import io.llmlb.sim.live.RequestKind;
import io.llmlb.sim.live.TrafficResult;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    @Test
    void theRulesAreTheArticlesSample() {
        Path example = Path.of("..", "examples", "rules", "flight-agent.yaml");

        assertThat(RuleFiles.read(example).records()).isEqualTo(DemoPool.RULES);
    }

    @Test
    void aMinuteHasThreeActsAndThreeMinutesHaveSeven() {
        List<Act> minute = Act.of(Duration.ofMinutes(1));
        List<Act> longer = Act.of(Duration.ofMinutes(3));

        assertThat(minute).extracting(Act::name).containsExactly("neutral", "controlled", "slowed");
        assertThat(minute)
                .extracting(Act::until)
                .containsExactly(Duration.ofSeconds(20), Duration.ofSeconds(40), Duration.ofMinutes(1));
        assertThat(longer)
                .extracting(Act::name)
                .containsExactly(
                        "neutral", "least-connections", "controlled", "slowed", "recovered", "joined", "no metrics");
        for (int i = 1; i < longer.size(); i++) {
            assertThat(longer.get(i).from()).isEqualTo(longer.get(i - 1).until());
        }
    }

    @Test
    void aChatIsGoodByItsFirstTokenAndItsPaceABatchByItsEnd() {
        Phase phase = phase(
                "neutral",
                result(RequestKind.CHAT, 500, 5_500, 51, ""),
                result(RequestKind.CHAT, 2_500, 7_500, 51, ""), // too late
                result(RequestKind.CHAT, 500, 6_500, 51, ""), // too slow
                result(RequestKind.CHAT, 0, 100, 0, "HTTP 503"),
                result(RequestKind.BATCH, 59_000, 59_000, 10, ""),
                result(RequestKind.BATCH, 61_000, 61_000, 10, ""));

        assertThat(phase.goodput()).isEqualTo(2 / 6.0);
        assertThat(phase.failed()).isEqualTo(1);
        assertThat(phase.timeToFirstToken(0.9)).hasValue(2_500); // of those that are streamed
        assertThat(phase.of(RequestKind.BATCH).timeToFirstToken(0.9)).isEmpty();
    }

    @Test
    void theJsonHasTheKeysThatOthersRead() throws Exception {
        ObjectMapper json = new ObjectMapper();
        JsonNode data = json.readTree(json.writeValueAsString(some().data()));

        assertThat(data.fieldNames()).toIterable().containsExactly("requests", "failed", "phases", "ratioWrites");
        assertThat(data.path("phases").path(0).fieldNames())
                .toIterable()
                .containsExactly("name", "ttftP50Ms", "ttftP90Ms", "ttftP99Ms", "goodput");
        assertThat(data.path("phases").path(0).path("ttftP90Ms").asDouble()).isEqualTo(500);
        assertThat(data.path("phases").path(1).path("ttftP90Ms").isNull()).isTrue();
    }

    @Test
    void theReportIsAPageWithAPlotAndTheSameAsJson(@TempDir Path folder) throws Exception {
        URI page = DemoReport.write(some(), Folder.at(folder));

        String html = Files.readString(Path.of(page));
        assertThat(html).contains("<svg viewBox=", "highend_gpt: share by ratio", "<th scope=\"row\">neutral</th>");
        assertThat(html).doesNotContain("NaN", "src=", "<script");
        JsonNode json =
                new ObjectMapper().readTree(folder.resolve("report.json").toFile());
        assertThat(json.path("moments")
                        .path(0)
                        .path("members")
                        .path(0)
                        .path("label")
                        .asText())
                .isEqualTo("a100-1");
    }

    private static DemoResult some() {
        Moment.Standing standing = new Moment.Standing(DemoPool.HIGH_END_GPT, "a100-1", "127.0.0.1:8000", 3, 0.5, 2);
        return new DemoResult(
                List.of(phase("neutral", result(RequestKind.CHAT, 500, 5_500, 51, "")), phase("controlled")),
                List.of(new Moment(1, List.of(standing)), new Moment(2, List.of(standing))),
                1,
                4);
    }

    private static Phase phase(String name, TrafficResult... results) {
        return new Phase(name, Duration.ZERO, Duration.ofSeconds(20), List.of(results));
    }

    private static TrafficResult result(RequestKind kind, int firstMillis, int endMillis, int tokens, String failure) {
        return new TrafficResult(
                kind,
                Duration.ofSeconds(1),
                Duration.ZERO,
                Duration.ofMillis(firstMillis),
                Duration.ofMillis(endMillis),
                100,
                tokens,
                "127.0.0.1:8000",
                failure);
    }
}

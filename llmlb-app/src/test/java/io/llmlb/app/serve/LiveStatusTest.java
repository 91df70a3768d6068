package io.llmlb.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.Service;
import io.llmlb.app.config.YamlConfig;
import io.llmlb.app.rules.RuleFiles;
import io.llmlb.core.MemberId;
import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import io.llmlb.sim.live.Cluster;
import io.llmlb.sim.live.ClusterOptions;
import io.llmlb.sim.live.Ready;
import io.llmlb.sim.model.bigip.DataGroup;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the status page asks: columns, a stream, and what the rules decide. */
@Timeout(60)
class LiveStatusTest {
    private static final Path RULES = Path.of("..", "examples", "rules", "flight-agent.yaml");
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path directory;

    private static Cluster cluster;
    private static Service service;
    private static String pool;

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.start(ClusterOptions.of("a100", "l4"));
        cluster.bigIp()
                .put(new DataGroup(
                        InferenceBodyBasedRouting.RULES,
                        "string",
                        new TreeMap<>(RuleFiles.read(RULES).records()),
                        1));
        Ready ready = cluster.ready();
        pool = ready.pool();
        Path password = Files.writeString(directory.resolve("password"), ready.password());
        Path file = Files.writeString(directory.resolve("llmlb.yaml"), """
                bigips:
                  emulated: {url: "%s", username: %s, passwordFile: "%s", certSha256: "%s"}
                metrics:
                  servers: {type: scrape}
                pools:
                  - {pool: %s, bigip: emulated, metrics: servers, model: %s, interval: 300ms, strategy: {name: article, coefRqt: 0}}
                status: {port: 0}
                rules: {bigip: emulated}
                """.formatted(
                        ready.bigip(), ready.user(), password, ready.certSha256(), pool, ready.model()));
        cluster.pool().configure(cluster.pool().members().get(0).fullPath(), member -> member.withRatio(7));
        service = new Service(
                YamlConfig.read(file, Map.of()),
                Map.of(
                        MemberId.of(
                                cluster.servers().get(0).url().getHost(),
                                cluster.servers().get(0).url().getPort()),
                        "a100-1"));
        service.start();
    }

    @AfterAll
    static void end() {
        service.close();
        cluster.close();
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(service.url() + path));
    }

    private static HttpResponse<String> ask(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String named() {
        return pool.replace('/', '~');
    }

    @Test
    void aStreamTellsAllAtOnceAndThenEachCycleAndEndsInGoodOrder() throws Exception {
        HttpResponse<Stream<String>> stream =
                HTTP.send(to("/api/v1/events?pool=" + named()).build(), HttpResponse.BodyHandlers.ofLines());
        List<String> names = new ArrayList<>();
        Set<String> cycles = new HashSet<>();
        JsonNode last = JSON.missingNode();
        for (String line : (Iterable<String>) stream.body()::iterator) { // until the server ends it
            if (line.startsWith("event: ")) {
                names.add(line.substring("event: ".length()));
            } else if (line.startsWith("data: ")) {
                JsonNode data = JSON.readTree(line.substring("data: ".length()));
                last = data.path("timeline").isMissingNode() ? last : data;
                cycles.add(data.path("report").path("cycle").path("at").asText());
            }
        }

        assertThat(stream.headers().firstValue("Content-Type")).hasValue("text/event-stream; charset=utf-8");
        assertThat(names).startsWith("status", "pool", "status", "pool").hasSizeGreaterThan(8);
        assertThat(cycles).hasSizeGreaterThan(4);
        JsonNode timeline = last.path("timeline");
        int moments = timeline.path("at").size();
        assertThat(moments).isGreaterThan(4);
        assertThat(timeline.path("members"))
                .hasSize(2)
                .allSatisfy(member -> assertThat(
                                List.of("ratio", "share", "running", "waiting", "kvCacheUsage", "ttftMs", "ageMs"))
                        .allSatisfy(column -> assertThat(member.path(column)).hasSize(moments)));
        assertThat(timeline.path("members").findValuesAsText("label")).contains("a100-1");
        assertThat(timeline.path("members")
                        .path(0)
                        .path("running")
                        .path(moments - 1)
                        .asInt(-1))
                .isZero();
        assertThat(timeline.path("events").findValuesAsText("kind")).contains("ratio");
        assertThat(timeline.path("events").findValuesAsText("text")).anyMatch(text -> text.contains("7 -> 1"));
    }

    @Test
    void theRulesInForceDecideAboutAnyBody() throws Exception {
        HttpResponse<String> decided = ask(to("/api/v1/rules/eval")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"HighEndGPT\",\"stream\":true}")));

        JsonNode data = JSON.readTree(decided.body());
        assertThat(data.path("outcome").asText()).isEqualTo("selectPool");
        assertThat(data.path("pool").asText()).contains("highend_gpt");
        assertThat(data.path("steps").path(0).asText()).contains("if .model matches_glob");
        HttpResponse<String> none = ask(to("/api/v1/rules/eval").POST(HttpRequest.BodyPublishers.ofString("{")));
        assertThat(JSON.readTree(none.body()).path("outcome").asText()).isEqualTo("none");
    }

    @Test
    void aBodyThatIsTooLongIsOneSentence() throws Exception {
        HttpResponse<String> refused =
                ask(to("/api/v1/rules/eval").POST(HttpRequest.BodyPublishers.ofByteArray(new byte[2 << 20])));

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("1 MiB");
        assertThat(ask(to("/api/v1/rules/eval")).statusCode()).isEqualTo(405);
        assertThat(ask(to("/api/v1/events?pool=~Common~none")).body()).contains("there is no pool /Common/none here");
    }

    @Test
    void aBrowserGetsThePageAndNothingInItMayComeFromElsewhere() throws Exception {
        HttpResponse<String> page = ask(to("/").header("Accept", "text/html,*/*;q=0.8"));

        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'")
                .doesNotContain("unsafe");
        assertThat(ask(to("/page/../Page.class")).statusCode()).isEqualTo(404);
        assertThat(ask(to("/")).body()).startsWith("llmlb tells here");
    }
}

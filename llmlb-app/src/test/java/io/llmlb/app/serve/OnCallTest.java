package io.llmlb.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.Service;
import io.llmlb.app.cli.Llmlb;
import io.llmlb.app.config.YamlConfig;
import io.llmlb.sim.live.Cluster;
import io.llmlb.sim.live.ClusterOptions;
import io.llmlb.sim.live.Ready;
import io.llmlb.sim.model.bigip.Member;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What somebody who is called at night asks a controller, as its users ask: over HTTP, and by {@code llmlb explain}. */
@Timeout(60)
class OnCallTest {
    @TempDir
    private static Path directory;

    private static final String WHY = "no request finished in 15 s, so no queue time";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static Cluster cluster;
    private static Service service;
    private static Instant began;
    private static String pool;

    @BeforeAll
    static void start() throws Exception {
        began = Instant.now();
        cluster = Cluster.start(ClusterOptions.of("a100", "a100", "l4"));
        Ready ready = cluster.ready();
        pool = ready.pool();
        Path password = Files.writeString(directory.resolve("password"), ready.password());
        Path file = Files.writeString(directory.resolve("llmlb.yaml"), """
                bigips:
                  emulated: {url: "%s", username: %s, passwordFile: "%s", certSha256: "%s"}
                metrics:
                  servers: {type: scrape}
                pools:
                  - {pool: %s, bigip: emulated, metrics: servers, model: %s, interval: 200ms, strategy: {name: article, coefRqt: 0}}
                status: {port: 0}
                """.formatted(
                        ready.bigip(), ready.user(), password, ready.certSha256(), pool, ready.model()));
        cluster.pool().configure(path(0), member -> member.withRatio(7));
        service = new Service(YamlConfig.read(file, Map.of()));
        service.start();
        await(0, 1);
        cluster.pool().configure(path(1), member -> member.withRatio(50)); // somebody else
        await(1, 1);
    }

    @AfterAll
    static void end() throws Exception {
        service.close();
        cluster.close();
    }

    private static String path(int member) {
        return cluster.pool().members().get(member).fullPath();
    }

    private static void await(int member, int ratio) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (cluster.pool().members().get(member).ratio() != ratio) {
            assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
        }
        int cycles = 2; // until it is told
        Instant at = Instant.now();
        while (cycles > 0) {
            assertThat(never.await(100, TimeUnit.MILLISECONDS)).isFalse();
            Instant last = Instant.parse(
                    member(ask("/api/v1/pools/" + named()), 0, "cycle").asText());
            if (last.isAfter(at)) {
                at = last;
                cycles--;
            }
        }
    }

    private static JsonNode member(JsonNode report, int index, String key) {
        return key.equals("cycle")
                ? report.path("cycle").path("at")
                : report.path("members").path(index).path(key);
    }

    private static String named() {
        return pool.replace('/', '~');
    }

    private static JsonNode ask(String path) {
        try {
            return JSON.readTree(get(path, "application/json").body());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    private static HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
        URI target = service.url().resolve(path);
        return HTTP.send(
                HttpRequest.newBuilder(target).header("Accept", accept).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String explain(String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("explain", "--url", service.url().toString()));
        all.addAll(List.of(arguments));
        StringWriter out = new StringWriter();
        Llmlb.run(all.toArray(String[]::new), Map.of(), new PrintWriter(out), new PrintWriter(out));
        return out.toString();
    }

    @Test
    void whatIsItsRatioAndWhy() {
        JsonNode report = ask("/api/v1/pools/" + named());
        List<Member> members = cluster.pool().members();
        for (int i = 0; i < members.size(); i++) {
            assertThat(member(report, i, "member").asText())
                    .endsWith(":" + members.get(i).port());
            assertThat(member(report, i, "ratio").asInt())
                    .isEqualTo(members.get(i).ratio());
            assertThat(member(report, i, "why").asText()).isEqualTo(WHY);
        }
        assertThat(explain(pool))
                .contains("pool " + pool + " on emulated (", "strategy article, run; this replica leads", WHY);
    }

    @Test
    void howOldIsTheEvidence() {
        JsonNode report = ask("/api/v1/pools/" + named());
        for (int i = 0; i < 3; i++) {
            assertThat(member(report, i, "evidenceAgeMs").isIntegralNumber()).isTrue();
            assertThat(member(report, i, "evidenceAgeMs").asLong()).isBetween(0L, 5_000L);
        }
        assertThat(report.path("cycle")
                        .path("members")
                        .path(0)
                        .path("signals")
                        .path("waiting")
                        .isNumber())
                .isTrue();
    }

    @Test
    void whenDidItLastChange() {
        JsonNode report = ask("/api/v1/pools/" + named());
        JsonNode change = member(report, 0, "lastChange");
        assertThat(change.path("from").asInt()).isEqualTo(7);
        assertThat(change.path("to").asInt()).isEqualTo(1);
        assertThat(change.path("why").asText()).isEqualTo(WHY);
        assertThat(Instant.parse(change.path("at").asText())).isBetween(began, Instant.now());
        assertThat(member(report, 2, "lastChange").isMissingNode())
                .as("it was right all the time")
                .isTrue();
        assertThat(explain(pool)).contains(" has ratio 1, set 7 -> 1 at ", "not set by this controller since ");
    }

    @Test
    void whoElseChangedIt() {
        JsonNode report = ask("/api/v1/pools/" + named());
        JsonNode change = member(report, 1, "lastChangeByOthers");
        assertThat(change.path("from").asInt()).isEqualTo(1);
        assertThat(change.path("to").asInt()).isEqualTo(50);
        assertThat(member(report, 1, "lastChange").path("from").asInt())
                .as("put back")
                .isEqualTo(50);
        assertThat(member(report, 0, "lastChangeByOthers").isMissingNode()).isTrue();
        assertThat(explain(pool)).contains("; changed by somebody else 1 -> 50 at ");
        assertThat(report.path("cycle").path("changedByOthersSinceStart").asInt())
                .isEqualTo(1);
    }

    @Test
    void anEarlierCycleIsToldToo() {
        JsonNode cycles = ask("/api/v1/pools/" + named() + "/cycles?limit=3");
        assertThat(cycles).hasSize(3);
        String second = cycles.path(1).path("at").asText();
        assertThat(Instant.parse(second))
                .isBefore(Instant.parse(cycles.path(0).path("at").asText()));
        assertThat(ask("/api/v1/pools/" + named() + "?at=" + second).path("cycle"))
                .isEqualTo(cycles.path(1));
        assertThat(explain("--at", second, pool)).contains("cycle of " + second.substring(0, 20));
        assertThat(explain("--cycles", "2", pool).lines().filter(line -> line.startsWith("cycle of")))
                .hasSize(2);
        assertThat(explain("--output", "json", pool)).startsWith("{").contains("\"lastChangeByOthers\"");
    }

    @Test
    void whatItTellsBesides() throws Exception {
        assertThat(get("/healthz", "*/*").body()).isEqualTo("ok\n");
        assertThat(get("/readyz", "*/*").body()).isEqualTo("ok\n");
        JsonNode status = ask("/api/v1/status");
        assertThat(status.path("leads").asBoolean()).isTrue();
        assertThat(status.path("pools").path(0).path("outcome").asText()).isEqualTo("nothing to change");
        for (String line : get("/", "*/*")
                .body()
                .lines()
                .skip(1)
                .filter(line -> !line.contains("POST"))
                .toList()) {
            String path = line.split("[ ;?]", 2)[0].replace("~P~p", named());
            assertThat(get(path, "*/*").statusCode()).as(path).isEqualTo(200);
        }
    }

    @Test
    void whatCannotBeAnsweredIsOneSentence() throws Exception {
        assertThat(get("/api/v1/pools/~Common~none", "*/*").body())
                .contains("there is no pool /Common/none here; those here are " + pool);
        assertThat(get("/api/v1/pools/" + named() + "/cycles?limit=0", "*/*").statusCode())
                .isEqualTo(400);
        assertThat(get("/api/v1/pools/" + named() + "?at=now", "*/*").body()).contains("a time is such as");
        assertThat(get("/api/v2", "*/*").statusCode()).isEqualTo(404);
        HttpRequest post = HttpRequest.newBuilder(service.url().resolve("/api/v1/pools"))
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build();
        assertThat(HTTP.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
        assertThat(explain("--at", "x")).contains("--at and --cycles are about one pool");
        StringWriter out = new StringWriter();
        String[] wrong = {"explain", "--url", "ftp://x"};
        assertThat(Llmlb.run(wrong, Map.of(), new PrintWriter(out), new PrintWriter(out)))
                .isEqualTo(2);
        assertThat(out.toString()).contains("this is a URL such as http://127.0.0.1:9105");
        String[] silent = {"explain", "--url", "http://127.0.0.1:1"};
        assertThat(Llmlb.run(silent, Map.of(), new PrintWriter(out), new PrintWriter(out)))
                .isEqualTo(1);
        assertThat(out.toString()).contains("no controller answers", "Start llmlb run, or name its address with --url");
    }
}

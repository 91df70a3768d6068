package io.llmlb.sim.live.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.PoolName;
import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import io.llmlb.rules.irule.InferenceBodyBasedRouting.Option;
import io.llmlb.sim.live.Http;
import io.llmlb.sim.model.bigip.DataGroup;
import io.llmlb.sim.model.bigip.DataPlaneOptions;
import io.llmlb.sim.model.bigip.JsonProfile;
import io.llmlb.sim.model.bigip.OneConnect;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The iRule's options, record by record, on a virtual server. */
class RoutingOptionsTest {
    private static final PoolName BIG = new PoolName("/vllm/Shared/big");
    private static final String HEADER = "X-Route";
    private static final String LARGE = "[" + "1,".repeat(100_000) + "1]";

    private final Plane plane = new Plane(OneConnect.DEFAULT);
    private final PlayedServer general = PlayedServer.answering("general");
    private final PlayedServer big = PlayedServer.answering("big");
    private final VirtualServer virtualServer = plane.governed();
    private final URI url;

    RoutingOptionsTest() {
        plane.pool(general);
        plane.pool(BIG, "round-robin", DataPlaneOptions.DEFAULT, big);
        url = plane.dataPlane.add(virtualServer);
        group(
                InferenceBodyBasedRouting.RULES,
                Map.of(
                        "start", "1",
                        "1", "if .model equals big then 2 else 3",
                        "2", "selectPool /vllm/Shared/big",
                        "3", "if .model equals busy then 4 else gone",
                        "4", "reject 429 'say \"please\"'"));
    }

    @AfterEach
    void close() {
        plane.close();
        general.close();
        big.close();
    }

    @Test
    void anotherDataGroupHoldsTheRules() {
        group("/ai/Shared/mine", Map.of("start", "x", "x", "selectPool /vllm/Shared/big"));
        config(Option.RULES, "/ai/Shared/mine");
        assertThat(send("{}").body()).isEqualTo("big");
        config(Option.RULES, "/ai/Shared/gone");
        assertThat(send("{\"model\":\"big\"}").body()).isEqualTo("general");
    }

    @Test
    void aVirtualServersOwnRecordWins() {
        plane.device.put(new DataGroup(
                InferenceBodyBasedRouting.CONFIG,
                "string",
                new TreeMap<>(Map.of(
                        Option.DEFAULT_POOL.ofAll(), "/vllm/Shared/p",
                        Option.DEFAULT_POOL.of(virtualServer.fullPath()), "/vllm/Shared/big")),
                1));
        assertThat(send("{}").body()).isEqualTo("big");
    }

    @Test
    void theConfiguredDefaultPoolComesFirstAndMustBeThere() {
        config(Option.DEFAULT_POOL, "/vllm/Shared/big");
        assertThat(send("").body()).isEqualTo("big");
        config(Option.DEFAULT_POOL, "/vllm/Shared/gone");
        HttpResponse<String> answer = send("");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .isEqualTo("{\"error\":{\"message\":\"no pool serves this request\",\"type\":\"server_error\","
                        + "\"param\":null,\"code\":503}}");
        assertThat(send("{\"model\":\"big\"}").body()).isEqualTo("big");
    }

    @ParameterizedTest
    @CsvSource({"missing, ''", "missing, ' '", "malformed, '{'", "oversize, LARGE"})
    void eachKindOfBodyHasItsPolicy(String option, String body) {
        String sent = body.equals("LARGE") ? LARGE : body;
        Option kind = Option.valueOf(option.toUpperCase(java.util.Locale.ROOT));
        assertThat(send(sent).body()).isEqualTo("general");
        config(kind, "selectPool /vllm/Shared/big");
        assertThat(send(sent).body()).isEqualTo("big");
        config(kind, "reject 422 'no ''such'' body'");
        HttpResponse<String> rejected = send(sent);
        assertThat(rejected.statusCode()).isEqualTo(422);
        assertThat(rejected.headers().firstValue("cache-control")).contains("no-store");
        assertThat(rejected.body()).contains("\"no 'such' body\"", "\"invalid_request_error\"");
        for (String broken : List.of("reject", "reject 200", "if .a exists then b else c", "selectPool /P/gone")) {
            config(kind, broken);
            assertThat(send(sent).body()).as(broken).isEqualTo("general");
        }
    }

    @Test
    void aBodyOverTheProfilesLimitsIsOversizeOnlyByItsLength() {
        plane.device.put(new JsonProfile("/Common/json", 1000, 10));
        Map<Option, String> policies =
                Map.of(Option.OVERSIZE, "reject 413", Option.MALFORMED, "reject 400", Option.MISSING, "reject 411");
        String many = "[" + "1,".repeat(10) + "1]";
        String long2000 = " ".repeat(2000) + "{}";
        config(policies);
        assertThat(send(many).statusCode())
                .as("too many entries is an error to the profile")
                .isEqualTo(400);
        assertThat(send(long2000).statusCode()).as("within maximumBytes").isEqualTo(400);
        plane.device.dataPlane(DataPlaneOptions.DEFAULT.withOversizeCountsAsMissing(true));
        assertThat(send(many).statusCode()).isEqualTo(411);
        assertThat(send(long2000).statusCode()).isEqualTo(411);
        TreeMap<Option, String> told = new TreeMap<>(policies);
        told.put(Option.MAXIMUM_BYTES, "1000");
        config(told);
        assertThat(send(long2000).statusCode()).isEqualTo(413);
        assertThat(send(many).statusCode()).isEqualTo(411);
        assertThat(post(long2000, "text/plain").statusCode())
                .as("whatever its type")
                .isEqualTo(413);
    }

    @Test
    void aHeaderTellsTheWay() {
        config(Option.HEADER, HEADER);
        assertThat(told("{\"model\":\"big\"}")).isEqualTo("path=1,2; outcome=selectPool; pool=/vllm/Shared/big");
        assertThat(told("{\"model\":\"busy\"}")).isEqualTo("path=1,3,4; outcome=reject; status=429");
        assertThat(told("{}")).isEqualTo("path=1,3; outcome=none; reason=UNKNOWN_STEP; pool=/vllm/Shared/p");
        assertThat(told("{")).isEqualTo("path=; outcome=none; reason=MALFORMED_BODY; pool=/vllm/Shared/p");
        assertThat(told("")).isEqualTo("path=; outcome=none; reason=EMPTY_BODY; pool=/vllm/Shared/p");
        assertThat(told(LARGE)).isEqualTo("path=; outcome=none; reason=OVERSIZE_BODY; pool=/vllm/Shared/p");
        config(Map.of(Option.HEADER, HEADER, Option.RULES, "/P/gone"));
        assertThat(told("{}")).isEqualTo("path=; outcome=none; reason=NO_RULES; pool=/vllm/Shared/p");
        plane.device.put(current().withPool(Optional.empty()));
        assertThat(fresh("{}")).contains("path=; outcome=none; reason=NO_RULES; status=503");
        config(Option.HEADER, "no header");
        assertThat(send("{\"model\":\"big\"}").headers().map()).doesNotContainKey(HEADER);
    }

    @Test
    void anErrorTellsWhenToComeBack() {
        config(Option.RETRY_AFTER, "7");
        HttpResponse<String> busy = send("{\"model\":\"busy\"}");
        assertThat(busy.headers().firstValue("retry-after")).contains("7");
        assertThat(busy.body()).contains("say \\\"please\\\"", "rate_limit_error");
        config(Option.RETRY_AFTER, "soon");
        assertThat(send("{\"model\":\"busy\"}").headers().firstValue("retry-after"))
                .contains("1");
    }

    @ParameterizedTest
    @CsvSource({
        "401, authentication_error",
        "403, permission_error",
        "404, not_found_error",
        "418, invalid_request_error",
        "500, server_error"
    })
    void theKindOfAnErrorIsOpenAis(int status, String type) {
        config(Option.MISSING, "reject " + status);
        HttpResponse<String> answer = send("");
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("\"type\":\"" + type + "\"", "this request is not served");
        assertThat(answer.headers().map()).doesNotContainKey("retry-after");
    }

    /** The iRule asks for the virtual server's own pool when a client connects. */
    @Test
    void anIruleThatIsAttachedLaterDoesNotKnowTheDefaultPool() throws Exception {
        plane.device.put(current().withRules(List.of()));
        try (Socket client = new Socket(url.getHost(), url.getPort())) {
            String get = "GET / HTTP/1.1\r\nhost: t\r\n\r\n";
            assertThat(Plane.exchange(client, get, "general")).contains("200 OK");
            plane.device.put(current().withRules(virtualServer.rules()));
            assertThat(Plane.exchange(client, get, "503}}")).contains("HTTP/1.1 503");
        }
        assertThat(fresh("")).contains("general");
    }

    /** Sent over a connection of its own. */
    private String fresh(String body) {
        try (Socket client = new Socket(url.getHost(), url.getPort())) {
            return Plane.exchange(
                    client,
                    "POST / HTTP/1.1\r\nhost: t\r\nconnection: close\r\ncontent-type: application/json\r\n"
                            + "content-length: " + body.length() + "\r\n\r\n" + body,
                    "<closed>");
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private String told(String body) {
        return send(body).headers().firstValue(HEADER).orElse("");
    }

    private VirtualServer current() {
        return plane.device.virtualServer(virtualServer.fullPath()).orElseThrow();
    }

    private void config(Option option, String value) {
        config(Map.of(option, value));
    }

    private void config(Map<Option, String> values) {
        TreeMap<String, String> records = new TreeMap<>();
        values.forEach((option, value) -> records.put(option.ofAll(), value));
        group(InferenceBodyBasedRouting.CONFIG, records);
    }

    private void group(String path, Map<String, String> records) {
        plane.device.put(new DataGroup(path, "string", new TreeMap<>(records), 1));
    }

    private HttpResponse<String> send(String body) {
        return post(body, "application/json");
    }

    private HttpResponse<String> post(String body, String type) {
        return Http.send(
                Http.plain(),
                HttpRequest.newBuilder(url)
                        .timeout(Duration.ofSeconds(10))
                        .header("content-type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }
}

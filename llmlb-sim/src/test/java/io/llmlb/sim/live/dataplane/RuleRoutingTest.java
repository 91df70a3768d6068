package io.llmlb.sim.live.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.PoolName;
import io.llmlb.rules.irule.InferenceBodyBasedRouting;
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

class RuleRoutingTest {
    private static final PoolName BIG = new PoolName("/vllm/Shared/big");
    private static final String MODEL_BIG = "{\"model\":\"big-GPT\"}";

    private final Plane plane = new Plane(OneConnect.DEFAULT);
    private final PlayedServer general = PlayedServer.answering("general");
    private final PlayedServer big = PlayedServer.answering("big");
    private final VirtualServer virtualServer = plane.governed();
    private final URI url;

    RuleRoutingTest() {
        plane.pool(general);
        plane.pool(BIG, "round-robin", DataPlaneOptions.DEFAULT, big);
        url = plane.dataPlane.add(virtualServer);
        records("""
                start: 1
                1: if .model matches_glob *GPT then big else 2
                2: if .model equals nobody then nobody else 3
                3: if .model equals busy then busy else 4
                4: if .model equals bad then bad else 5
                5: if .model equals old then old else general
                big: selectPool /vllm/Shared/big
                nobody: selectPool /vllm/Shared/nobody
                busy: reject 429 'come back later'
                bad: reject 400
                old: rewrite .model big-GPT then big
                general: selectPool /vllm/Shared/p
                """);
    }

    @AfterEach
    void close() {
        plane.close();
        general.close();
        big.close();
    }

    @Test
    void theBodyChoosesThePool() {
        assertThat(send(MODEL_BIG).body()).isEqualTo("big");
        assertThat(send("{\"model\":\"small\"}").body()).isEqualTo("general");
        assertThat(big.bodies).containsExactly(MODEL_BIG);
    }

    @Test
    void changedRecordsCountFromTheNextRequestOn() {
        assertThat(send(MODEL_BIG).body()).isEqualTo("big");
        records("start: 1\n1: selectPool /vllm/Shared/p");
        assertThat(send(MODEL_BIG).body()).isEqualTo("general");
    }

    @Test
    void aRejectIsAnsweredInOpenAisForm() {
        HttpResponse<String> busy = send("{\"model\":\"busy\"}");
        assertThat(busy.statusCode()).isEqualTo(429);
        assertThat(busy.headers().firstValue("retry-after")).contains("1");
        assertThat(busy.headers().firstValue("content-type")).contains("application/json");
        assertThat(busy.body())
                .isEqualTo("{\"error\":{\"message\":\"come back later\",\"type\":\"rate_limit_error\","
                        + "\"param\":null,\"code\":429}}");
        HttpResponse<String> bad = send("{\"model\":\"bad\"}");
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(bad.headers().firstValue("retry-after")).isEmpty();
        assertThat(bad.body()).contains("invalid_request_error");
    }

    @Test
    void aRewriteReachesTheServerWithItsOwnLength() {
        assertThat(send("{\"model\":\"old\", \"x\":1}").body()).isEqualTo("big");
        assertThat(big.bodies).containsExactly("{\"model\":\"big-GPT\", \"x\":1}");
        assertThat(big.heads.get(0).toLowerCase(java.util.Locale.ROOT)).containsOnlyOnce("content-length: 26\r\n");
    }

    @Test
    void forAPoolThatIsNotThereTheDefaultPoolServes() {
        assertThat(send("{\"model\":\"nobody\"}").body()).isEqualTo("general");
        assertThat(plane.dataPlane.ruleFailures()).isEqualTo(1);
    }

    @Test
    void whatTheProfileDoesNotReadGoesToTheDefaultPool() {
        assertThat(send("{\"model\":\"big-GPT\"").body()).isEqualTo("general");
        assertThat(send("").body()).isEqualTo("general");
        assertThat(post(MODEL_BIG, "text/plain").body()).isEqualTo("general");
        assertThat(post(MODEL_BIG, "Application/JSON; charset=utf-8").body()).isEqualTo("big");
        assertThat(Http.get(url).body()).isEqualTo("general");
    }

    @Test
    void aBodyOverTheLimitOfBytesIsPassedOnWhole() throws Exception {
        String fits = padded(JsonProfile.DEFAULT.maximumBytes());
        String large = padded(JsonProfile.DEFAULT.maximumBytes() + 1);
        assertThat(send(fits).body()).isEqualTo("big");
        assertThat(send(large).body()).isEqualTo("general");
        assertThat(general.bodies).containsExactly(large);
        // Unannounced: found out while it comes.
        String huge = padded(300_000);
        try (Socket client = new Socket(url.getHost(), url.getPort())) {
            String head =
                    "POST / HTTP/1.1\r\nhost: t\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n"
                            + "\r\n" + Integer.toHexString(huge.length()) + "\r\n";
            assertThat(Plane.exchange(client, head + huge + "\r\n0\r\n\r\n", "general"))
                    .startsWith("HTTP/1.1 200");
        }
        assertThat(general.bodies).containsExactly(large, huge);
    }

    @Test
    void theProfilesOwnLimitsCount() {
        plane.device.put(new JsonProfile("/Common/json", 1000, 10));
        assertThat(send(padded(1000)).body()).isEqualTo("big");
        assertThat(send(padded(1001)).body()).isEqualTo("general");
        // The model, the list, and its elements.
        assertThat(send("{\"model\":\"big-GPT\",\"l\":[1,2,3,4,5,6,{},[]]}").body())
                .isEqualTo("big");
        assertThat(send("{\"model\":\"big-GPT\",\"l\":[1,2,3,4,5,6,{},[7]]}").body())
                .isEqualTo("general");
    }

    @Test
    void withoutRecordsOrWithBadOnesTheDefaultPoolServes() {
        records("start: 1\n1: selectPol /vllm/Shared/big");
        assertThat(send(MODEL_BIG).body()).isEqualTo("general");
        records("");
        assertThat(send(MODEL_BIG).body()).isEqualTo("general");
        assertThat(plane.device.removeDataGroup(InferenceBodyBasedRouting.RULES))
                .isTrue();
        assertThat(send(MODEL_BIG).body()).isEqualTo("general");
    }

    @Test
    void theSoundPartOfABrokenSetServes() {
        records("""
                start: 1
                1: if .model matches_glob *GPT then big else gone
                big: selectPool /vllm/Shared/big
                """);
        assertThat(send(MODEL_BIG).body()).isEqualTo("big");
        assertThat(send("{}").body()).isEqualTo("general");
    }

    @Test
    void withoutADefaultPoolNoDecisionIs503() {
        plane.device.put(current().withPool(Optional.empty()));
        HttpResponse<String> answer = send("no json");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).contains("1");
        assertThat(answer.body()).contains("\"type\":\"server_error\"");
        assertThat(send(padded(100_000)).statusCode()).isEqualTo(503);
        assertThat(send(MODEL_BIG).body()).isEqualTo("big");
    }

    @Test
    void withoutTheIruleOrTheJsonProfileNoRuleRuns() {
        plane.device.put(current().withRules(List.of("/Common/other")));
        assertThat(send(MODEL_BIG).body()).isEqualTo("general");
        plane.device.put(current().withProfiles(Map.of("/Common/http", "http", "/Common/oc", "one-connect")));
        assertThat(send(MODEL_BIG).body()).isEqualTo("general");
    }

    @Test
    void aChosenPoolStaysTheConnectionsPool() throws Exception {
        try (Socket client = new Socket(url.getHost(), url.getPort())) {
            String head = "POST / HTTP/1.1\r\nhost: t\r\ncontent-type: application/json\r\ncontent-length: "
                    + MODEL_BIG.length() + "\r\n\r\n";
            assertThat(Plane.exchange(client, head + MODEL_BIG, "big")).contains("200 OK");
            // No rule runs any more, so nobody chooses another pool on this connection.
            plane.device.put(virtualServer.withRules(List.of()).withPort(url.getPort()));
            assertThat(Plane.exchange(client, head + MODEL_BIG, "big")).contains("200 OK");
        }
        assertThat(send(MODEL_BIG).body()).isEqualTo("general");
    }

    private VirtualServer current() {
        return plane.device.virtualServer(virtualServer.fullPath()).orElseThrow();
    }

    private void records(String lines) {
        TreeMap<String, String> records = new TreeMap<>();
        lines.lines().map(line -> line.split(": ", 2)).forEach(record -> records.put(record[0], record[1]));
        plane.device.put(new DataGroup(InferenceBodyBasedRouting.RULES, "string", records, 1));
    }

    private static String padded(int length) {
        String start = "{\"model\":\"big-GPT\",\"pad\":\"";
        return start + "x".repeat(length - start.length() - 2) + "\"}";
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

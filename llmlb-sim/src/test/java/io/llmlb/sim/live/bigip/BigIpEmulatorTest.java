package io.llmlb.sim.live.bigip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.core.PoolName;
import io.llmlb.sim.live.Http;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.RatioWrite;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BigIpEmulatorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PoolName POOL = new PoolName("/vllm/Shared/p");
    private static final String POOLS = "/mgmt/tm/ltm/pool";
    private static final String P = POOLS + "/~vllm~Shared~p";
    private static final String M = P + "/members/~vllm~10.128.2.14:8000";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T10:00:00Z"));
    private final BigIpEmulator bigIp =
            BigIpEmulator.builder().password("s3cret").clock(now::get).start();
    private HttpClient client;
    private String token;

    @BeforeEach
    void logIn() throws Exception {
        bigIp.addPool(new Pool(
                POOL,
                "ratio-member",
                List.of(
                        Member.of("vllm", "10.128.2.14", 8000),
                        Member.of("Common", "fd00::12", 8000).withRatio(3))));
        bigIp.addPool(new Pool(new PoolName("/Common/empty"), "round-robin", List.of()));
        client = Http.pinned(bigIp.certSha256());
        token = login().path("token").path("token").textValue();
    }

    @AfterEach
    void close() {
        bigIp.close();
    }

    @Test
    void loginGivesATokenAsADeviceDoes() throws Exception {
        JsonNode login = login();
        assertThat(login.path("username").textValue()).isEqualTo("admin");
        assertThat(login.path("loginReference").path("link").textValue()).startsWith("https://localhost/mgmt/cm/");
        assertThat(login.path("loginProviderName").textValue()).isEqualTo("tmos");
        JsonNode item = login.path("token");
        assertThat(item.path("token").textValue()).matches("[A-Z0-9]{26}");
        assertThat(item.path("name")).isEqualTo(item.path("token"));
        assertThat(item.path("timeout").intValue()).isEqualTo(1200);
        assertThat(item.path("startTime").textValue()).isEqualTo("2026-03-01T10:00:00.000+0000");
        assertThat(item.path("expirationMicros").longValue()
                        - item.path("lastUpdateMicros").longValue())
                .isEqualTo(1_200_000_000L);
        assertThat(item.path("kind").textValue()).isEqualTo("shared:authz:tokens:authtokenitemstate");
    }

    @Test
    void aTokenExpiresByItsStartAndIsExtendedByPatch() {
        assertThat(get(P).statusCode()).isEqualTo(200);
        String self = "/mgmt/shared/authz/tokens/" + token;
        JsonNode extended = body(call("PATCH", self, "{\"timeout\":36000}", token), 200);
        assertThat(extended.path("timeout").intValue()).isEqualTo(36_000);
        assertThat(extended.path("generation").intValue()).isEqualTo(2);
        body(call("PATCH", self, "{\"timeout\":\"36000\"}", token), 200);
        body(call("PATCH", self, "{\"timeout\":36001}", token), 400);
        now.updateAndGet(at -> at.plusSeconds(35_999));
        assertThat(get(P).statusCode()).isEqualTo(200);
        now.updateAndGet(at -> at.plusSeconds(1));
        HttpResponse<String> expired = get(P);
        JsonNode error = body(expired, 401);
        assertThat(error.path("message").textValue()).isEqualTo("X-F5-Auth-Token has expired.");
        assertThat(error.path("kind").textValue()).isEqualTo(":resterrorresponse");
        assertThat(error.path("referer").textValue()).isEqualTo("127.0.0.1");
        assertThat(error.has("restOperationId")).isTrue();
        assertThat(error.has("apiError")).isFalse();
    }

    @Test
    void aDeletedTokenDoesNotExist() {
        body(call("DELETE", "/mgmt/shared/authz/tokens/" + token, "", token), 200);
        assertThat(body(get(P), 401).path("message").textValue()).isEqualTo("X-F5-Auth-Token does not exist.");
    }

    @Test
    void theHundredAndFirstTokenIsRefused() throws Exception {
        for (int i = 1; i < 100; i++) {
            login();
        }
        HttpResponse<String> refused =
                call("POST", "/mgmt/shared/authn/login", "{\"username\":\"admin\",\"password\":\"s3cret\"}", null);
        assertThat(body(refused, 400).path("message").textValue())
                .isEqualTo("user has reached maximum active login tokens");
        assertThat(body(call("GET", "/mgmt/shared/authz/tokens", "", token), 200)
                        .path("items"))
                .hasSize(100);
        now.updateAndGet(at -> at.plusSeconds(1200));
        login();
    }

    @Test
    void whoDoesNotSayWhoHeIsIsRefused() {
        HttpResponse<String> nobody = call("GET", P, "", null);
        assertThat(body(nobody, 401).path("message").textValue())
                .isEqualTo("Authorization failed: no user authentication header or token detected."
                        + " Uri:http://localhost:8100" + P + " Referrer:127.0.0.1 Sender:127.0.0.1");
        HttpResponse<String> wrong =
                call("POST", "/mgmt/shared/authn/login", "{\"username\":\"admin\",\"password\":\"no\"}", null);
        assertThat(body(wrong, 401).path("message").textValue()).isEqualTo("Authentication failed.");
        assertThat(wrong.body()).doesNotContain("\"no\"");
    }

    @Test
    void basicAuthenticationIsAcceptedToo() {
        assertThat(basic("admin:s3cret").statusCode()).isEqualTo(200);
        assertThat(basic("admin:other").statusCode()).isEqualTo(401);
        assertThat(basic("admin").statusCode()).isEqualTo(401);
    }

    @Test
    void aPoolReadsAsOnADevice() {
        JsonNode pool = body(get(P), 200);
        assertThat(pool.path("kind").textValue()).isEqualTo("tm:ltm:pool:poolstate");
        assertThat(pool.path("name").textValue()).isEqualTo("p");
        assertThat(pool.path("partition").textValue()).isEqualTo("vllm");
        assertThat(pool.path("subPath").textValue()).isEqualTo("Shared");
        assertThat(pool.path("fullPath").textValue()).isEqualTo("/vllm/Shared/p");
        assertThat(pool.path("loadBalancingMode").textValue()).isEqualTo("ratio-member");
        assertThat(pool.path("selfLink").textValue()).isEqualTo("https://localhost" + P + "?ver=21.0.0");
        assertThat(pool.at("/membersReference/link").textValue())
                .isEqualTo("https://localhost" + P + "/members?ver=21.0.0");
        assertThat(pool.at("/membersReference/items").isMissingNode()).isTrue();
        assertThat(body(get(P + "?expandSubcollections=true"), 200).at("/membersReference/items"))
                .hasSize(2);
        assertThat(body(get(P + "?$select=name,fullPath,loadBalancingMode"), 200))
                .hasToString("{\"name\":\"p\",\"fullPath\":\"/vllm/Shared/p\",\"loadBalancingMode\":\"ratio-member\"}");
        assertThat(body(get(POOLS), 200).path("items")).hasSize(2);
        assertThat(body(get(POOLS + "?$filter=partition%20eq%20vllm"), 200).path("items"))
                .singleElement()
                .isEqualTo(pool);
    }

    @Test
    void membersReadAsOnADevice() {
        JsonNode all = body(get(P + "/members"), 200);
        assertThat(all.path("kind").textValue()).isEqualTo("tm:ltm:pool:members:memberscollectionstate");
        JsonNode first = all.path("items").get(0);
        assertThat(first)
                .hasToString(
                        "{\"kind\":\"tm:ltm:pool:members:membersstate\",\"name\":\"10.128.2.14:8000\","
                                + "\"partition\":\"vllm\",\"fullPath\":\"/vllm/10.128.2.14:8000\",\"generation\":2,"
                                + "\"selfLink\":\"https://localhost" + M + "?ver=21.0.0\",\"address\":\"10.128.2.14\","
                                + "\"connectionLimit\":0,\"dynamicRatio\":1,\"ephemeral\":\"false\","
                                + "\"fqdn\":{\"autopopulate\":\"disabled\"},\"inheritProfile\":\"enabled\","
                                + "\"logging\":\"disabled\",\"monitor\":\"default\",\"priorityGroup\":0,"
                                + "\"rateLimit\":\"disabled\",\"ratio\":1,\"session\":\"user-enabled\",\"state\":\"unchecked\"}");
        JsonNode second = all.path("items").get(1);
        assertThat(second.path("fullPath").textValue()).isEqualTo("/Common/fd00::12.8000");
        assertThat(second.path("ratio").intValue()).isEqualTo(3);
        assertThat(body(get(M), 200)).isEqualTo(first);
        assertThat(body(get(M.replace(":8000", "%3A8000")), 200)).isEqualTo(first);
        assertThat(body(get(P + "/members?$select=name,ratio"), 200).toString())
                .isEqualTo(
                        "{\"kind\":\"tm:ltm:pool:members:memberscollectionstate\",\"selfLink\":\"https://localhost" + P
                                + "/members?$select=name%2Cratio&ver=21.0.0\",\"items\":["
                                + "{\"name\":\"10.128.2.14:8000\",\"ratio\":1},{\"name\":\"fd00::12.8000\",\"ratio\":3}]}");
        assertThat(body(get(POOLS + "/~Common~empty/members"), 200).has("items"))
                .isFalse();
    }

    @Test
    void aRatioIsWrittenConfirmedAndNoted() {
        JsonNode before = body(get(M), 200);
        JsonNode after = body(call("PATCH", M, "{\"ratio\":7}", token), 200);
        assertThat(after.path("ratio").intValue()).isEqualTo(7);
        assertThat(after.path("generation").intValue())
                .isGreaterThan(before.path("generation").intValue());
        assertThat(bigIp.pool(POOL).orElseThrow().members().get(0).ratio()).isEqualTo(7);
        assertThat(bigIp.ratioWrites()).containsExactly(new RatioWrite(now.get(), POOL, "/vllm/10.128.2.14:8000", 7));
    }

    @Test
    void aMemberIsDisabledAndForcedOffline() {
        JsonNode disabled = body(call("PATCH", M, "{\"session\":\"user-disabled\"}", token), 200);
        assertThat(disabled.path("session").textValue()).isEqualTo("user-disabled");
        JsonNode offline =
                body(call("PATCH", M, "{\"session\":\"user-disabled\",\"state\":\"user-down\"}", token), 200);
        assertThat(offline.path("state").textValue()).isEqualTo("user-down");
        JsonNode back = body(call("PATCH", M, "{\"session\":\"user-enabled\",\"state\":\"user-up\"}", token), 200);
        assertThat(back.path("session").textValue()).isEqualTo("user-enabled");
        assertThat(bigIp.ratioWrites()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                            | one or more properties must be specified          | 26214401",
                "{\"kind\":\"x\"}              | one or more properties must be specified          | 26214401",
                "{\"state\":\"up\"}            | invalid property value \"state\":\"up\"           | 26214401",
                "{\"session\":\"monitor-enabled\"} | invalid property value \"session\":\"monitor-enabled\" | 26214401",
                "{\"ratio\":2,\"address\":\"1.2.3.4\"} | address may not be specified              | 26214401",
                "{\"ratio\":0}      | 01070000:3: The ratio 0 is not an integer from 1 to 65535.     | 3",
                "{\"ratio\":65536}  | 01070000:3: The ratio 65536 is not an integer from 1 to 65535. | 3",
                "{\"ratio\":1.5}    | 01070000:3: The ratio 1.5 is not an integer from 1 to 65535.   | 3",
            })
    void aBadPatchChangesNothing(String patch, String message, int apiError) {
        JsonNode before = body(get(M), 200);
        JsonNode error = body(call("PATCH", M, patch, token), 400);
        assertThat(error.path("code").intValue()).isEqualTo(400);
        assertThat(error.path("message").textValue()).isEqualTo(message);
        assertThat(error.path("errorStack").isArray()).isTrue();
        assertThat(error.path("apiError").intValue()).isEqualTo(apiError);
        assertThat(body(get(M), 200)).isEqualTo(before);
        assertThat(bigIp.ratioWrites()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/~vllm~Shared~nope         | 01020036:3: The requested Pool (/vllm/Shared/nope) was not found.",
                "/~vllm~Shared~nope/members | 01020036:3: The requested pool (/vllm/Shared/nope) was not found.",
                "/~vllm~Shared~p/members/~vllm~10.128.9.9:8000 | 01020036:3: The requested Pool Member"
                        + " (/vllm/Shared/p /vllm/10.128.9.9 8000) was not found.",
                "/~vllm~Shared~p/members/~vllm~fd00::9.8000 | 01020036:3: The requested Pool Member"
                        + " (/vllm/Shared/p /vllm/fd00::9 8000) was not found.",
            })
    void whatIsNotThereIsNotFound(String path, String message) {
        JsonNode error = body(get(POOLS + path), 404);
        assertThat(error.path("message").textValue()).isEqualTo(message);
        assertThat(error.path("apiError").intValue()).isEqualTo(3);
    }

    @Test
    void anUnknownPathIsNotRegistered() {
        JsonNode error = body(get("/mgmt/tm/ltm/nothing"), 404);
        assertThat(error.path("message").textValue()).isEqualTo("Public URI path not registered: /tm/ltm/nothing");
        assertThat(error.path("kind").textValue()).isEqualTo(":resterrorresponse");
    }

    @Test
    void poolsComeAndGo() {
        assertThat(bigIp.removePool(POOL)).isTrue();
        assertThat(get(P).statusCode()).isEqualTo(404);
        bigIp.addPool(new Pool(POOL, "round-robin", List.of()));
        assertThat(body(get(P), 200).path("loadBalancingMode").textValue()).isEqualTo("round-robin");
    }

    @Test
    void aRestartLosesTokensAndKeepsRatios() throws Exception {
        body(call("PATCH", M, "{\"ratio\":7}", token), 200);
        int port = bigIp.url().getPort();
        bigIp.stop();
        assertThatThrownBy(() -> get(P)).isInstanceOf(UncheckedIOException.class);
        bigIp.start();
        assertThat(bigIp.url().getPort()).isEqualTo(port);
        assertThat(body(get(M), 401).path("message").textValue()).isEqualTo("X-F5-Auth-Token does not exist.");
        token = login().path("token").path("token").textValue();
        assertThat(body(get(M), 200).path("ratio").intValue()).isEqualTo(7);
    }

    @Test
    void latencyDelaysEveryAnswer() {
        bigIp.latency(Duration.ofMillis(200));
        long from = System.nanoTime();
        body(get(P), 200);
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThanOrEqualTo(Duration.ofMillis(199));
    }

    @Test
    void trustingTheCertificateAsACaIsNotEnoughBecauseOfItsName(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("ca.pem");
        bigIp.writeCaFile(file);
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(file)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        HttpClient careful = HttpClient.newBuilder().sslContext(context).build();
        HttpRequest request = HttpRequest.newBuilder(bigIp.url())
                .timeout(Duration.ofSeconds(10))
                .build();
        assertThatThrownBy(() -> Http.send(careful, request))
                .hasCauseInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("No subject alternative names");
        assertThat(bigIp.certSha256()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    }

    @Test
    void secretsAreNotPrinted() {
        Device device = new Device("admin", "s3cret", "21.0.0", now::get);
        assertThat(device.toString()).doesNotContain("s3cret");
        assertThat(bigIp.toString()).doesNotContain("s3cret");
        assertThat(FactoryCertificate.create().toString())
                .startsWith("certificate ")
                .doesNotContain("RSA");
    }

    private JsonNode login() throws Exception {
        return body(
                call(
                        "POST",
                        "/mgmt/shared/authn/login",
                        "{\"username\":\"admin\",\"password\":\"s3cret\",\"loginProviderName\":\"tmos\"}",
                        null),
                200);
    }

    private HttpResponse<String> get(String path) {
        return call("GET", path, "", token);
    }

    private HttpResponse<String> basic(String pair) {
        String value = Base64.getEncoder().encodeToString(pair.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return Http.send(
                client,
                HttpRequest.newBuilder(bigIp.url().resolve(P))
                        .timeout(Duration.ofSeconds(10))
                        .header("Authorization", "Basic " + value)
                        .build());
    }

    private HttpResponse<String> call(String method, String path, String body, String withToken) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        java.net.URI.create(bigIp.url() + path.replace("$", "%24")))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (withToken != null) {
            request.header("X-F5-Auth-Token", withToken);
        }
        return Http.send(client, request.build());
    }

    private static JsonNode body(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json; charset=UTF-8");
        try {
            return JSON.readTree(response.body());
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.llmlb.bigip;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static io.llmlb.bigip.PlayedBigIp.json;
import static io.llmlb.core.FailureKind.ABSENT;
import static io.llmlb.core.FailureKind.BUSY;
import static io.llmlb.core.FailureKind.DENIED;
import static io.llmlb.core.FailureKind.INVALID;
import static io.llmlb.core.FailureKind.UNREACHABLE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.llmlb.core.FailureKind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
    private static final PlayedBigIp DEVICE = new PlayedBigIp();

    @BeforeEach
    void reset() {
        DEVICE.reset();
    }

    @AfterAll
    static void stop() {
        DEVICE.close();
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                // mcpd and icrd
                mcpd(404, 3, "01020036:3: The requested Pool (/Common/my-pool) was not found.", ABSENT),
                mcpd(
                        404,
                        3,
                        "01020036:3: The requested Pool Member (/PART/POOL /PART/1.1.1.1 80) was not found.",
                        ABSENT),
                mcpd(404, 3, "01020036:3: The requested pool (/Common/wrong) was not found.", ABSENT),
                mcpd(404, 3, "01020036:3: The requested value list (/Common/x) was not found.", ABSENT),
                mcpd(404, 3, "01020036:3: The requested folder (/PART) was not found.", ABSENT),
                mcpd(400, 3, "01020036:3: The requested folder (/PART) was not found.", ABSENT),
                mcpd(404, 1, "Object not found - /Common/10.200.1.137:80", ABSENT),
                mcpd(
                        409,
                        3,
                        "01020066:3: The requested Pool Member (/Common/p /Common/1.1.1.1 80) already exists in partition Common.",
                        INVALID),
                mcpd(
                        400,
                        3,
                        "01070110:3: Node address '/Common/x' is referenced by a member of pool '/Common/p'.",
                        INVALID),
                mcpd(
                        400,
                        3,
                        "01070734:3: Configuration error: Can't associate Pool Member (x) folder does not exist",
                        ABSENT),
                mcpd(400, 26214401, "one or more properties must be specified", INVALID),
                mcpd(400, 26214401, "one or more configuration identifiers must be provided", INVALID),
                mcpd(400, 26214401, "HTML Tag-like Content in the Request URL/Body", INVALID),
                mcpd(400, 26214401, "invalid property value 'state':'up'", INVALID),
                mcpd(503, 32964609, "There is an active asynchronous task executing.", BUSY),
                mcpd(500, 32768001, "The connection to mcpd has been lost, try again.", BUSY),
                // restjavad
                restjavad(
                        404,
                        "URI path /mgmt/tm/ltm/pool/x not registered.  Please verify URI is supported and wait for /available suffix to be responsive.",
                        BUSY),
                restjavad(404, "Public URI path not registered: /tm/ltm/pool/x", BUSY),
                restjavad(
                        400,
                        "remoteSender:10.0.0.5, method:GET java.util.concurrent.TimeoutException: remoteSender",
                        BUSY),
                restjavad(
                        401,
                        "Authorization failed: user=https://localhost/mgmt/cm/system/authn/providers/tmos/1f/users/40 resource=/mgmt/tm/ltm/pool verb=GET uri:http://localhost:8100/mgmt/tm/ltm/pool",
                        DENIED),
                restjavad(401, "X-F5-Auth-Token has expired.", DENIED),
                restjavad(401, "X-F5-Auth-Token does not exist.", DENIED),
                restjavad(
                        401,
                        "Authorization failed: no user authentication header or token detected. Uri:http://localhost:8100/mgmt/tm/ltm/virtual",
                        DENIED),
                restjavad(403, "Forbidden", DENIED),
                restjavad(429, "Too many", BUSY),
                // no JSON
                arguments(
                        503,
                        "<html><head><title>BIG-IP</title><style>p {}</style></head><body>Configuration Utility restarting...</body></html>",
                        BUSY,
                        "Configuration Utility restarting..."),
                arguments(
                        500,
                        "<html><h2>HTTP ERROR 500</h2><pre>AsyncContext timeout</pre></html>",
                        BUSY,
                        "AsyncContext timeout"),
                arguments(502, "", BUSY, "answered 502 with an empty body"),
                arguments(404, "<html><title>404 Not Found</title></html>", INVALID, "management address"),
                arguments(
                        401,
                        "<html><title>401 F5 Authorization Required</title></html>",
                        DENIED,
                        "401 F5 Authorization Required"),
                arguments(400, "no JSON", INVALID, "answered 400 with something that is no JSON object"),
                arguments(400, "{\"code\":400,\"mess", INVALID, "answered 400 with broken JSON"),
                arguments(302, "", INVALID, "answered 302 with a redirect to https://gui/tmui/login.jsp"),
                arguments(301, "<html>moved</html>", INVALID, "the web GUI or a proxy"),
                arguments(304, "", INVALID, "answered 304"),
                arguments(405, "{}", INVALID, "answered 405 with a JSON object that has no message"),
                // good statuses with bad bodies
                arguments(200, "", UNREACHABLE, "answered 200 with an empty body"),
                arguments(204, "", UNREACHABLE, "answered 204 with an empty body"),
                arguments(200, "{\"name\":\"p\",\"fullPa", UNREACHABLE, "answered 200 with broken JSON"),
                arguments(200, "{\"name\":\"p\"} trailing", UNREACHABLE, "answered 200 with broken JSON"),
                arguments(200, "[]", INVALID, "answered 200 with something that is no JSON object"),
                arguments(200, "<html><body>Please log in</body></html>", INVALID, "Please log in"),
                arguments(200, "<html>Configuration Utility restarting...</html>", BUSY, "restarting"),
                arguments(200, "{\"name\":\"p\"}", INVALID, "no loadBalancingMode"),
                arguments(
                        200,
                        "{\"code\":503,\"message\":\"There is an active asynchronous task executing.\"}",
                        BUSY,
                        "answered 503"),
                arguments(
                        200,
                        "{\"code\":404,\"message\":\"01020036:3: The requested Pool (/a/b) was not found.\"}",
                        ABSENT,
                        "answered 404"));
    }

    private static Arguments mcpd(int status, int apiError, String message, FailureKind kind) {
        String body = "{\"code\":%d,\"message\":\"%s\",\"errorStack\":[],\"apiError\":%d}";
        return arguments(status, body.formatted(status, message, apiError), kind, message);
    }

    private static Arguments restjavad(int status, String message, FailureKind kind) {
        String body = "{\"code\":%d,\"message\":\"%s\",\"originalRequestBody\":\"{\\\"hidden\\\":1}\","
                + "\"referer\":\"10.0.0.5\",\"restOperationId\":6229426,\"kind\":\":resterrorresponse\"}";
        return arguments(status, body.formatted(status, message), kind, message.replace("  ", " "));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("answers")
    void everyAnswerHasItsKindAndIsToldInTheMessage(int status, String body, FailureKind kind, String told) {
        ResponseDefinitionBuilder answer = aResponse().withStatus(status).withBody(body);
        DEVICE.poolAnswers(answer.withHeader("Location", "https://gui/tmui/login.jsp"));
        try (BigIp bigIp = DEVICE.client().build()) {
            BigIpException failure = catchThrowableOfType(
                    BigIpException.class, () -> bigIp.pools().read(PlayedBigIp.POOL));
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.getClass().getSimpleName()).isEqualToIgnoringCase(kind.name());
            assertThat(failure)
                    .hasMessageContaining(told)
                    .hasMessageContaining("https://" + DEVICE.address() + PlayedBigIp.POOL_PATH)
                    .hasMessageNotContaining("hidden");
        }
    }

    @Test
    void theStatusIsThatOfTheBodyWhenTheAnswerPretendsToBeGood() {
        DEVICE.poolAnswers(json(200, "{\"code\":503,\"message\":\"busy\"}"));
        assertThat(readFailure(Duration.ofSeconds(10)).status()).hasValue(503);
    }

    @Test
    void theDevicesTextIsOneLineOf300CharactersAtMost() {
        DEVICE.poolAnswers(json(400, "{\"message\":\"a\\n\\u0000\\u001b[31m\\tb" + "x".repeat(1000) + "\"}"));
        BigIpException failure = readFailure(Duration.ofSeconds(10));
        assertThat(failure.deviceText()).hasSize(300).startsWith("a [31m bxxx");
        assertThat(failure).hasMessageContaining("\"" + failure.deviceText() + "\"");
    }

    static Stream<Arguments> loginAnswers() {
        return Stream.of(
                arguments(
                        400,
                        "{\"code\":400,\"message\":\"user has reached maximum active login tokens\"}",
                        BUSY,
                        "/mgmt/shared/authz/tokens"),
                arguments(
                        400,
                        "{\"code\":400,\"message\":\"user 600e1b53-fa1b-3939-a101-52cee2531001 has reached maximum active login tokens\"}",
                        BUSY,
                        "logs in again and again"),
                arguments(
                        401,
                        "{\"code\":401,\"message\":\"Authentication failed.\",\"kind\":\":resterrorresponse\"}",
                        DENIED,
                        "BIGIP_USER and BIGIP_PASS"),
                arguments(401, "", DENIED, "BIGIP_USER and BIGIP_PASS"),
                arguments(
                        404,
                        "{\"code\":404,\"message\":\"URI path /mgmt/shared/authn/login not registered.\"}",
                        BUSY,
                        "not registered"),
                arguments(503, "<html>Configuration Utility restarting...</html>", BUSY, "restarting"),
                arguments(302, "", INVALID, "the web GUI or a proxy"),
                arguments(200, "<html>log in</html>", INVALID, "the web GUI or a proxy"),
                arguments(200, "{}", INVALID, "no usable token"),
                arguments(200, "{\"token\":{\"token\":\"line\\nbreak\"}}", INVALID, "no usable token"),
                arguments(200, "", UNREACHABLE, "empty body"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("loginAnswers")
    void everyAnswerToALoginHasItsKindAndItsMend(int status, String body, FailureKind kind, String told) {
        DEVICE.login(aResponse().withStatus(status).withBody(body));
        try (BigIp bigIp = DEVICE.client().build()) {
            BigIpException failure = catchThrowableOfType(BigIpException.class, bigIp::login);
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure).hasMessageContaining(told).hasMessageContaining(PlayedBigIp.LOGIN);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aConnectionThatBreaksIsUnreachable(Fault fault) {
        DEVICE.poolAnswers(aResponse().withFault(fault));
        assertThat(readFailure(Duration.ofSeconds(10))).isInstanceOf(BigIpException.Unreachable.class);
    }

    @Test
    void anAnswerThatDoesNotComeIsUnreachable() {
        DEVICE.poolAnswers(aResponse().withFixedDelay(5_000));
        assertThat(readFailure(Duration.ofMillis(1500)))
                .isInstanceOf(BigIpException.Unreachable.class)
                .hasMessageContaining("no answer within 1500 ms");
    }

    @Test
    void anAnswerThatTricklesIsUnreachable() {
        DEVICE.poolAnswers(json(200, "{\"name\":\"" + "p".repeat(500) + "\"}").withChunkedDribbleDelay(40, 8_000));
        assertThat(readFailure(Duration.ofSeconds(2)))
                .isInstanceOf(BigIpException.Unreachable.class)
                .hasMessageContaining("no answer within 2 s");
    }

    @Test
    void anAnswerThatIsTooLargeIsInvalid() {
        DEVICE.poolAnswers(json(200, "{\"name\":\"" + "x".repeat(16 << 20) + "\"}"));
        assertThat(readFailure(Duration.ofSeconds(20)))
                .isInstanceOf(BigIpException.Invalid.class)
                .hasMessageContaining("larger than 16 MB");
    }

    @Test
    void nobodyListeningIsUnreachable() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThatThrownBy(() -> login("127.0.0.1:" + port, Duration.ofSeconds(10)))
                .isInstanceOf(BigIpException.Unreachable.class)
                .hasMessage("https://127.0.0.1:" + port + "/mgmt/shared/authn/login: connection refused."
                        + " Check BIGIP (or url in YAML)");
    }

    @Test
    void anUnknownHostIsUnreachable() {
        assertThatThrownBy(() -> login("no-such-host.invalid", Duration.ofSeconds(20)))
                .isInstanceOf(BigIpException.Unreachable.class)
                .hasMessageContaining("unknown host");
    }

    @Test
    void aPortThatTakesConnectionsAndStaysSilentIsUnreachable() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> login("127.0.0.1:" + silent.getLocalPort(), Duration.ofMillis(700)))
                    .isInstanceOf(BigIpException.Unreachable.class)
                    .hasMessageContaining("within 700 ms");
        }
    }

    @Test
    void aPortThatSpeaksNoTlsIsInvalid() throws Exception {
        ExecutorService answering = Executors.newSingleThreadExecutor();
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            answering.submit(() -> {
                try (Socket socket = plain.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
                    return socket.getInputStream().readAllBytes();
                }
            });
            assertThatThrownBy(() -> login("127.0.0.1:" + plain.getLocalPort(), Duration.ofSeconds(10)))
                    .isInstanceOf(BigIpException.Invalid.class)
                    .hasMessageContaining("no TLS connection");
        } finally {
            answering.shutdownNow();
        }
    }

    @Test
    void anInterruptedCallSaysSoAndStaysInterrupted() {
        try (BigIp bigIp = DEVICE.client().build()) {
            Thread.currentThread().interrupt();
            BigIpException failure = catchThrowableOfType(BigIpException.Unreachable.class, bigIp::login);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure).hasMessageContaining("interrupted");
        }
    }

    private static void login(String address, Duration timeout) {
        try (BigIp bigIp =
                BigIp.builder(address).user("u").password("p").timeout(timeout).build()) {
            bigIp.login();
        }
    }

    /** What a read of the pool fails with; the login before it has time enough. */
    private static BigIpException readFailure(Duration timeout) {
        try (BigIp bigIp = DEVICE.client().timeout(timeout).build()) {
            return catchThrowableOfType(
                    BigIpException.class, () -> bigIp.pools().read(PlayedBigIp.POOL));
        }
    }
}

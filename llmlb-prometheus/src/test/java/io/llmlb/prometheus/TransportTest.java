package io.llmlb.prometheus;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.unauthorized;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.llmlb.core.FailureKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransportTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    @TempDir
    private Path directory;

    @Test
    void deliversBodyTimeAndDate() throws IOException {
        SERVER.stubFor(get("/x?a=1")
                .willReturn(aResponse().withBody("hello").withHeader("Date", "Sun, 22 Nov 2026 15:20:01 GMT")));
        Instant local = Instant.parse("2026-11-22T15:20:03.123Z");
        Reply reply = Transport.builder().clock(() -> local).build().get(uri("/x?a=1"), TIMEOUT);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headersAt()).isEqualTo(local);
        assertThat(reply.date()).contains(Instant.parse("2026-11-22T15:20:01Z"));
        assertThat(reply.body().readAllBytes()).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aBodyThatDribblesInIsCutAtTheDeadline() {
        SERVER.stubFor(
                get(anyUrl()).willReturn(aResponse().withBody("x".repeat(1000)).withChunkedDribbleDelay(100, 20_000)));
        long start = System.nanoTime();
        PrometheusException late = failure(Transport.builder().build(), Duration.ofMillis(300));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(5));
        assertThat(late.kind()).isEqualTo(FailureKind.UNREACHABLE);
        assertThat(late).hasMessageContaining("no complete answer within 300 ms");
    }

    @Test
    void anAnswerThatDoesNotBeginIsCutAtTheDeadline() {
        SERVER.stubFor(get(anyUrl()).willReturn(aResponse().withFixedDelay(20_000)));
        PrometheusException late = failure(Transport.builder().build(), Duration.ofMillis(200));
        assertThat(late.kind()).isEqualTo(FailureKind.UNREACHABLE);
        assertThat(late).hasMessageContaining("within 200 ms");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aBrokenConnectionIsUnreachable(Fault fault) {
        SERVER.stubFor(get(anyUrl()).willReturn(aResponse().withFault(fault)));
        assertThat(failure(Transport.builder().build(), TIMEOUT).kind()).isEqualTo(FailureKind.UNREACHABLE);
    }

    @Test
    void aClosedPortIsUnreachable() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        URI nobody = URI.create("http://127.0.0.1:" + closed + "/metrics?secret=1");
        PrometheusException failed = catchThrowableOfType(
                PrometheusException.class, () -> Transport.builder().build().get(nobody, TIMEOUT));
        assertThat(failed.kind()).isEqualTo(FailureKind.UNREACHABLE);
        assertThat(failed.place()).isEqualTo("http://127.0.0.1:" + closed + "/metrics");
        assertThat(failed).hasMessageContaining("no connection");
    }

    @Test
    void anInterruptedCallEndsAndStaysInterrupted() {
        SERVER.stubFor(get(anyUrl()).willReturn(aResponse().withFixedDelay(20_000)));
        Transport transport = Transport.builder().build();
        Thread.currentThread().interrupt();
        PrometheusException failed = failure(transport, TIMEOUT);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failed.kind()).isEqualTo(FailureKind.UNREACHABLE);
    }

    @Test
    void anAnswerIsReadUpToTheLimitAndNoFurther() {
        SERVER.stubFor(get(anyUrl()).willReturn(aResponse().withBody("x".repeat(1000))));
        assertThat(Transport.builder()
                        .limit(1000)
                        .build()
                        .get(uri("/"), TIMEOUT)
                        .size())
                .isEqualTo(1000);
        PrometheusException large = failure(Transport.builder().limit(999).build(), TIMEOUT);
        assertThat(large.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(large).hasMessageContaining("larger than 999 bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "301, INVALID, login",
        "302, INVALID, login",
        "400, INVALID, Check the URL",
        "401, DENIED, PROMETHEUS_TOKEN_FILE",
        "403, DENIED, cluster-monitoring-view",
        "404, INVALID, Check the URL",
        "405, INVALID, Check the URL",
        "414, INVALID, POST",
        "429, BUSY, 429",
        "500, BUSY, 500",
        "502, BUSY, 502",
        "503, BUSY, 503",
        "504, BUSY, 504",
    })
    void everyStatusHasItsKind(int status, FailureKind kind, String mention) {
        SERVER.stubFor(get(anyUrl())
                .willReturn(aResponse()
                        .withStatus(status)
                        .withHeader("Location", "/login")
                        .withBody("<html>\n<h1>Sorry</h1></html>")));
        Transport transport = Transport.builder().build();
        PrometheusException refusal = transport.refusal(uri("/x?query=up"), transport.get(uri("/" + status), TIMEOUT));
        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal.place()).isEqualTo(SERVER.baseUrl() + "/x");
        assertThat(refusal).hasMessageContaining(mention).hasMessageNotContaining("<");
        SERVER.verify(1, getRequestedFor(urlEqualTo("/" + status)));
    }

    @Test
    void aReplacedTokenIsUsedFromTheNextRequestOn() throws IOException {
        SERVER.stubFor(any(anyUrl()).willReturn(aResponse()));
        Path file = Files.writeString(directory.resolve("token"), "first\n");
        Transport transport = Transport.builder().tokenFile(file).build();
        transport.get(uri("/1"), TIMEOUT);
        Files.writeString(file, "other\n");
        transport.post(uri("/2"), "query=up", TIMEOUT);
        SERVER.verify(getRequestedFor(anyUrl()).withHeader("Authorization", equalTo("Bearer first")));
        SERVER.verify(postRequestedFor(anyUrl())
                .withHeader("Authorization", equalTo("Bearer other"))
                .withHeader("Content-Type", equalTo("application/x-www-form-urlencoded"))
                .withRequestBody(equalTo("query=up")));
    }

    @Test
    void aTokenReplacedWhileTheRequestWasUnderWayIsTriedOnce() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "stale");
        try (TokenServer server = new TokenServer("fresh", () -> Files.writeString(file, "fresh"))) {
            Transport transport = Transport.builder().tokenFile(file).build();
            assertThat(transport.get(server.uri(), TIMEOUT).status()).isEqualTo(200);
            assertThat(server.seen()).containsExactly("Bearer stale", "Bearer fresh");
        }
    }

    @Test
    void anUnchangedTokenIsNotSentAgain() throws IOException {
        SERVER.stubFor(get(anyUrl()).willReturn(unauthorized().withBody("Unauthorized: s3cr3t-t0ken")));
        Path file = Files.writeString(directory.resolve("token"), "s3cr3t-t0ken");
        Transport transport = Transport.builder().tokenFile(file).build();
        Reply reply = transport.get(uri("/once"), TIMEOUT);
        SERVER.verify(1, getRequestedFor(urlEqualTo("/once")));
        PrometheusException refusal = transport.refusal(uri("/"), reply);
        assertThat(refusal.kind()).isEqualTo(FailureKind.DENIED);
        assertThat(refusal)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("Unauthorized: ***")
                .hasMessageNotContaining("s3cr3t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "s3cr3t two", "s3cr3t\ntwo", "s3cr\u00e9t"})
    void aTokenFileHoldsOneToken(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), content);
        PrometheusException failed = failure(Transport.builder().tokenFile(file).build(), TIMEOUT);
        assertThat(failed.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(failed)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("PROMETHEUS_TOKEN_FILE")
                .hasMessageNotContaining("s3cr");
    }

    @Test
    void aMissingTokenFileIsInvalidUntilItIsThere() throws IOException {
        SERVER.stubFor(get(anyUrl()).willReturn(aResponse()));
        Path file = directory.resolve("token");
        Transport transport = Transport.builder().tokenFile(file).build();
        PrometheusException failed = failure(transport, TIMEOUT);
        assertThat(failed.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(failed).hasMessageContaining(file.toString()).hasMessageContaining("PROMETHEUS_TOKEN_FILE");
        Files.writeString(file, "here");
        assertThat(transport.get(uri("/"), TIMEOUT).status()).isEqualTo(200);
    }

    private static URI uri(String path) {
        return URI.create(SERVER.baseUrl() + path);
    }

    private static PrometheusException failure(Transport transport, Duration timeout) {
        return catchThrowableOfType(PrometheusException.class, () -> transport.get(uri("/"), timeout));
    }
}

package io.llmlb.prometheus.query;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.llmlb.core.FailureKind;
import io.llmlb.prometheus.PrometheusException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class PromQlClientTest {
    private static final String SUCCESS =
            "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{\"instance\":\"10.128.2.17:8000\"},"
                    + "\"value\":[1763800000.123,\"0.27\"]}]},\"warnings\":[\"store down\"],\"infos\":[null_hint]}"
                            .replace("null_hint", "\"hint \\ud83d\\ude80 true\"");
    private static final String MATRIX = "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}";

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    @TempDir
    private Path directory;

    @Test
    void asksByGetWithTheParametersOfEveryCall() {
        answer(aResponse().withBody(SUCCESS).withHeader("Date", "Sat, 22 Nov 2025 08:26:40 GMT"));
        PromQlClient client = PromQlClient.builder(URI.create(SERVER.baseUrl() + "/prefix/"))
                .parameter("namespace", "vllm")
                .parameter("partial_response", "false")
                .build();
        QueryResult result = client.query("up{a=\"b c\"}", Instant.ofEpochMilli(1763800000123L));
        SERVER.verify(getRequestedFor(urlPathEqualTo("/prefix/api/v1/query"))
                .withQueryParam("query", equalTo("up{a=\"b c\"}"))
                .withQueryParam("time", equalTo("1763800000.123"))
                .withQueryParam("namespace", equalTo("vllm"))
                .withQueryParam("partial_response", equalTo("false")));
        assertThat(((QueryResult.Vector) result).samples()).hasSize(1);
        assertThat(result.warnings()).containsExactly("store down");
        assertThat(result.infos()).containsExactly("hint \ud83d\ude80 true");
        assertThat(result.remarks().date()).contains(Instant.parse("2025-11-22T08:26:40Z"));
    }

    @Test
    void leavesTheTimeToTheServerUnlessOneIsGiven() {
        answer(aResponse().withBody(SUCCESS));
        PromQlClient.builder(URI.create(SERVER.baseUrl())).build().query("up");
        SERVER.verify(getRequestedFor(urlEqualTo("/api/v1/query?query=up")));
    }

    @Test
    void asksByPostWithAllInTheBody() throws IOException {
        answer(aResponse().withBody(MATRIX));
        Path token = Files.writeString(directory.resolve("token"), "t0ken\n");
        PromQlClient client = PromQlClient.builder(URI.create(SERVER.baseUrl()))
                .method(PromQlClient.Method.POST)
                .tokenFile(token)
                .parameter("dedup", "true")
                .build();
        String longQuery = "x".repeat(20_000);
        assertThat(client.fits(longQuery)).isTrue();
        client.queryRange(longQuery, Instant.ofEpochSecond(10), Instant.ofEpochSecond(20), Duration.ofMillis(1500));
        SERVER.verify(postRequestedFor(urlEqualTo("/api/v1/query_range"))
                .withHeader("Authorization", equalTo("Bearer t0ken"))
                .withFormParam("query", equalTo(longQuery))
                .withFormParam("start", equalTo("10.000"))
                .withFormParam("end", equalTo("20.000"))
                .withFormParam("step", equalTo("1.500"))
                .withFormParam("dedup", equalTo("true")));
    }

    @Test
    void refusesToGetAUrlOfEightKilobytes() {
        answer(aResponse().withBody(SUCCESS));
        PromQlClient client = PromQlClient.builder(URI.create(SERVER.baseUrl())).build();
        int rest = (SERVER.baseUrl() + "/api/v1/query?query=").length();
        String longest = "x".repeat(8191 - rest);
        assertThat(client.fits(longest)).isTrue();
        client.query(longest);
        assertThat(client.fits(longest + "x")).isFalse();
        PrometheusException refused =
                catchThrowableOfType(PrometheusException.class, () -> client.query(longest + "x"));
        assertThat(refused.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(refused).hasMessageContaining("8192").hasMessageContaining("Send it by POST, or split it");
        SERVER.verify(1, getRequestedFor(anyUrl()));
    }

    @ParameterizedTest
    @CsvSource({
        "400, bad_data, INVALID",
        "422, execution, INVALID",
        "404, not_found, INVALID",
        "406, not_acceptable, INVALID",
        "503, timeout, BUSY",
        "499, canceled, BUSY",
        "503, canceled, BUSY",
        "503, unavailable, BUSY",
        "500, internal, BUSY",
        "400, something_new, INVALID",
        "503, something_new, BUSY",
        "200, something_new, INVALID",
        "200, bad_data, INVALID",
        "401, bad_data, DENIED",
        "403, bad_data, DENIED",
    })
    void theApisOwnErrorsHaveTheirKind(int status, String errorType, FailureKind kind) {
        answer(aResponse()
                .withStatus(status)
                .withBody(
                        "{\"status\":\"error\",\"errorType\":\"" + errorType + "\",\"error\":\"parse error at 1:3\"}"));
        PrometheusException failed = failure();
        assertThat(failed.kind()).isEqualTo(kind);
        assertThat(failed)
                .hasMessageContaining("HTTP " + status)
                .hasMessageContaining(errorType)
                .hasMessageContaining("parse error at 1:3");
        assertThat(failed.place()).isEqualTo(SERVER.baseUrl() + "/api/v1/query");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401|Unauthorized|DENIED|PROMETHEUS_TOKEN_FILE",
                "403|Forbidden (user=system:serviceaccount:x:y, verb=get)|DENIED|cluster-monitoring-view",
                "400|Bad request. The \"namespace\" query parameter must be provided.|INVALID|\"namespace\" query parameter",
                "429|<html>Too many</html>|BUSY|429",
                "502|<html><h1>502 Bad Gateway</h1></html>|BUSY|502",
                "503|<html>Application is not available</html>|BUSY|503",
                "504|<html>Gateway Time-out</html>|BUSY|504",
                "404|404 page not found|INVALID|Check the URL",
                "302||INVALID|login",
                "200|<!DOCTYPE html><html>Log in</html>|INVALID|HTML page",
                "200|hello|INVALID|no JSON",
                "200|{\"kind\":\"Status\"}|INVALID|not that of a Prometheus",
                "200|[1,2]|INVALID|not that of a Prometheus",
                "200||UNREACHABLE|too early",
            })
    void whatOthersOnTheWayAnswerHasItsKind(int status, String body, FailureKind kind, String mention) {
        answer(aResponse().withStatus(status).withBody(body));
        PrometheusException failed = failure();
        assertThat(failed.kind()).isEqualTo(kind);
        assertThat(failed).hasMessageContaining(mention).hasMessageNotContaining("<");
    }

    @Test
    void anAnswerCutOffAnywhereIsUnreachable() {
        for (int length = 0; length < SUCCESS.length(); length++) {
            answer(aResponse().withBody(SUCCESS.substring(0, length)));
            PrometheusException failed = failure();
            assertThat(failed.kind())
                    .as("cut to: %s", SUCCESS.substring(0, length))
                    .isEqualTo(FailureKind.UNREACHABLE);
            assertThat(failed).hasMessageContaining("ends too early");
        }
    }

    @Test
    void aDribblingAnswerEndsAtTheTimeout() {
        answer(aResponse().withBody(SUCCESS).withChunkedDribbleDelay(50, 20_000));
        PromQlClient client = PromQlClient.builder(URI.create(SERVER.baseUrl()))
                .timeout(Duration.ofMillis(300))
                .build();
        PrometheusException late = catchThrowableOfType(PrometheusException.class, () -> client.query("up"));
        assertThat(late.kind()).isEqualTo(FailureKind.UNREACHABLE);
        assertThat(late).hasMessageContaining("300 ms");
    }

    @Test
    void aTokenEchoedByTheServerIsNotRepeated() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "s3cr3t-t0ken");
        PromQlClient client = PromQlClient.builder(URI.create(SERVER.baseUrl()))
                .tokenFile(token)
                .build();
        answer(aResponse()
                .withStatus(400)
                .withBody("{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"Bearer s3cr3t-t0ken\"}"));
        PrometheusException failed = catchThrowableOfType(PrometheusException.class, () -> client.query("up"));
        assertThat(failed).hasMessageContaining("Bearer ***").hasMessageNotContaining("s3cr3t");
        assertThat(client.toString()).isEqualTo(SERVER.baseUrl());
    }

    @Test
    void theLogHoldsNeitherTokenNorQuery() throws IOException {
        answer(aResponse().withBody(SUCCESS));
        Path token = Files.writeString(directory.resolve("token"), "s3cr3t-t0ken");
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        Logger ours = (Logger) LoggerFactory.getLogger(PromQlClient.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        ours.setLevel(Level.TRACE);
        try {
            PromQlClient.builder(URI.create(SERVER.baseUrl()))
                    .tokenFile(token)
                    .build()
                    .query("up{a=\"s3cr3t\"}");
        } finally {
            ours.setLevel(null);
            root.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .isNotEmpty()
                .noneMatch(message -> message.contains("s3cr3t"))
                .anyMatch(message -> message.contains("/api/v1/query: HTTP 200"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://prometheus:9090",
                "prometheus:9090",
                "//prometheus:9090",
                "http:///x",
                "http://user:s3cr3t@prometheus:9090",
                "http://prometheus:9090/?a=s3cr3t",
                "http://prometheus:9090/#s3cr3t"
            })
    void aUrlHasSchemeHostAndPortAndNoCredentials(String url) {
        PrometheusException failed =
                catchThrowableOfType(PrometheusException.class, () -> PromQlClient.builder(URI.create(url)));
        assertThat(failed.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(failed).hasMessageContaining("PROMETHEUS_URL").hasMessageNotContaining("s3cr3t");
    }

    private static void answer(ResponseDefinitionBuilder response) {
        SERVER.stubFor(any(anyUrl()).willReturn(response));
    }

    private static PrometheusException failure() {
        PromQlClient client = PromQlClient.builder(URI.create(SERVER.baseUrl())).build();
        return catchThrowableOfType(PrometheusException.class, () -> client.query("up"));
    }
}

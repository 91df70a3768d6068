package io.llmlb.sim.live.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.sim.live.Http;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import io.vertx.core.http.HttpMethod;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHAT = "/v1/chat/completions";
    private static final String RUNNING = "vllm:num_requests_running{engine=\"0\",model_name=\"m\"} ";

    private final VllmServer server = start(1);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void errorsComeAtTheirRateAndTheSameUnderTheSameSeed() {
        Faults faults = Faults.NONE.withErrors(0.4, 429, 503);
        server.faults(faults);
        List<Integer> statuses = statuses(server);
        assertThat(statuses).contains(200, 429, 503).hasSize(100);
        assertThat(statuses.stream().filter(status -> status != 200)).hasSizeBetween(20, 60);
        try (VllmServer same = start(1);
                VllmServer other = start(2)) {
            same.faults(faults);
            other.faults(faults);
            assertThat(statuses(same)).isEqualTo(statuses);
            assertThat(statuses(other)).isNotEqualTo(statuses);
        }
        server.faults(Faults.NONE);
        assertThat(statuses(server)).containsOnly(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 429, 500, 503})
    void anErrorCanBeAskedForByHeader(int status) throws Exception {
        HttpResponse<String> response = withHeader(String.valueOf(status));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(JSON.readTree(response.body()).has("error")).isTrue();
        assertThat(withHeader("200").body()).contains("X-Return-Error is a status from 400 to 599, but this is 200");
    }

    @Test
    void aResetIsAReset() {
        server.faults(Faults.NONE.withResets(1));
        assertThatThrownBy(() -> chat(false))
                .isInstanceOf(UncheckedIOException.class)
                .hasStackTraceContaining("reset");
    }

    @Test
    void aHungRequestIsNeverAnsweredAndCostsNothing() throws Exception {
        server.faults(Faults.NONE.withHangs(1));
        try (Socket socket = Http.open(server.url(), HttpMethod.POST, CHAT, Http.chat("m", 2, false))) {
            socket.setSoTimeout(300);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            assertThat(metrics()).contains(RUNNING + "0.0\n");
        }
    }

    @Test
    void anAnswerIsCutAfterSoManyTokens() throws Exception {
        server.faults(Faults.NONE.withAborts(1, 3));
        server.slowFactor(30);
        StringBuilder text = new StringBuilder();
        try (Socket socket = Http.open(server.url(), HttpMethod.POST, CHAT, Http.chat("m", 50, true))) {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> {
                        for (int c = reader.read(); c >= 0; c = reader.read()) {
                            text.append((char) c);
                        }
                    })
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        assertThat(text.toString().split(" token", -1)).hasSize(4);
        Http.await("the abort", () -> metrics().contains("finished_reason=\"abort\",model_name=\"m\"} 1.0\n"));
    }

    @Test
    void metricsCanFreezeBreakAndGo() {
        chat(false);
        String before = metrics();
        server.faults(Faults.NONE.withMetrics(Faults.Metrics.FROZEN));
        chat(false);
        assertThat(metrics()).isEqualTo(before);
        server.faults(Faults.NONE.withMetrics(Faults.Metrics.NAN));
        assertThat(metrics())
                .contains(RUNNING + "NaN\n")
                .contains("vllm:generation_tokens_total{engine=\"0\",model_name=\"m\"} 4.0\n");
        server.faults(Faults.NONE.withMetrics(Faults.Metrics.OFF));
        assertThat(Http.get(server.url().resolve("/metrics")).statusCode()).isEqualTo(404);
        server.faults(Faults.NONE.withMetrics(Faults.Metrics.ERROR));
        assertThat(Http.get(server.url().resolve("/metrics")).statusCode()).isEqualTo(500);
        server.faults(Faults.NONE);
        assertThat(metrics()).contains(RUNNING + "0.0\n");
    }

    @Test
    void healthCanFailAndBothCanHang() throws Exception {
        server.faults(Faults.NONE.withHealth(Faults.Health.FAILING));
        assertThat(Http.get(server.url().resolve("/health")).statusCode()).isEqualTo(503);
        server.faults(Faults.NONE.withHealth(Faults.Health.HANG).withMetrics(Faults.Metrics.HANG));
        for (String path : List.of("/health", "/metrics")) {
            try (Socket socket = Http.open(server.url(), HttpMethod.GET, path, "")) {
                socket.setSoTimeout(200);
                assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            }
        }
        assertThat(chat(false).statusCode()).isEqualTo(200);
    }

    @Test
    void faultsOutliveARestart() {
        server.faults(Faults.NONE.withErrors(1, 503));
        server.stop();
        server.start();
        assertThat(chat(false).statusCode()).isEqualTo(503);
    }

    private static VllmServer start(long seed) {
        return VllmServer.builder(ServerOptions.of(VllmProfile.named("h100").slower(0.1), "m")
                        .withSeed(seed))
                .start();
    }

    private static List<Integer> statuses(VllmServer of) {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            statuses.add(
                    Http.post(of.url().resolve(CHAT), Http.chat("m", 1, false)).statusCode());
        }
        return statuses;
    }

    private HttpResponse<String> chat(boolean stream) {
        return Http.post(server.url().resolve(CHAT), Http.chat("m", 2, stream));
    }

    private HttpResponse<String> withHeader(String status) {
        return Http.send(
                Http.plain(),
                HttpRequest.newBuilder(server.url().resolve(CHAT))
                        .header("X-Return-Error", status)
                        .POST(HttpRequest.BodyPublishers.ofString(Http.chat("m", 1, false)))
                        .build());
    }

    private String metrics() {
        return Http.get(server.url().resolve("/metrics")).body();
    }
}

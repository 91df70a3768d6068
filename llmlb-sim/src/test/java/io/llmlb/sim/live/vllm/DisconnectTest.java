package io.llmlb.sim.live.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.live.Http;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import io.vertx.core.http.HttpMethod;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisconnectTest {
    private static final String MODEL = "org/model-8b";
    private static final String RUNNING = "vllm:num_requests_running{engine=\"0\",model_name=\"" + MODEL + "\"} ";

    @ParameterizedTest
    @CsvSource({
        "chat/completions, true", "chat/completions, false",
        "completions, true", "completions, false",
        "responses, true", "responses, false"
    })
    void aClientThatGoesAwayAborts(String api, boolean stream) throws Exception {
        try (VllmServer server = VllmServer.start(VllmProfile.named("h100"), MODEL)) {
            String body = "{\"max_tokens\":9000,\"max_output_tokens\":9000,\"stream\":" + stream
                    + ",\"prompt\":\"a\",\"input\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}";
            try (Socket socket = Http.open(server.url(), HttpMethod.POST, "/v1/" + api, body)) {
                if (stream) {
                    assertThat(reader(socket).readLine()).isEqualTo("HTTP/1.1 200 OK");
                }
                Http.await("a running request", () -> metrics(server).contains(RUNNING + "1.0\n"));
            }
            String aborted = "vllm:request_success_total{engine=\"0\",finished_reason=\"abort\",model_name=\"" + MODEL
                    + "\"} 1.0";
            Http.await("an abort", () -> metrics(server).contains(aborted));
            assertThat(metrics(server)).contains(RUNNING + "0.0\n");
        }
    }

    @Test
    void theHeadOfAStreamComesBeforeItsFirstToken() throws Exception {
        try (VllmServer server = VllmServer.start(VllmProfile.named("h100"), MODEL)) {
            server.slowFactor(1e6);
            try (Socket socket =
                    Http.open(server.url(), HttpMethod.POST, "/v1/chat/completions", Http.chat(MODEL, 2, true))) {
                assertThat(reader(socket).readLine()).isEqualTo("HTTP/1.1 200 OK");
            }
        }
    }

    @Test
    void anIdleConnectionIsClosedAfterTheKeepAliveTime() throws Exception {
        ServerOptions options = ServerOptions.of(VllmProfile.named("h100"), MODEL);
        try (VllmServer server =
                VllmServer.builder(options).keepAlive(Duration.ofMillis(200)).start()) {
            // A request that takes longer than the time is not idle.
            server.slowFactor(60);
            long start = System.nanoTime();
            try (Socket socket =
                    Http.open(server.url(), HttpMethod.POST, "/v1/chat/completions", Http.chat(MODEL, 1, false))) {
                BufferedReader reader = reader(socket);
                assertThat(reader.readLine()).isEqualTo("HTTP/1.1 200 OK");
                assertThat(System.nanoTime() - start).isGreaterThan(300_000_000L);
                assertThat(rest(reader)).contains(" token");
            }
        }
    }

    @Test
    void aConnectionIsKeptAsLongAsIsSaid() throws Exception {
        ServerOptions options = ServerOptions.of(VllmProfile.named("h100"), MODEL);
        try (VllmServer kept =
                        VllmServer.builder(options).keepAlive(Duration.ZERO).start();
                VllmServer closed = VllmServer.builder(options)
                        .keepAlive(Duration.ofMillis(50))
                        .start();
                Socket open = Http.open(kept.url(), HttpMethod.GET, "/health", "");
                Socket shut = Http.open(closed.url(), HttpMethod.GET, "/health", "")) {
            assertThat(rest(reader(shut))).contains("200 OK");
            BufferedReader reader = reader(open);
            assertThat(reader.readLine()).isEqualTo("HTTP/1.1 200 OK");
            while (!reader.readLine().isEmpty()) {
                // The rest of the head; a body there is none.
            }
            open.getOutputStream()
                    .write("GET /ping HTTP/1.1\r\nhost: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(reader.readLine()).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** All that comes until the server closes the connection. */
    private static String rest(BufferedReader reader) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            text.append((char) c);
        }
        return text.toString();
    }

    private static String metrics(VllmServer server) {
        return Http.get(server.url().resolve("/metrics")).body();
    }
}

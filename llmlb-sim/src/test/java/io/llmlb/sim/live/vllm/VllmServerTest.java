package io.llmlb.sim.live.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.sim.live.Http;
import io.llmlb.sim.model.vllm.VllmProfile;
import io.vertx.core.http.HttpMethod;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VllmServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "org/model-8b";
    private static final String LABELS = "{engine=\"0\",model_name=\"org/model-8b\"}";

    private final VllmServer server = VllmServer.start(VllmProfile.named("h100").slower(0.1), MODEL);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aStreamIsChunksUsageAndDone() throws Exception {
        String body = "{\"model\":\"org/model-8b\",\"max_completion_tokens\":3,\"stream\":true,"
                + "\"stream_options\":{\"include_usage\":true},"
                + "\"messages\":[{\"role\":\"system\",\"content\":\"abcde\"},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"\u00e4\u00f6\u00fc\"},"
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"http://a/b\"}}]}]}";
        HttpResponse<String> response = Http.post(server.url().resolve("/v1/chat/completions"), body);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream; charset=utf-8");
        assertThat(response.headers().firstValue("x-inference-pod")).hasValue(server.address());
        List<String> events = List.of(response.body().split("\n\n"));
        assertThat(events)
                .hasSize(6)
                .allMatch(event -> event.startsWith("data: "))
                .endsWith("data: [DONE]");
        JsonNode role = event(events.get(0));
        assertThat(role.path("object").textValue()).isEqualTo("chat.completion.chunk");
        assertThat(role.path("model").textValue()).isEqualTo(MODEL);
        assertThat(role.path("id").textValue()).startsWith("chatcmpl-");
        assertThat(role.at("/choices/0/delta/role").textValue()).isEqualTo("assistant");
        assertThat(role.at("/choices/0/finish_reason").isNull()).isTrue();
        for (String token : events.subList(1, 3)) {
            assertThat(event(token).at("/choices/0/delta/content").textValue()).isEqualTo(" token");
            assertThat(event(token).at("/choices/0/finish_reason").isNull()).isTrue();
        }
        assertThat(event(events.get(3)).at("/choices/0/finish_reason").textValue())
                .isEqualTo("length");
        assertThat(event(events.get(3)).at("/choices/0/delta/content").textValue())
                .isEqualTo(" token");
        JsonNode usage = event(events.get(4));
        assertThat(usage.path("choices")).isEmpty();
        // 5 bytes and 3 letters of two bytes each: 11 bytes.
        assertThat(usage.at("/usage/prompt_tokens").intValue()).isEqualTo(3);
        assertThat(usage.at("/usage/completion_tokens").intValue()).isEqualTo(3);
        assertThat(usage.at("/usage/total_tokens").intValue()).isEqualTo(6);
    }

    @Test
    void withoutStreamTheAnswerIsOneObject() throws Exception {
        HttpResponse<String> response =
                Http.post(server.url().resolve("/v1/chat/completions"), Http.chat(MODEL, 5, false));
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode answer = JSON.readTree(response.body());
        assertThat(answer.path("object").textValue()).isEqualTo("chat.completion");
        assertThat(answer.at("/choices/0/message/content").textValue()).isEqualTo(" token".repeat(5));
        assertThat(answer.at("/choices/0/finish_reason").textValue()).isEqualTo("length");
        assertThat(answer.at("/usage/prompt_tokens").intValue()).isEqualTo(2);
        assertThat(answer.at("/usage/completion_tokens").intValue()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\":           | 400 | BadRequestError",
                "[]                    | 400 | BadRequestError",
                "{\"model\":\"org/model-8b\"} | 400 | BadRequestError",
                "{\"model\":\"gpt\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} | 404 | NotFoundError",
                "{\"max_tokens\":0,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} | 400 | BadRequestError",
                "{\"max_tokens\":131072,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} | 400 | BadRequestError",
            })
    void errorsAreInVllmsForm(String body, int status, String type) throws Exception {
        HttpResponse<String> response = Http.post(server.url().resolve("/v1/chat/completions"), body);
        assertThat(response.statusCode()).isEqualTo(status);
        JsonNode error = JSON.readTree(response.body()).path("error");
        assertThat(error.path("type").textValue()).isEqualTo(type);
        assertThat(error.path("code").intValue()).isEqualTo(status);
        assertThat(error.path("message").textValue()).isNotEmpty();
        assertThat(error.has("param")).isTrue();
    }

    @Test
    void modelsHealthAndUnknownPaths() throws Exception {
        JsonNode models =
                JSON.readTree(Http.get(server.url().resolve("/v1/models")).body());
        assertThat(models.at("/data/0/id").textValue()).isEqualTo(MODEL);
        assertThat(models.at("/data/0/max_model_len").intValue()).isEqualTo(131_072);
        assertThat(Http.get(server.url().resolve("/health")).statusCode()).isEqualTo(200);
        assertThat(Http.get(server.url().resolve("/nothing")).statusCode()).isEqualTo(404);
        assertThat(Http.get(server.url().resolve("/v1/chat/completions")).statusCode())
                .isEqualTo(405);
    }

    @Test
    void metricsCountWhatWasServed() {
        Http.post(server.url().resolve("/v1/chat/completions"), Http.chat(MODEL, 7, false));
        HttpResponse<String> metrics = Http.get(server.url().resolve("/metrics"));
        assertThat(metrics.headers().firstValue("content-type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(metrics.body())
                .contains("vllm:generation_tokens_total" + LABELS + " 7.0\n")
                .contains("vllm:prompt_tokens_total" + LABELS + " 2.0\n")
                .contains("vllm:num_requests_running" + LABELS + " 0.0\n");
    }

    @Test
    void aClientThatGoesAwayAborts() throws Exception {
        server.slowFactor(10);
        try (Socket socket =
                Http.open(server.url(), HttpMethod.POST, "/v1/chat/completions", Http.chat(MODEL, 5000, true))) {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(reader.readLine()).isEqualTo("HTTP/1.1 200 OK");
        }
        String aborted =
                "vllm:request_success_total{engine=\"0\",finished_reason=\"abort\",model_name=\"" + MODEL + "\"} 1.0";
        Http.await("an abort", () -> metrics().contains(aborted));
        assertThat(metrics()).contains("vllm:num_requests_running" + LABELS + " 0.0\n");
    }

    @Test
    void aKilledServerComesBackEmptyOnTheSamePort() {
        Http.post(server.url().resolve("/v1/chat/completions"), Http.chat(MODEL, 7, false));
        int port = server.port();
        server.stop();
        assertThatThrownBy(() -> Http.get(server.url().resolve("/health"))).isInstanceOf(UncheckedIOException.class);
        server.start();
        assertThat(server.port()).isEqualTo(port);
        assertThat(metrics()).contains("vllm:generation_tokens_total" + LABELS + " 0.0\n");
        assertThat(Http.post(server.url().resolve("/v1/chat/completions"), Http.chat(MODEL, 7, false))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @Tag("process")
    void promtoolFindsNothingButVllmsOwnHabits(@TempDir Path directory) throws Exception {
        Http.post(server.url().resolve("/v1/chat/completions"), Http.chat(MODEL, 7, false));
        Path text = Files.writeString(directory.resolve("metrics.txt"), metrics());
        Path output = directory.resolve("remarks.txt");
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(text.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(promtool.waitFor(20, TimeUnit.SECONDS)).isTrue();
        // vLLM's names hold a colon, and one of its histograms ends in _total; promtool says so of every one.
        assertThat(Files.readAllLines(output))
                .filteredOn(line -> !line.endsWith("metric names should not contain ':'"))
                .containsExactly("vllm:iteration_tokens_total non-counter metrics should not have \"_total\" suffix");
    }

    private String metrics() {
        return Http.get(server.url().resolve("/metrics")).body();
    }

    private static JsonNode event(String event) throws Exception {
        return JSON.readTree(event.substring("data: ".length()));
    }
}

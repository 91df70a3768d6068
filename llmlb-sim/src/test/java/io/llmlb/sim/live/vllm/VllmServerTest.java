package io.llmlb.sim.live.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.sim.live.Http;
import io.llmlb.sim.model.vllm.EngineRequest;
import io.llmlb.sim.model.vllm.FinishReason;
import io.llmlb.sim.model.vllm.FinishedRequest;
import io.llmlb.sim.model.vllm.ServerListener;
import io.llmlb.sim.model.vllm.ServerModel;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
        assertThat(response.headers().firstValue("x-request-id")).isEmpty();
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

    @Test
    void modelsHealthAndUnknownPaths() throws Exception {
        JsonNode models =
                JSON.readTree(Http.get(server.url().resolve("/v1/models")).body());
        assertThat(models.at("/data/0/id").textValue()).isEqualTo(MODEL);
        assertThat(models.at("/data/0/max_model_len").intValue()).isEqualTo(131_072);
        assertThat(Http.get(server.url().resolve("/health")).statusCode()).isEqualTo(200);
        assertThat(Http.get(server.url().resolve("/ping")).statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(Http.get(server.url().resolve("/version")).body())
                        .path("version")
                        .textValue())
                .startsWith("0.");
        assertThat(Http.get(server.url().resolve("/nothing")).body()).isEqualTo("{\"detail\":\"Not Found\"}");
        HttpResponse<String> wrong = Http.get(server.url().resolve("/v1/chat/completions"));
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(wrong.headers().firstValue("allow")).hasValue("POST");
        assertThat(wrong.body()).isEqualTo("{\"detail\":\"Method Not Allowed\"}");
    }

    @Test
    void metricsCountWhatWasServed() {
        Http.post(server.url().resolve("/v1/chat/completions"), Http.chat(MODEL, 7, false));
        HttpResponse<String> metrics = Http.get(server.url().resolve("/metrics"));
        assertThat(metrics.headers().firstValue("content-type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(metrics.body())
                .contains("vllm:generation_tokens_total" + LABELS + " 7.0\n")
                .contains("vllm:prompt_tokens_total" + LABELS + " 2.0\n")
                .contains("vllm:num_requests_running" + LABELS + " 0.0\n")
                .contains("http_requests_total{handler=\"/v1/chat/completions\",method=\"POST\",status=\"2xx\"} 1.0\n");
        Http.get(server.url().resolve("/nothing"));
        Http.get(server.url().resolve("/health"));
        assertThat(metrics().lines().filter(line -> line.startsWith("http_requests_total")))
                .containsExactlyInAnyOrder(
                        "http_requests_total{handler=\"/v1/chat/completions\",method=\"POST\",status=\"2xx\"} 1.0",
                        "http_requests_total{handler=\"none\",method=\"GET\",status=\"4xx\"} 1.0");
    }

    @Test
    void everyEngineHasItsOwnSeries() {
        try (VllmServer two = VllmServer.builder(
                        ServerOptions.of(VllmProfile.named("h100").slower(0.1), MODEL)
                                .withEngines(2))
                .start()) {
            Http.post(two.url().resolve("/v1/completions"), "{\"prompt\":[\"a\",\"b\"],\"max_tokens\":3}");
            String generated = "vllm:generation_tokens_total{engine=\"";
            List<String> series = Http.get(two.url().resolve("/metrics"))
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(generated))
                    .toList();
            assertThat(series).hasSize(2);
            assertThat(series.get(0)).startsWith(generated + "0\"");
            assertThat(series.get(1)).startsWith(generated + "1\"");
            assertThat(series.stream()
                            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                            .sum())
                    .isEqualTo(6);
        }
    }

    @Test
    void aStartTakesAsLongAsIsSaid() {
        ServerOptions options = ServerOptions.of(VllmProfile.named("h100"), MODEL);
        try (VllmServer loading = VllmServer.builder(options.withStartUp(Duration.ofHours(1)))
                        .start();
                VllmServer soon = VllmServer.builder(options.withStartUp(Duration.ofMillis(50)))
                        .start()) {
            assertThat(Http.get(loading.url().resolve("/health")).statusCode()).isEqualTo(503);
            assertThat(Http.post(loading.url().resolve("/v1/chat/completions"), Http.chat(MODEL, 1, false))
                            .statusCode())
                    .isEqualTo(503);
            Http.await(
                    "readiness", () -> Http.get(soon.url().resolve("/health")).statusCode() == 200);
        }
    }

    @Test
    void whoeverWantsHearsOfFinishedRequests() {
        List<FinishedRequest> finished = new CopyOnWriteArrayList<>();
        try (VllmServer told = VllmServer.builder(ServerOptions.of(VllmProfile.named("h100"), MODEL))
                .onFinished(finished::add)
                .start()) {
            Http.post(told.url().resolve("/v1/chat/completions"), Http.chat(MODEL, 3, false));
            Http.await("its end", () -> !finished.isEmpty());
        }
        assertThat(finished).singleElement().satisfies(request -> {
            assertThat(request.reason()).isEqualTo(FinishReason.LENGTH);
            assertThat(request.promptTokens()).isEqualTo(2);
            assertThat(request.generatedTokens()).isEqualTo(3);
            assertThat(request.finished()).isGreaterThan(request.firstToken());
        });
    }

    @Test
    void itsOwnTimesAreThoseOfTheModelHoweverLateTheTimersAre() {
        ServerOptions options = ServerOptions.of(VllmProfile.named("h100").slower(0.05), MODEL);
        List<FinishedRequest> live = new CopyOnWriteArrayList<>();
        try (VllmServer server =
                VllmServer.builder(options).onFinished(live::add).start()) {
            Http.post(server.url().resolve("/v1/chat/completions"), Http.chat(MODEL, 300, false));
            Http.await("its end", () -> !live.isEmpty());
        }
        List<FinishedRequest> alone = new ArrayList<>();
        ServerModel model = new ServerModel(options);
        model.submit(EngineRequest.of(0, 2, 300), 0);
        while (model.nextEvent().isPresent()) {
            model.advance(model.nextEvent().getAsLong(), new ServerListener() {
                @Override
                public void finished(FinishedRequest request) {
                    alone.add(request);
                }
            });
        }
        // To the nanosecond: 300 steps, each shorter than a timer can be.
        assertThat(live).hasSize(1);
        assertThat(live.get(0).firstToken() - live.get(0).arrival())
                .isEqualTo(alone.get(0).firstToken() - alone.get(0).arrival());
        assertThat(live.get(0).lastToken() - live.get(0).arrival())
                .isEqualTo(alone.get(0).lastToken() - alone.get(0).arrival());
    }

    @Test
    void aModelCanHaveSeveralNamesOfWhichAnswersBearTheFirst() throws Exception {
        try (VllmServer named = VllmServer.builder(ServerOptions.of(VllmProfile.named("h100"), MODEL))
                .aliases(List.of("gpt", "mini"))
                .start()) {
            assertThat(JSON.readTree(Http.get(named.url().resolve("/v1/models")).body())
                            .findValuesAsText("id"))
                    .containsExactly(MODEL, "gpt", "mini");
            URI chat = named.url().resolve("/v1/chat/completions");
            assertThat(JSON.readTree(
                                    Http.post(chat, Http.chat("mini", 1, false)).body())
                            .path("model")
                            .textValue())
                    .isEqualTo(MODEL);
            assertThat(Http.post(chat, Http.chat("other", 1, false)).statusCode())
                    .isEqualTo(404);
        }
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

    private String metrics() {
        return Http.get(server.url().resolve("/metrics")).body();
    }

    private static JsonNode event(String event) throws Exception {
        return JSON.readTree(event.substring("data: ".length()));
    }
}

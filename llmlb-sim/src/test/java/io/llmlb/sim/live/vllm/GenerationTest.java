package io.llmlb.sim.live.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.sim.live.Http;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Completions, responses, tokenize; for chat see {@link VllmServerTest}. */
class GenerationTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final VllmServer SERVER =
            VllmServer.start(VllmProfile.named("h100").slower(0.1), "org/model-8b");

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void aCompletionHasSixteenTokensIfNothingIsSaid() throws Exception {
        JsonNode answer = post("/v1/completions", "{\"model\":\"org/model-8b\",\"prompt\":\"123456789\"}");
        assertThat(answer.path("object").textValue()).isEqualTo("text_completion");
        assertThat(answer.path("id").textValue()).startsWith("cmpl-");
        assertThat(answer.path("choices")).hasSize(1);
        assertThat(answer.at("/choices/0/text").textValue()).isEqualTo(" token".repeat(16));
        assertThat(answer.at("/choices/0/finish_reason").textValue()).isEqualTo("length");
        assertThat(answer.at("/usage/prompt_tokens").intValue()).isEqualTo(3);
        assertThat(answer.at("/usage/completion_tokens").intValue()).isEqualTo(16);
    }

    @Test
    void everyPromptIsAChoice() throws Exception {
        JsonNode answer = post("/v1/completions", "{\"prompt\":[\"12345678\",\"\",\"1\"],\"max_tokens\":2}");
        assertThat(answer.path("choices")).hasSize(3);
        assertThat(answer.at("/choices/2/index").intValue()).isEqualTo(2);
        assertThat(answer.at("/choices/2/text").textValue()).isEqualTo(" token token");
        assertThat(answer.at("/usage/prompt_tokens").intValue()).isEqualTo(4);
        assertThat(answer.at("/usage/completion_tokens").intValue()).isEqualTo(6);
    }

    @Test
    void promptsCanBeTokens() throws Exception {
        assertThat(post("/v1/completions", "{\"prompt\":[5,6,7]}")
                        .at("/usage/prompt_tokens")
                        .intValue())
                .isEqualTo(3);
        JsonNode two = post("/v1/completions", "{\"prompt\":[[5,6,7],[8]]}");
        assertThat(two.path("choices")).hasSize(2);
        assertThat(two.at("/usage/prompt_tokens").intValue()).isEqualTo(4);
    }

    @Test
    void aStreamOfCompletionsHasTheTokensOfEveryChoice() throws Exception {
        HttpResponse<String> response = Http.post(
                SERVER.url().resolve("/v1/completions"),
                "{\"prompt\":[\"a\",\"b\"],\"max_tokens\":4,\"stream\":true,"
                        + "\"stream_options\":{\"include_usage\":true}}");
        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream; charset=utf-8");
        List<String> events = List.of(response.body().split("\n\n"));
        assertThat(events).hasSize(10).endsWith("data: [DONE]");
        List<Integer> lengths = new ArrayList<>(List.of(0, 0));
        for (String event : events.subList(0, 8)) {
            JsonNode choice = JSON.readTree(event.substring(6)).at("/choices/0");
            int index = choice.path("index").intValue();
            lengths.set(index, lengths.get(index) + 1);
            assertThat(choice.path("text").textValue()).isEqualTo(" token");
            assertThat(choice.path("finish_reason").isNull()).isEqualTo(lengths.get(index) < 4);
        }
        assertThat(lengths).containsExactly(4, 4);
        JsonNode usage = JSON.readTree(events.get(8).substring(6));
        assertThat(usage.path("choices")).isEmpty();
        assertThat(usage.at("/usage/completion_tokens").intValue()).isEqualTo(8);
    }

    @Test
    void aResponseIsOneObject() throws Exception {
        JsonNode answer = post(
                "/v1/responses",
                "{\"instructions\":\"1234\",\"max_output_tokens\":3,\"input\":[{\"role\":\"system\",\"content\":"
                        + "[{\"type\":\"input_text\",\"text\":\"12345678\"}]},{\"role\":\"user\",\"content\":\"1\"}]}");
        assertThat(answer.path("object").textValue()).isEqualTo("response");
        assertThat(answer.path("status").textValue()).isEqualTo("incomplete");
        assertThat(answer.at("/incomplete_details/reason").textValue()).isEqualTo("max_output_tokens");
        assertThat(answer.at("/output/0/content/0/text").textValue()).isEqualTo(" token token token");
        assertThat(answer.at("/output/0/content/0/type").textValue()).isEqualTo("output_text");
        assertThat(answer.at("/usage/input_tokens").intValue()).isEqualTo(4);
        assertThat(answer.at("/usage/output_tokens").intValue()).isEqualTo(3);
        assertThat(answer.at("/usage/total_tokens").intValue()).isEqualTo(7);
    }

    @Test
    void aStreamedResponseIsASequenceOfNamedEvents() throws Exception {
        HttpResponse<String> response = Http.post(
                SERVER.url().resolve("/v1/responses"), "{\"input\":\"12345\",\"max_output_tokens\":3,\"stream\":true}");
        List<String> names = new ArrayList<>();
        List<JsonNode> data = new ArrayList<>();
        for (String event : response.body().split("\n\n")) {
            String[] lines = event.split("\n");
            assertThat(lines).hasSize(2);
            names.add(lines[0].substring("event: ".length()));
            data.add(JSON.readTree(lines[1].substring("data: ".length())));
        }
        assertThat(names)
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        for (int i = 0; i < data.size(); i++) {
            assertThat(data.get(i).path("type").textValue()).isEqualTo(names.get(i));
            assertThat(data.get(i).path("sequence_number").intValue()).isEqualTo(i);
        }
        assertThat(data.get(5).path("delta").textValue()).isEqualTo(" token");
        assertThat(data.get(7).path("text").textValue()).isEqualTo(" token token token");
        JsonNode completed = data.get(10).path("response");
        assertThat(completed.path("id")).isEqualTo(data.get(0).at("/response/id"));
        assertThat(completed.at("/output/0/id")).isEqualTo(data.get(5).path("item_id"));
        assertThat(completed.at("/usage/input_tokens").intValue()).isEqualTo(2);
        assertThat(completed.at("/usage/output_tokens").intValue()).isEqualTo(3);
    }

    @Test
    void tokenizeCountsAsTheOthersDo() throws Exception {
        String text = "The same beginning, and then \u00e4\u00f6";
        JsonNode tokens = post("/tokenize", "{\"model\":\"org/model-8b\",\"prompt\":\"" + text + "\"}");
        int count = post("/v1/completions", "{\"prompt\":\"" + text + "\"}")
                .at("/usage/prompt_tokens")
                .intValue();
        assertThat(tokens.path("count").intValue()).isEqualTo(count);
        assertThat(tokens.path("tokens")).hasSize(count).allMatch(token -> token.intValue() >= 0);
        assertThat(tokens.path("max_model_len").intValue()).isEqualTo(131_072);
        JsonNode chat = post("/tokenize", "{\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}");
        assertThat(chat.path("tokens")).isEqualTo(tokens.path("tokens"));
    }

    @Test
    void aRequestIdIsSentBackAndIsInTheAnswersId() {
        HttpRequest request = HttpRequest.newBuilder(SERVER.url().resolve("/v1/completions"))
                .header("x-request-id", "abc-1")
                .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"a\"}"))
                .build();
        HttpResponse<String> response = Http.send(Http.plain(), request);
        assertThat(response.headers().firstValue("x-request-id")).hasValue("abc-1");
        assertThat(response.headers().firstValue("x-inference-pod")).hasValue(SERVER.address());
        assertThat(response.body()).contains("\"id\":\"cmpl-abc-1\"");
    }

    private static JsonNode post(String path, String body) throws Exception {
        HttpResponse<String> response = Http.post(SERVER.url().resolve(path), body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }
}

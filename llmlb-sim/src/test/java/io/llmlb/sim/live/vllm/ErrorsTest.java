package io.llmlb.sim.live.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.sim.live.Http;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final VllmServer SERVER = VllmServer.start(VllmProfile.named("h100"), "org/model-8b");

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "chat/completions | {\"model\": | 400 | Bad Request | JSON decode error",
                "chat/completions | {} {} | 400 | Bad Request | JSON decode error",
                "chat/completions | [] | 400 | Bad Request | valid dictionary",
                "chat/completions | {} | 400 | Bad Request | 'loc': ('body', 'messages'), 'msg': 'Field required'",
                "chat/completions | {\"messages\":[]} | 400 | Bad Request | not empty",
                "completions | {\"max_tokens\":3} | 400 | Bad Request | 'loc': ('body', 'prompt'), 'msg': 'Field required'",
                "completions | {\"prompt\":[]} | 400 | BadRequestError | at least one prompt",
                "completions | {\"prompt\":[[]]} | 400 | BadRequestError | at least one prompt",
                "completions | {\"prompt\":[-1]} | 400 | BadRequestError | Token id -1 is out of vocabulary",
                "responses | {} | 400 | Bad Request | 'loc': ('body', 'input'), 'msg': 'Field required'",
                "chat/completions | {\"model\":\"gpt\"} | 404 | NotFoundError | The model `gpt` does not exist.",
                "completions | {\"model\":\"gpt\"} | 404 | NotFoundError | The model `gpt` does not exist.",
                "responses | {\"model\":\"gpt\"} | 404 | NotFoundError | The model `gpt` does not exist.",
                "completions | {\"prompt\":\"a\",\"max_tokens\":0} | 400 | BadRequestError |"
                        + " max_tokens must be at least 1, got 0.",
                "completions | {\"prompt\":\"a\",\"n\":2} | 400 | BadRequestError | n is 2",
                "completions | {\"prompt\":\"a\",\"stream_options\":{}} | 400 | BadRequestError |"
                        + " Stream options can only be defined when `stream=True`.",
                "completions | {\"prompt\":\"12345\",\"max_tokens\":131071} | 400 | BadRequestError |"
                        + " This model's maximum context length is 131072 tokens. However, you requested 131071 output"
                        + " tokens and your prompt contains 2 input tokens, for a total of 131073 tokens. Please reduce"
                        + " the length of the input prompt or the number of requested output tokens.",
            })
    void errorsAreInVllmsForm(String api, String body, int status, String type, String message) throws Exception {
        HttpResponse<String> response = Http.post(SERVER.url().resolve("/v1/" + api), body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        JsonNode error = JSON.readTree(response.body()).path("error");
        assertThat(error.path("type").textValue()).isEqualTo(type);
        assertThat(error.path("code").intValue()).isEqualTo(status);
        assertThat(error.path("message").textValue()).contains(message);
        assertThat(error.has("param")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat/completions", "responses", "completions"})
    void aPromptThatFillsTheContextIsRefused(String api) {
        String text = "x".repeat(4 * 131_072);
        String body = "{\"prompt\":\"" + text + "\",\"input\":\"" + text
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
        HttpResponse<String> response = Http.post(SERVER.url().resolve("/v1/" + api), body);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("your prompt contains 131072 input tokens");
    }

    @Test
    void aBodyOfAnotherTypeIsRefused() {
        HttpRequest form = HttpRequest.newBuilder(SERVER.url().resolve("/v1/completions"))
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"a\"}"))
                .build();
        HttpResponse<String> response = Http.send(Http.plain(), form);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("Unsupported Media Type");
    }

    @Test
    void nothingOfARefusedRequestIsCounted() {
        Http.post(SERVER.url().resolve("/v1/completions"), "{}");
        assertThat(Http.get(SERVER.url().resolve("/metrics")).body())
                .contains("vllm:prompt_tokens_total{engine=\"0\",model_name=\"org/model-8b\"} 0.0\n")
                .contains("handler=\"/v1/completions\",method=\"POST\",status=\"4xx\"}");
    }
}

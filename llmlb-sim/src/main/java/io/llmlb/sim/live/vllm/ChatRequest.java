package io.llmlb.sim.live.vllm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What the emulator takes from the body of a chat completion.
 *
 * @param promptTokens UTF-8 bytes of all text contents / 4, rounded up, at least 1
 * @param outputTokens how many tokens are generated, always all of them
 * @param stream whether tokens are sent as they come
 * @param includeUsage whether a stream ends with the usage
 */
record ChatRequest(int promptTokens, int outputTokens, boolean stream, boolean includeUsage) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DEFAULT_OUTPUT = 128;

    /** A request that vLLM answers with an error. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        final int status;
        final String type;

        Refused(int status, String type, String message) {
            super(message, null, false, false);
            this.status = status;
            this.type = type;
        }

        static Refused bad(String message) {
            return new Refused(400, "BadRequestError", message);
        }
    }

    static ChatRequest parse(byte[] body, String model, int maxModelLength) throws Refused {
        JsonNode root = root(body);
        JsonNode messages = root.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw Refused.bad("messages: field required");
        }
        JsonNode wanted = root.path("model");
        if (wanted.isTextual() && !wanted.textValue().equals(model)) {
            throw new Refused(404, "NotFoundError", "The model `" + wanted.textValue() + "` does not exist.");
        }
        long bytes = 0;
        for (JsonNode message : messages) {
            bytes += contentBytes(message.path("content"));
        }
        long prompt = Math.max(1, (bytes + 3) / 4);
        long output = outputTokens(root, maxModelLength - prompt);
        if (output < 1) {
            throw Refused.bad("max_tokens must be at least 1, got " + output + ".");
        }
        if (prompt + output > maxModelLength) {
            throw Refused.bad("This model's maximum context length is " + maxModelLength
                    + " tokens. However, you requested " + (prompt + output) + " tokens (" + prompt
                    + " in the messages, " + output + " in the completion).");
        }
        return new ChatRequest(
                (int) prompt,
                (int) output,
                root.path("stream").asBoolean(),
                root.path("stream_options").path("include_usage").asBoolean());
    }

    private static JsonNode root(byte[] body) throws Refused {
        try {
            JsonNode root = JSON.readTree(body);
            if (!root.isObject()) {
                throw Refused.bad("the body is not a JSON object");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw Refused.bad("JSON decode error");
        } catch (IOException e) {
            throw Refused.bad("the body cannot be read");
        }
    }

    private static long contentBytes(JsonNode content) {
        if (content.isTextual()) {
            return utf8Length(content.textValue());
        }
        long bytes = 0;
        for (JsonNode part : content) {
            bytes += utf8Length(part.path("text").asText(""));
        }
        return bytes;
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static long outputTokens(JsonNode root, long room) {
        JsonNode limit = root.path("max_completion_tokens");
        if (!limit.isNumber()) {
            limit = root.path("max_tokens");
        }
        return limit.isNumber() ? limit.longValue() : Math.min(DEFAULT_OUTPUT, Math.max(1, room));
    }
}

package io.llmlb.sim.live.vllm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The JSON body of a request, with the checks that all of vLLM's APIs make. */
final class Body {
    private static final int DEFAULT_OUTPUT = 128;

    private final JsonNode root;

    private Body(JsonNode root) {
        this.root = root;
    }

    /**
     * Reads a body for a server of one model.
     *
     * @param contentType the header, if there is one
     * @param names of the model
     */
    static Body read(byte[] bytes, @Nullable String contentType, List<String> names) throws Refused {
        if (contentType != null && !mediaType(contentType).equals("application/json")) {
            throw new Refused(
                    400, "Bad Request", "[\"Unsupported Media Type: Only 'application/json' is allowed\"]", "");
        }
        Body body = new Body(parse(bytes));
        JsonNode wanted = body.root.path("model");
        if (wanted.isTextual() && !names.contains(wanted.textValue())) {
            throw new Refused(404, "NotFoundError", "The model `" + wanted.textValue() + "` does not exist.", "model");
        }
        return body;
    }

    /** The field, missing or not. */
    JsonNode field(String name) {
        return root.path(name);
    }

    boolean stream() throws Refused {
        boolean stream = root.path("stream").asBoolean();
        if (!stream && root.path("stream_options").isObject()) {
            throw Refused.bad("Stream options can only be defined when `stream=True`.");
        }
        return stream;
    }

    boolean includeUsage() {
        return root.path("stream_options").path("include_usage").asBoolean();
    }

    /** Refuses more than one choice; vLLM has no such limit, so the words are this emulator's. */
    void oneChoice() throws Refused {
        JsonNode n = root.path("n");
        if (n.isNumber() && n.longValue() != 1) {
            throw Refused.bad("this emulator generates one choice for a prompt, but n is " + n.asText());
        }
    }

    /** What the first of these fields says, or 128 tokens, which is this emulator's own default. */
    int outputTokens(List<Prompt> prompts, int maxModelLength, String... fields) throws Refused {
        int prompt = longest(prompts);
        for (String field : fields) {
            if (root.path(field).isNumber()) {
                return outputTokens(prompt, root.path(field).longValue(), field, maxModelLength);
            }
        }
        if (prompt >= maxModelLength) {
            throw tooLong(prompt, 0, maxModelLength);
        }
        return Math.min(DEFAULT_OUTPUT, maxModelLength - prompt);
    }

    /** What {@code max_tokens} says, or a default. */
    int outputTokensOr(int missing, List<Prompt> prompts, int maxModelLength) throws Refused {
        JsonNode limit = root.path("max_tokens");
        long wanted = limit.isNumber() ? limit.longValue() : missing;
        return outputTokens(longest(prompts), wanted, "max_tokens", maxModelLength);
    }

    private static int outputTokens(int prompt, long wanted, String field, int maxModelLength) throws Refused {
        if (wanted < 1) {
            throw Refused.bad(field + " must be at least 1, got " + wanted + ".");
        }
        if (wanted > maxModelLength - prompt) {
            throw tooLong(prompt, wanted, maxModelLength);
        }
        return (int) wanted;
    }

    private static Refused tooLong(int prompt, long output, int maxModelLength) {
        return new Refused(
                400,
                "BadRequestError",
                "This model's maximum context length is " + maxModelLength + " tokens. However, you requested " + output
                        + " output tokens and your prompt contains " + prompt + " input tokens, for a total of "
                        + (prompt + output) + " tokens. Please reduce the length of the input prompt or the number of"
                        + " requested output tokens.",
                "input_tokens");
    }

    private static int longest(List<Prompt> prompts) {
        return prompts.stream().mapToInt(Prompt::length).max().orElse(0);
    }

    private static JsonNode parse(byte[] bytes) throws Refused {
        try {
            JsonNode root = Json.read(bytes);
            if (!root.isObject()) {
                throw Refused.invalid(
                        "model_attributes_type", "'body',", "Input should be a valid dictionary or object");
            }
            return root;
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            throw Refused.invalid("json_invalid", "'body', " + at, "JSON decode error");
        } catch (IOException e) {
            throw Refused.invalid("json_invalid", "'body', 0", "JSON decode error");
        }
    }

    private static String mediaType(String contentType) {
        return contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    }
}

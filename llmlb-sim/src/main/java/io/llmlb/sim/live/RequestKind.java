package io.llmlb.sim.live;

import com.fasterxml.jackson.databind.node.TextNode;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of requests that {@link Traffic} sends. */
public enum RequestKind {
    /** A chat completion, streamed. */
    CHAT("/v1/chat/completions", true, "", "completion_tokens", "data: [DONE]\n\n") {
        @Override
        String head(String model, int outputTokens) {
            return "{\"model\":" + model
                    + ",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"max_tokens\":" + outputTokens
                    + ",\"messages\":[{\"role\":\"user\",\"content\":\"";
        }

        @Override
        String end() {
            return "\"}]}";
        }
    },
    /** A chat completion whose answer comes as a whole. */
    BATCH("/v1/chat/completions", false, "", "completion_tokens", "}") {
        @Override
        String head(String model, int outputTokens) {
            return "{\"model\":" + model + ",\"stream\":false,\"max_tokens\":" + outputTokens
                    + ",\"messages\":[{\"role\":\"user\",\"content\":\"";
        }

        @Override
        String end() {
            return "\"}]}";
        }
    },
    /** A streamed answer of the Responses API to somebody who asks a flight agent, as in the article's rules. */
    FLIGHT_AGENT(
            "/v1/responses",
            true,
            "response.output_text.delta",
            "output_tokens",
            "\"type\":\"response.completed\"}\n\n") {
        @Override
        String head(String model, int outputTokens) {
            return "{\"model\":" + model + ",\"stream\":true,\"max_output_tokens\":" + outputTokens
                    + ",\"input\":[{\"role\":\"system\",\"content\":[{\"type\":\"input_text\",\"text\":\"You are a flight"
                    + " agent.\"}]},{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"";
        }

        @Override
        String end() {
            return "\"}]}]}";
        }
    };

    private static final String WORD = "abcdefg ";

    private final String path;
    private final boolean streamed;
    private final String first;
    private final Pattern tokens;
    private final String last;

    RequestKind(String path, boolean streamed, String first, String tokens, String last) {
        this.path = path;
        this.streamed = streamed;
        this.first = first;
        this.tokens = Pattern.compile("\"" + tokens + "\":(\\d+)");
        this.last = last;
    }

    /** Whether its first token can be seen before its last. */
    public boolean streamed() {
        return streamed;
    }

    String path() {
        return path;
    }

    abstract String head(String model, int outputTokens);

    abstract String end();

    /** A prompt of four bytes for each token, that begins with the number: no prefix cache knows it. */
    String body(String model, long number, int promptTokens, int outputTokens) {
        int bytes = promptTokens * 4;
        StringBuilder text = new StringBuilder(bytes + 256);
        text.append(head(TextNode.valueOf(model).toString(), outputTokens));
        int from = text.length();
        text.append(number).append(' ').append(WORD.repeat(bytes / WORD.length() + 1));
        text.setLength(from + bytes);
        return text.append(end()).toString();
    }

    /** Whether the first bytes of an answer hold a token already: the Responses API begins with events without any. */
    boolean hasToken(Buffer begin) {
        return first.isEmpty() || begin.toString(StandardCharsets.UTF_8).contains(first);
    }

    /** The tokens that an answer has by its last bytes; empty when it ended too early. */
    OptionalInt outputTokens(String tail) {
        Matcher usage = tokens.matcher(tail);
        return tail.endsWith(last) && usage.find()
                ? OptionalInt.of(Integer.parseInt(usage.group(1)))
                : OptionalInt.empty();
    }
}

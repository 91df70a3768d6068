package io.llmlb.sim.live.vllm;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;

/**
 * One chat completion on its way to the client, in vLLM's shape. Every token is the same word, so that a token costs one
 * write of bytes made once.
 */
final class ChatReply {
    private static final String WORD = " token";

    private final HttpServerResponse response;
    private final ChatRequest request;
    private final String model;
    private final String id;
    private final long created;
    private final Buffer tokenChunk;

    /**
     * @param model as a JSON string, quotes included
     */
    ChatReply(HttpServerResponse response, ChatRequest request, String model, long number, long created) {
        this.response = response;
        this.request = request;
        this.model = model;
        this.created = created;
        this.id = String.format(Locale.ROOT, "chatcmpl-%032x", number);
        this.tokenChunk = Buffer.buffer(delta("{\"content\":\"" + WORD + "\"}", "null"));
    }

    void token(boolean first, boolean last) {
        if (request.stream()) {
            streamed(first, last);
        } else if (last) {
            response.putHeader("content-type", "application/json").end(whole());
        }
    }

    private void streamed(boolean first, boolean last) {
        if (!first && !last) {
            response.write(tokenChunk);
            return;
        }
        StringBuilder events = new StringBuilder();
        if (first) {
            response.putHeader("content-type", "text/event-stream; charset=utf-8")
                    .setChunked(true);
            events.append(delta("{\"role\":\"assistant\",\"content\":\"\"}", "null"));
        }
        if (!last) {
            response.write(events.append(tokenChunk).toString());
            return;
        }
        events.append(delta("{\"content\":\"" + WORD + "\"}", "\"length\",\"stop_reason\":null"));
        if (request.includeUsage()) {
            events.append("data: ").append(head("chat.completion.chunk")).append(",\"choices\":[],\"usage\":");
            events.append(usage()).append("}\n\n");
        }
        response.end(events.append("data: [DONE]\n\n").toString());
    }

    private String delta(String delta, String finish) {
        return "data: " + head("chat.completion.chunk") + ",\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"logprobs\":null,\"finish_reason\":" + finish + "}]}\n\n";
    }

    private String whole() {
        return head("chat.completion") + ",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                + WORD.repeat(request.outputTokens())
                + "\",\"refusal\":null,\"tool_calls\":[]},\"logprobs\":null,\"finish_reason\":\"length\","
                + "\"stop_reason\":null}],\"usage\":" + usage() + "}";
    }

    private String head(String object) {
        return "{\"id\":\"" + id + "\",\"object\":\"" + object + "\",\"created\":" + created + ",\"model\":" + model;
    }

    private String usage() {
        int prompt = request.promptTokens();
        int output = request.outputTokens();
        return "{\"prompt_tokens\":" + prompt + ",\"total_tokens\":" + (prompt + output) + ",\"completion_tokens\":"
                + output + ",\"prompt_tokens_details\":null}";
    }
}

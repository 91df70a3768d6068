package io.llmlb.sim.live.vllm;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/** A chat completion. */
final class ChatAnswer extends Answer {
    private final String head;
    private final Buffer tokenChunk;

    /**
     * @param id without prefix
     * @param model as a JSON string, quotes included
     */
    ChatAnswer(HttpServerResponse response, Generation generation, String id, String model, long created) {
        super(response, generation);
        this.head = "{\"id\":" + Json.quote("chatcmpl-" + id) + ",\"object\":\"chat.completion"
                + (generation.stream() ? ".chunk" : "") + "\",\"created\":" + created + ",\"model\":" + model;
        this.tokenChunk = Buffer.buffer(delta("{\"content\":\"" + WORD + "\"}", "null"));
    }

    static Generation read(Body body, int maxModelLength) throws Refused {
        Prompt prompt = Texts.messages(body, "messages", new Prompt());
        body.oneChoice();
        List<Prompt> prompts = List.of(prompt.complete());
        int output = body.outputTokens(prompts, maxModelLength, "max_completion_tokens", "max_tokens");
        return new Generation(prompts, output, body.stream(), body.includeUsage());
    }

    @Override
    void streamed(int choice, boolean first, boolean last, boolean complete) {
        if (!first && !last) {
            response.write(tokenChunk);
            return;
        }
        StringBuilder events = new StringBuilder();
        if (first) {
            events.append(delta("{\"role\":\"assistant\",\"content\":\"\"}", "null"));
        }
        if (!last) {
            response.write(events.append(tokenChunk).toString());
            return;
        }
        events.append(delta("{\"content\":\"" + WORD + "\"}", "\"length\",\"stop_reason\":null"));
        if (generation.includeUsage()) {
            events.append("data: ").append(head).append(",\"choices\":[],\"usage\":");
            events.append(generation.usage()).append("}\n\n");
        }
        response.end(events.append("data: [DONE]\n\n").toString());
    }

    @Override
    String whole() {
        return head + ",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                + WORD.repeat(generation.outputTokens())
                + "\",\"refusal\":null,\"tool_calls\":[]},\"logprobs\":null,\"finish_reason\":\"length\","
                + "\"stop_reason\":null}],\"usage\":" + generation.usage() + "}";
    }

    private String delta(String delta, String finish) {
        return "data: " + head + ",\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"logprobs\":null,\"finish_reason\":" + finish + "}]}\n\n";
    }
}

package io.llmlb.sim.live.vllm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/** An answer of the Responses API. Its stream is a sequence of numbered, named events without a {@code [DONE]}. */
final class ResponsesAnswer extends Answer {
    private static final String DELTA = "response.output_text.delta";
    private static final int NUMBER_BYTES = 10;

    private final String id;
    private final String itemId;
    private final String model;
    private final long created;
    private final Buffer beforeNumber;
    private final Buffer afterNumber;
    private int number;

    /**
     * @param id without prefix
     * @param model by its name
     */
    ResponsesAnswer(HttpServerResponse response, Generation generation, String id, String model, long created) {
        super(response, generation);
        this.id = "resp_" + id;
        this.itemId = "msg_" + id;
        this.model = model;
        this.created = created;
        this.beforeNumber = Buffer.buffer("event: " + DELTA
                + "\ndata: {\"content_index\":0,\"delta\":\"" + WORD + "\",\"item_id\":" + Json.quote(itemId)
                + ",\"logprobs\":[],\"output_index\":0,\"sequence_number\":");
        this.afterNumber = Buffer.buffer(",\"type\":\"" + DELTA + "\"}\n\n");
    }

    static Generation read(Body body, int maxModelLength) throws Refused {
        List<Prompt> prompts = List.of(Texts.input(body, new Prompt()).complete());
        int output = body.outputTokens(prompts, maxModelLength, "max_output_tokens");
        return new Generation(prompts, output, body.stream(), true);
    }

    @Override
    void head() {
        String begun = Json.text(object("in_progress"));
        response.write(event("response.created", "\"response\":" + begun)
                + event("response.in_progress", "\"response\":" + begun));
    }

    @Override
    void streamed(int choice, boolean first, boolean last, boolean complete) {
        Buffer events = Buffer.buffer(beforeNumber.length() + NUMBER_BYTES + afterNumber.length());
        if (first) {
            events.appendString(event(
                            "response.output_item.added",
                            "\"item\":" + Json.text(item("in_progress", false)) + ",\"output_index\":0"))
                    .appendString(event("response.content_part.added", place() + ",\"part\":" + Json.text(part(""))));
        }
        events.appendBuffer(beforeNumber)
                .appendString(Integer.toString(number++))
                .appendBuffer(afterNumber);
        if (!last) {
            response.write(events);
            return;
        }
        String text = WORD.repeat(generation.outputTokens());
        events.appendString(event("response.output_text.done", place() + ",\"logprobs\":[],\"text\":\"" + text + "\""))
                .appendString(event("response.content_part.done", place() + ",\"part\":" + Json.text(part(text))))
                .appendString(event(
                        "response.output_item.done",
                        "\"item\":" + Json.text(item("completed", true)) + ",\"output_index\":0"))
                // vLLM ends every stream so, also one that reached max_output_tokens; the status tells of that.
                .appendString(event("response.completed", "\"response\":" + whole()));
        response.end(events);
    }

    @Override
    String whole() {
        ObjectNode object = object("incomplete");
        object.putObject("incomplete_details").put("reason", "max_output_tokens");
        object.putArray("output").add(item("completed", true));
        ObjectNode usage = object.putObject("usage");
        usage.put("input_tokens", generation.promptTokens());
        usage.putObject("input_tokens_details").put("cached_tokens", 0);
        usage.put("output_tokens", generation.generatedTokens());
        usage.putObject("output_tokens_details").put("reasoning_tokens", 0);
        usage.put("total_tokens", generation.promptTokens() + generation.generatedTokens());
        return Json.text(object);
    }

    private ObjectNode object(String status) {
        ObjectNode object = Json.object()
                .put("id", id)
                .put("created_at", created)
                .putNull("incomplete_details")
                .putNull("instructions")
                .putNull("metadata")
                .put("model", model)
                .put("object", "response");
        object.putArray("output");
        object.put("parallel_tool_calls", true).put("temperature", 1.0).put("tool_choice", "auto");
        object.putArray("tools");
        return object.put("top_p", 1.0)
                .put("background", false)
                .put("max_output_tokens", generation.outputTokens())
                .putNull("previous_response_id")
                .put("service_tier", "auto")
                .put("status", status)
                .put("truncation", "disabled")
                .putNull("usage")
                .putNull("user");
    }

    private ObjectNode item(String status, boolean whole) {
        ObjectNode item = Json.object().put("id", itemId);
        if (whole) {
            item.putArray("content").add(part(WORD.repeat(generation.outputTokens())));
        } else {
            item.putArray("content");
        }
        return item.put("role", "assistant").put("status", status).put("type", "message");
    }

    private static JsonNode part(String text) {
        ObjectNode part = Json.object();
        part.putArray("annotations");
        return part.put("text", text).put("type", "output_text").putNull("logprobs");
    }

    private String place() {
        return "\"content_index\":0,\"item_id\":" + Json.quote(itemId) + ",\"output_index\":0";
    }

    private String event(String type, String fields) {
        return "event: " + type + "\ndata: {" + fields + ",\"sequence_number\":" + number++ + ",\"type\":\"" + type
                + "\"}\n\n";
    }
}

package io.llmlb.sim.live.vllm;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;

/** A text completion, of one prompt or several. */
final class CompletionAnswer extends Answer {
    private static final int DEFAULT_OUTPUT = 16;

    private final String head;
    private final List<Buffer> tokenChunks = new ArrayList<>();

    /**
     * @param id without prefix
     * @param model as a JSON string, quotes included
     */
    CompletionAnswer(HttpServerResponse response, Generation generation, String id, String model, long created) {
        super(response, generation);
        this.head = "{\"id\":" + Json.quote("cmpl-" + id) + ",\"object\":\"text_completion\",\"created\":" + created
                + ",\"model\":" + model;
        for (int choice = 0;
                generation.stream() && choice < generation.prompts().size();
                choice++) {
            tokenChunks.add(Buffer.buffer(chunk(choice, "null")));
        }
    }

    static Generation read(Body body, int maxModelLength) throws Refused {
        List<Prompt> prompts = Texts.prompts(body);
        body.oneChoice();
        int output = body.outputTokensOr(DEFAULT_OUTPUT, prompts, maxModelLength);
        return new Generation(prompts, output, body.stream(), body.includeUsage());
    }

    @Override
    void streamed(int choice, boolean first, boolean last, boolean complete) {
        if (!last) {
            response.write(tokenChunks.get(choice));
            return;
        }
        String chunk = chunk(choice, "\"length\"");
        if (!complete) {
            response.write(chunk);
            return;
        }
        String usage = generation.includeUsage()
                ? "data: " + head + ",\"choices\":[],\"usage\":" + generation.usage() + "}\n\n"
                : "";
        response.end(chunk + usage + "data: [DONE]\n\n");
    }

    @Override
    String whole() {
        StringBuilder choices = new StringBuilder();
        String text = WORD.repeat(generation.outputTokens());
        for (int choice = 0; choice < generation.prompts().size(); choice++) {
            choices.append(choice == 0 ? "" : ",")
                    .append("{\"index\":")
                    .append(choice)
                    .append(",\"text\":\"");
            choices.append(text).append("\",\"logprobs\":null,\"finish_reason\":\"length\",\"stop_reason\":null,");
            choices.append("\"prompt_logprobs\":null}");
        }
        return head + ",\"choices\":[" + choices + "],\"usage\":" + generation.usage() + "}";
    }

    private String chunk(int choice, String finish) {
        return "data: " + head + ",\"choices\":[{\"index\":" + choice + ",\"text\":\"" + WORD
                + "\",\"logprobs\":null,\"finish_reason\":" + finish + ",\"stop_reason\":null}],\"usage\":null}\n\n";
    }
}

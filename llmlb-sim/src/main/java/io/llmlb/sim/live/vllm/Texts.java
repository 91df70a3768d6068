package io.llmlb.sim.live.vllm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Where the text of a prompt is in a body. */
final class Texts {
    private Texts() {}

    /** Adds the contents of chat messages: strings, or the texts among parts. */
    static Prompt messages(Body body, String field, Prompt prompt) throws Refused {
        JsonNode messages = body.field(field);
        if (messages.isMissingNode()) {
            throw Refused.missing(field);
        }
        if (!messages.isArray() || messages.isEmpty()) {
            throw Refused.invalid("list_type", "'body', '" + field + "'", "Input should be a valid list, not empty");
        }
        for (JsonNode message : messages) {
            content(message.path("content"), prompt);
        }
        return prompt;
    }

    /** The field {@code prompt} of a completion: a string, several, tokens, or several times tokens. */
    static List<Prompt> prompts(Body body) throws Refused {
        JsonNode field = body.field("prompt");
        if (field.isMissingNode() || field.isNull()) {
            throw Refused.missing("prompt");
        }
        if (field.isTextual() || (field.isArray() && field.path(0).isNumber())) {
            return List.of(prompt(field));
        }
        List<Prompt> prompts = new ArrayList<>();
        for (JsonNode one : field) {
            prompts.add(prompt(one));
        }
        if (!field.isArray() || prompts.isEmpty()) {
            throw Refused.bad("please provide at least one prompt");
        }
        return prompts;
    }

    /** Adds the input of the Responses API, after its instructions: a string, or items with contents. */
    static Prompt input(Body body, Prompt prompt) throws Refused {
        prompt.text(body.field("instructions").asText(""));
        if (!body.field("input").isTextual()) {
            return messages(body, "input", prompt);
        }
        prompt.text(body.field("input").textValue());
        return prompt;
    }

    private static Prompt prompt(JsonNode node) throws Refused {
        Prompt prompt = new Prompt();
        if (node.isTextual()) {
            prompt.text(node.textValue());
            return prompt.complete();
        }
        for (JsonNode token : node) {
            if (!token.isInt() || token.intValue() < 0) {
                throw Refused.bad("Token id " + token + " is out of vocabulary");
            }
            prompt.token(token.intValue());
        }
        if (!node.isArray() || node.isEmpty()) {
            throw Refused.bad("please provide at least one prompt");
        }
        return prompt.complete();
    }

    private static void content(JsonNode content, Prompt prompt) {
        if (content.isTextual()) {
            prompt.text(content.textValue());
            return;
        }
        for (JsonNode part : content) {
            prompt.text(part.path("text").asText(""));
        }
    }
}

package io.llmlb.bigip;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An answer as read, whatever it was: reading never fails.
 *
 * @param status the HTTP status, or the {@code code} of an error body that came with a good status
 * @param form what the body is
 * @param json the body when it is a JSON object
 * @param text what the device says, as it came: the {@code message} of an error body, or the text of a web page
 * @param location where a redirect points
 */
record Reply(int status, Form form, @Nullable ObjectNode json, String text, String location) {
    /** What a body can be. */
    enum Form {
        OBJECT,
        EMPTY,
        BROKEN_JSON,
        WEB_PAGE,
        OTHER
    }

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Pattern MARKUP = Pattern.compile("(?is)<(script|style)\b.*?</\1>|<[^>]*>");
    private static final int PEEK = 4_000;

    static Reply of(int status, String location, byte[] body) {
        String head = new String(body, 0, Math.min(body.length, PEEK), StandardCharsets.UTF_8).strip();
        if (head.isEmpty()) {
            return new Reply(status, Form.EMPTY, null, "", location);
        }
        if (head.startsWith("<")) {
            return new Reply(status, Form.WEB_PAGE, null, MARKUP.matcher(head).replaceAll(" "), location);
        }
        try {
            if (JSON.readTree(body) instanceof ObjectNode json) {
                // Only the message: real devices repeat the whole request, password included, beside it.
                return new Reply(
                        effective(status, json),
                        Form.OBJECT,
                        json,
                        json.path("message").asText(),
                        location);
            }
            return new Reply(status, Form.OTHER, null, "", location);
        } catch (JsonProcessingException e) {
            Form form = head.startsWith("{") ? Form.BROKEN_JSON : Form.OTHER;
            return new Reply(status, form, null, "", location);
        } catch (IOException e) {
            return new Reply(status, Form.OTHER, null, "", location);
        }
    }

    private static int effective(int status, ObjectNode json) {
        JsonNode code = json.path("code");
        boolean hidden = status < 300 && code.canConvertToInt() && code.asInt() >= 400;
        return hidden ? code.asInt() : status;
    }

    boolean isGood() {
        return status >= 200 && status < 300;
    }

    /** Whether a new login may help: any 401 but the one that says that the user is known and may not. */
    boolean refusesToken() {
        return status == 401 && !text.contains("Authorization failed: user=");
    }

    /** Whether the device knows the refused token no more. */
    boolean tokenIsGone() {
        return text.contains("has expired") || text.contains("does not exist");
    }
}

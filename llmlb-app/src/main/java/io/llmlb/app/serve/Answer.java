package io.llmlb.app.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.util.List;
import java.util.Map;

/**
 * What is sent back.
 *
 * @param status of HTTP
 * @param type of the content
 * @param body the content
 */
record Answer(int status, String type, String body) {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final ObjectWriter LINE = new ObjectMapper().writer();
    private static final ObjectWriter JSON = new ObjectMapper().writerWithDefaultPrettyPrinter();

    static Answer text(int status, List<String> lines) {
        return new Answer(status, TEXT, String.join("\n", lines) + "\n");
    }

    static Answer json(Object data) {
        return json(200, data);
    }

    /** A sentence that says what is wrong with the request. */
    static Answer refusal(int status, String sentence) {
        return json(status, Map.of("error", sentence));
    }

    /** In one line. */
    static String line(Object data) {
        try {
            return LINE.writeValueAsString(data);
        } catch (JsonProcessingException notData) {
            throw new IllegalArgumentException(notData);
        }
    }

    private static Answer json(int status, Object data) {
        try {
            return new Answer(status, "application/json", JSON.writeValueAsString(data) + "\n");
        } catch (JsonProcessingException notData) {
            throw new IllegalArgumentException(notData);
        }
    }
}

package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalInt;

/** Thrown to answer with an error from within. There are two families of bodies: mcpd's and the REST front end's. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int INVALID = 26_214_401;

    private final int status;
    private final String text;
    private final transient OptionalInt apiError;

    private Refusal(int status, String text, OptionalInt apiError) {
        super(text, null, false, false);
        this.status = status;
        this.text = text;
        this.apiError = apiError;
    }

    /** An error of the configuration back end. */
    static Refusal mcpd(int status, String message, int apiError) {
        return new Refusal(status, message, OptionalInt.of(apiError));
    }

    /** An error of the REST front end. */
    static Refusal rest(int status, String message) {
        return new Refusal(status, message, OptionalInt.empty());
    }

    static Refusal notFound(String what) {
        return mcpd(404, "01020036:3: The requested " + what + " was not found.", 3);
    }

    /** The number of this one's apiError is not certain. */
    static Refusal exists(String what, String partition) {
        return mcpd(409, "01020066:3: The requested " + what + " already exists in partition " + partition + ".", 3);
    }

    static Refusal invalid(String message) {
        return mcpd(400, message, INVALID);
    }

    static Refusal invalidValue(String property, String value) {
        return invalid("invalid property value \"" + property + "\":\"" + value + "\"");
    }

    static Refusal nothingToDo() {
        return invalid("one or more properties must be specified");
    }

    static Refusal unnamed() {
        return invalid("one or more configuration identifiers must be provided");
    }

    static Refusal notRegistered(Call call) {
        return rest(404, "Public URI path not registered: /" + String.join("/", call.path()));
    }

    String text() {
        return text;
    }

    /**
     * @param referer the client's address
     * @param operation the front end's number of this request
     */
    Reply reply(String referer, long operation) {
        ObjectNode body = Json.object().put("code", status).put("message", text);
        if (apiError.isPresent()) {
            body.putArray("errorStack");
            body.put("apiError", apiError.getAsInt());
        } else {
            body.put("referer", referer).put("restOperationId", operation).put("kind", ":resterrorresponse");
        }
        return Reply.json(status, body);
    }
}

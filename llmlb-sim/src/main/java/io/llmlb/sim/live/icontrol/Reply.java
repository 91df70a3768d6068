package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An answer of the emulated iControl: a status and a body. The factories make the two families of error bodies. */
record Reply(int status, ObjectNode body) {
    private static final int INVALID = 26_214_401;

    /** Thrown to answer with an error from within. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final transient Reply reply;

        Refusal(Reply reply) {
            super(null, null, false, false);
            this.reply = reply;
        }
    }

    static Reply ok(ObjectNode body) {
        return new Reply(200, body);
    }

    /** An error of the configuration back end. */
    static Refusal mcpd(int status, String message, int apiError) {
        ObjectNode body = error(status, message);
        body.putArray("errorStack");
        body.put("apiError", apiError);
        return new Refusal(new Reply(status, body));
    }

    static Refusal notFound(String what) {
        return mcpd(404, "01020036:3: The requested " + what + " was not found.", 3);
    }

    static Refusal invalid(String message) {
        return mcpd(400, message, INVALID);
    }

    /** An error of the REST front end. */
    static Refusal rest(int status, String message, String referer, long operation) {
        ObjectNode body = error(status, message);
        body.put("referer", referer);
        body.put("restOperationId", operation);
        body.put("kind", ":resterrorresponse");
        return new Refusal(new Reply(status, body));
    }

    private static ObjectNode error(int status, String message) {
        return JsonNodeFactory.instance.objectNode().put("code", status).put("message", message);
    }
}

package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An answer of the emulated management interface. */
record Reply(int status, String contentType, String body) {
    private static final String JSON = "application/json; charset=UTF-8";

    static Reply ok(ObjectNode body) {
        return json(200, body);
    }

    static Reply json(int status, ObjectNode body) {
        return new Reply(status, JSON, body.toString());
    }

    /** What a successful DELETE is answered. */
    static Reply empty() {
        return new Reply(200, JSON, "");
    }

    static Reply html(int status, String body) {
        return new Reply(status, "text/html; charset=UTF-8", body);
    }
}

package io.llmlb.sim.live.dataplane;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * A request's body, as far as it has been read.
 *
 * @param read what has been read
 * @param complete whether that is all; if not, the rest is still to come from the client
 */
record Body(Buffer read, boolean complete) {
    /** Nothing has been read yet. */
    static Body unread(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        boolean none = !request.headers().contains("transfer-encoding") && (length == null || length.equals("0"));
        return new Body(Buffer.buffer(), none);
    }
}

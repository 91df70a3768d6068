package io.llmlb.sim.live.dataplane;

import io.llmlb.rules.irule.BodyLimits;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/**
 * A request's body as the JSON profile leaves it.
 *
 * @param body as far as it was read: whole unless it is no JSON or too large
 * @param event that follows; a whole body can still turn out to be no JSON
 * @param length as the client announced it, -1 when it did not
 */
record JsonBody(Body body, Event event, long length) {
    /** The iRule event that a body raises. */
    enum Event {
        JSON_REQUEST,
        JSON_REQUEST_MISSING,
        JSON_REQUEST_ERROR
    }

    /**
     * Reads a paused request's body within the limits; fails when the client goes away meanwhile.
     *
     * @param beyond the event for a body beyond the limits
     */
    static Future<JsonBody> read(HttpServerRequest request, BodyLimits limits, Event beyond) {
        Body unread = Body.unread(request);
        long length = announced(request);
        if (unread.complete() || !isJson(request)) {
            return Future.succeededFuture(new JsonBody(unread, Event.JSON_REQUEST_MISSING, length));
        }
        if (length > limits.maximumBytes()) {
            return Future.succeededFuture(new JsonBody(unread, beyond, length));
        }
        Promise<JsonBody> parsed = Promise.promise();
        Buffer read = Buffer.buffer();
        request.exceptionHandler(parsed::tryFail);
        request.handler(bytes -> {
            read.appendBuffer(bytes);
            if (read.length() > limits.maximumBytes()) {
                request.pause();
                parsed.tryComplete(new JsonBody(new Body(read, false), beyond, length));
            }
        });
        request.endHandler(end -> {
            boolean passes = limits.passedBy(read.getBytes()).isPresent();
            parsed.tryComplete(new JsonBody(new Body(read, true), passes ? beyond : Event.JSON_REQUEST, length));
        });
        request.resume();
        return parsed.future();
    }

    /** The same with another event. */
    JsonBody with(Event other) {
        return new JsonBody(body, other, length);
    }

    private static boolean isJson(HttpServerRequest request) {
        String type = request.getHeader("content-type");
        return type != null
                && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    private static long announced(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        return length == null || !length.matches("[0-9]{1,15}") ? -1 : Long.parseLong(length);
    }
}

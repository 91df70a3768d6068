package io.llmlb.sim.live.dataplane;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** The iRule's own answer to a client: an error in OpenAI's form, word for word as the iRule has it. */
final class ErrorAnswer {
    private ErrorAnswer() {}

    /**
     * Answers, when the client has sent all of its body, which nobody reads: a connection that is closed before would be
     * reset, and the client might never see the answer.
     */
    static void send(HttpServerRequest request, Routed.Refused refused) {
        if (request.isEnded()) {
            answer(request, refused);
            return;
        }
        request.handler(unread -> {});
        request.endHandler(end -> answer(request, refused));
        request.resume();
    }

    private static void answer(HttpServerRequest request, Routed.Refused refused) {
        int status = refused.status();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error")
                .put("message", refused.message().isEmpty() ? "this request is not served" : refused.message())
                .put("type", type(status))
                .putNull("param")
                .put("code", status);
        HttpServerResponse reply = request.response().setStatusCode(status);
        reply.putHeader("content-type", "application/json");
        Routed.Told told = refused.told();
        if (told == null) {
            reply.putHeader("cache-control", "no-store");
        } else {
            reply.headers().add(told.header(), told.way());
        }
        if (status == 429 || status == 503) {
            reply.putHeader("retry-after", Integer.toString(refused.retryAfter()));
        }
        reply.end(body.toString());
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 429 -> "rate_limit_error";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }
}

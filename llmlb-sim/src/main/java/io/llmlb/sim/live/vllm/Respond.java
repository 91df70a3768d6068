package io.llmlb.sim.live.vllm;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** Short answers. */
final class Respond {
    private Respond() {}

    static void json(HttpServerRequest request, int status, String body) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(body);
    }

    static void status(HttpServerRequest request, int status) {
        request.response().setStatusCode(status).end();
    }

    static void notFound(HttpServerRequest request) {
        json(request, 404, "{\"detail\":\"Not Found\"}");
    }

    /** Whether the method is one of these; answers 405 when it is not. */
    static boolean allowed(HttpServerRequest request, HttpMethod... methods) {
        StringBuilder names = new StringBuilder();
        for (HttpMethod method : methods) {
            if (request.method().equals(method)) {
                return true;
            }
            names.append(names.length() == 0 ? "" : ", ").append(method.name());
        }
        request.response().putHeader("allow", names.toString());
        json(request, 405, "{\"detail\":\"Method Not Allowed\"}");
        return false;
    }
}

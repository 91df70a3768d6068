package io.llmlb.sim.live.vllm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.sim.live.net.Listener;
import io.llmlb.sim.model.vllm.EngineRequest;
import io.llmlb.sim.model.vllm.FinishedRequest;
import io.llmlb.sim.model.vllm.ServerListener;
import io.llmlb.sim.model.vllm.ServerModel;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** The engine behind vLLM's HTTP interface, in real time. Lives on one event loop; no locks. */
final class VllmService implements Listener.Service, ServerListener {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx;
    private final String model;
    private final String quotedModel;
    private final Supplier<String> hostPort;
    private final ServerModel server;
    private final Map<Long, ChatReply> replies = new HashMap<>();
    private final long origin = System.nanoTime();
    private final long created = System.currentTimeMillis() / 1000;
    private long submitted;
    private boolean armed;

    VllmService(Vertx vertx, ServerOptions options, Supplier<String> hostPort) {
        this.vertx = vertx;
        this.model = options.model();
        this.quotedModel = quote(model);
        this.hostPort = hostPort;
        this.server = new ServerModel(options);
    }

    void slowFactor(double factor) {
        server.slowFactor(factor);
    }

    @Override
    public void handle(HttpServerRequest request) {
        switch (request.path()) {
            case "/v1/chat/completions" -> {
                if (allowed(request, HttpMethod.POST)) {
                    request.body().onSuccess(body -> chat(request, body));
                }
            }
            case "/v1/models" -> {
                if (allowed(request, HttpMethod.GET)) {
                    json(request, 200, models());
                }
            }
            case "/health" -> {
                if (allowed(request, HttpMethod.GET)) {
                    request.response().end();
                }
            }
            case "/metrics" -> {
                if (allowed(request, HttpMethod.GET)) {
                    server.advance(now(), this);
                    request.response()
                            .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
                            .end(server.metrics().exposition());
                }
            }
            default -> json(request, 404, "{\"detail\":\"Not Found\"}");
        }
    }

    private void chat(HttpServerRequest request, Buffer body) {
        ChatRequest chat;
        try {
            chat = ChatRequest.parse(body.getBytes(), model, server.maxModelLength());
        } catch (ChatRequest.Refused refused) {
            json(
                    request,
                    refused.status,
                    "{\"error\":{\"message\":" + quote(String.valueOf(refused.getMessage())) + ",\"type\":\""
                            + refused.type + "\",\"param\":null,\"code\":" + refused.status + "}}");
            return;
        }
        long now = now();
        server.advance(now, this);
        long id = submitted++;
        long seconds = System.currentTimeMillis() / 1000;
        request.response().putHeader("x-inference-pod", hostPort.get()).closeHandler(closed -> gone(id));
        replies.put(id, new ChatReply(request.response(), chat, quotedModel, id, seconds));
        server.submit(EngineRequest.of(id, chat.promptTokens(), chat.outputTokens()), now);
        arm();
    }

    private void gone(long id) {
        if (replies.remove(id) != null) {
            server.abort(id);
        }
    }

    @Override
    public void token(long requestId, int index, boolean last) {
        ChatReply reply = replies.get(requestId);
        if (reply != null) {
            reply.token(index == 1, last);
        }
    }

    @Override
    public void finished(FinishedRequest request) {
        replies.remove(request.id());
    }

    private void arm() {
        OptionalLong end = server.nextEvent();
        if (armed || end.isEmpty()) {
            return;
        }
        armed = true;
        long millis = Math.max(1, (end.getAsLong() - now() + 999_999) / 1_000_000);
        vertx.setTimer(millis, timer -> {
            armed = false;
            server.advance(now(), this);
            arm();
        });
    }

    private long now() {
        return System.nanoTime() - origin;
    }

    private String models() {
        return "{\"object\":\"list\",\"data\":[{\"id\":" + quotedModel + ",\"object\":\"model\",\"created\":" + created
                + ",\"owned_by\":\"vllm\",\"root\":" + quotedModel + ",\"parent\":null,\"max_model_len\":"
                + server.maxModelLength() + "}]}";
    }

    private static boolean allowed(HttpServerRequest request, HttpMethod method) {
        boolean allowed = request.method().equals(method);
        if (!allowed) {
            request.response().putHeader("allow", method.name());
            json(request, 405, "{\"detail\":\"Method Not Allowed\"}");
        }
        return allowed;
    }

    private static void json(HttpServerRequest request, int status, String body) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(body);
    }

    private static String quote(String text) {
        try {
            return JSON.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a string is always JSON", e);
        }
    }
}

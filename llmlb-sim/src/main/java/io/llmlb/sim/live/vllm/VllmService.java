package io.llmlb.sim.live.vllm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.sim.live.net.Listener;
import io.llmlb.sim.model.vllm.EngineRequest;
import io.llmlb.sim.model.vllm.FinishedRequest;
import io.llmlb.sim.model.vllm.FinishedStep;
import io.llmlb.sim.model.vllm.TokenEvent;
import io.llmlb.sim.model.vllm.VllmEngine;
import io.llmlb.sim.model.vllm.VllmMetrics;
import io.llmlb.sim.model.vllm.VllmProfile;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** The engine behind vLLM's HTTP interface, in real time. Lives on one event loop; no locks. */
final class VllmService implements Listener.Service {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double SIGMA = 0.04;

    private final Vertx vertx;
    private final String model;
    private final String quotedModel;
    private final Supplier<String> hostPort;
    private final VllmEngine engine;
    private final VllmMetrics metrics;
    private final Map<Long, ChatReply> replies = new HashMap<>();
    private final long origin = System.nanoTime();
    private final long created = System.currentTimeMillis() / 1000;
    private long submitted;
    private boolean armed;

    VllmService(Vertx vertx, VllmProfile profile, String model, long seed, Supplier<String> hostPort) {
        this.vertx = vertx;
        this.model = model;
        this.quotedModel = quote(model);
        this.hostPort = hostPort;
        this.engine = new VllmEngine(profile, SIGMA, seed);
        this.metrics = new VllmMetrics(profile, model);
    }

    void slowFactor(double factor) {
        engine.slowFactor(factor);
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
                    catchUp(now());
                    request.response()
                            .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
                            .end(metrics.exposition());
                }
            }
            default -> json(request, 404, "{\"detail\":\"Not Found\"}");
        }
    }

    private void chat(HttpServerRequest request, Buffer body) {
        ChatRequest chat;
        try {
            chat = ChatRequest.parse(body.getBytes(), model, engine.profile().maxModelLength());
        } catch (ChatRequest.Refused refused) {
            json(
                    request,
                    refused.status,
                    "{\"error\":{\"message\":" + quote(String.valueOf(refused.getMessage())) + ",\"type\":\""
                            + refused.type + "\",\"param\":null,\"code\":" + refused.status + "}}");
            return;
        }
        long now = now();
        catchUp(now);
        long id = submitted++;
        long seconds = System.currentTimeMillis() / 1000;
        request.response().putHeader("x-inference-pod", hostPort.get()).closeHandler(closed -> gone(id));
        replies.put(id, new ChatReply(request.response(), chat, quotedModel, id, seconds));
        engine.submit(new EngineRequest(id, chat.promptTokens(), chat.outputTokens()), now);
        arm();
    }

    private void gone(long id) {
        if (replies.remove(id) != null) {
            engine.abort(id);
        }
    }

    /** Finishes every step whose planned end has come. */
    private void catchUp(long now) {
        for (OptionalLong end = engine.stepEnd(); end.isPresent() && end.getAsLong() <= now; end = engine.stepEnd()) {
            deliver(engine.finishStep());
        }
    }

    private void deliver(FinishedStep step) {
        metrics.observe(step);
        for (TokenEvent token : step.tokens()) {
            ChatReply reply = replies.get(token.requestId());
            if (reply != null) {
                reply.token(token.first(), token.last());
            }
        }
        for (FinishedRequest finished : step.finished()) {
            replies.remove(finished.id());
        }
    }

    private void arm() {
        OptionalLong end = engine.stepEnd();
        if (armed || end.isEmpty()) {
            return;
        }
        armed = true;
        long millis = Math.max(1, (end.getAsLong() - now() + 999_999) / 1_000_000);
        vertx.setTimer(millis, timer -> {
            armed = false;
            catchUp(now());
            arm();
        });
    }

    private long now() {
        return System.nanoTime() - origin;
    }

    private String models() {
        return "{\"object\":\"list\",\"data\":[{\"id\":" + quotedModel + ",\"object\":\"model\",\"created\":" + created
                + ",\"owned_by\":\"vllm\",\"root\":" + quotedModel + ",\"parent\":null,\"max_model_len\":"
                + engine.profile().maxModelLength() + "}]}";
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

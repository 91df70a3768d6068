package io.llmlb.sim.live.vllm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.live.net.Listener;
import io.llmlb.sim.model.vllm.MetricNames;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** vLLM's HTTP interface, and beside it the emulator's own under {@code /emu}. Lives on one event loop; no locks. */
final class VllmService implements Listener.Service {
    private static final Map<String, InferenceApi.Kind> INFERENCE = Map.of(
            "/v1/chat/completions", InferenceApi.Kind.CHAT,
            "/v1/completions", InferenceApi.Kind.COMPLETION,
            "/v1/responses", InferenceApi.Kind.RESPONSE);
    /** Other paths that {@code http_requests_total} names; vLLM leaves the probes and the metrics out. */
    private static final Set<String> COUNTED = Set.of("/v1/models", "/tokenize");

    private static final Set<String> UNCOUNTED = Set.of("/metrics", "/health", "/ping", "/version");

    private final Environment environment;
    private final Supplier<String> hostPort;
    private final LiveEngine engine;
    private final InferenceApi inference;
    private final Control control;
    private final KeepAlive keepAlive;
    private final HttpCounters counters = new HttpCounters();
    private final Scrape scrape;
    private final long createdMillis = System.currentTimeMillis();

    VllmService(Vertx vertx, Environment environment, Supplier<String> hostPort) {
        this.environment = environment;
        this.hostPort = hostPort;
        this.engine = new LiveEngine(vertx, environment.options(), environment.settings(), environment.onFinished());
        this.inference = new InferenceApi(vertx, environment, engine);
        this.control = new Control(environment, engine);
        this.keepAlive = new KeepAlive(vertx, environment.keepAlive());
        this.scrape = new Scrape(counters, environment.clock(), createdMillis / 1000.0);
    }

    @Override
    public void handle(HttpServerRequest request) {
        keepAlive.busy(request.connection());
        HttpServerResponse response = request.response();
        response.putHeader("server", "uvicorn").putHeader("x-inference-pod", hostPort.get());
        String id = request.getHeader("x-request-id");
        if (id != null) {
            response.putHeader("x-request-id", id);
        }
        response.endHandler(ended -> {
            if (response.ended()) {
                count(request, response.getStatusCode());
                keepAlive.idle(request.connection());
            }
        });
        InferenceApi.Kind kind = INFERENCE.get(request.path());
        if (kind != null) {
            whenReady(request, body -> inference.handle(request, body, kind));
        } else if (request.path().startsWith("/emu/")) {
            control.handle(request, ready());
        } else {
            other(request);
        }
    }

    private void other(HttpServerRequest request) {
        switch (request.path()) {
            case "/health" -> {
                if (Respond.allowed(request, HttpMethod.GET)) {
                    health(request);
                }
            }
            case "/ping" -> {
                if (Respond.allowed(request, HttpMethod.GET, HttpMethod.POST)) {
                    health(request);
                }
            }
            case "/metrics" -> {
                if (Respond.allowed(request, HttpMethod.GET)) {
                    metrics(request);
                }
            }
            case "/version" -> {
                if (Respond.allowed(request, HttpMethod.GET)) {
                    Respond.json(
                            request,
                            200,
                            Json.text(Json.object()
                                    .put(
                                            "version",
                                            version(environment.options().metricNames()))));
                }
            }
            case "/v1/models" -> {
                if (Respond.allowed(request, HttpMethod.GET)) {
                    Respond.json(request, 200, models());
                }
            }
            case "/tokenize" -> whenReady(request, body -> tokenize(request, body));
            default -> Respond.notFound(request);
        }
    }

    private boolean ready() {
        return engine.now() >= environment.options().startUp().toNanos();
    }

    /** For a POST with a body. A real server that loads its model does not listen yet; a proxy in front says 503. */
    private void whenReady(HttpServerRequest request, Consumer<Buffer> action) {
        if (!Respond.allowed(request, HttpMethod.POST)) {
            return;
        }
        if (!ready()) {
            Respond.json(
                    request, 503, new Refused(503, "ServiceUnavailableError", "The server is starting up.", "").json());
            return;
        }
        request.body().onSuccess(action::accept);
    }

    private void health(HttpServerRequest request) {
        switch (environment.settings().get().faults().health()) {
            case NONE -> Respond.status(request, ready() ? 200 : 503);
            case FAILING -> Respond.status(request, 503);
            case HANG -> {}
        }
    }

    private void metrics(HttpServerRequest request) {
        Settings settings = environment.settings().get();
        switch (settings.faults().metrics()) {
            case OFF -> Respond.notFound(request);
            case ERROR ->
                request.response()
                        .setStatusCode(500)
                        .putHeader("content-type", "text/plain; charset=utf-8")
                        .end("Internal Server Error");
            case HANG -> {}
            case NONE, NAN, FROZEN ->
                request.response()
                        .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
                        .end(scrape.text(engine.metrics(), settings));
        }
    }

    private void tokenize(HttpServerRequest request, Buffer bytes) {
        try {
            Body body = Body.read(bytes.getBytes(), request.getHeader("content-type"), environment.names());
            Prompt prompt = new Prompt();
            if (body.field("prompt").isTextual()) {
                prompt.text(body.field("prompt").textValue());
            } else {
                Texts.messages(body, "messages", prompt);
            }
            ObjectNode answer = Json.object()
                    .put("count", prompt.complete().length())
                    .put("max_model_len", engine.maxModelLength());
            ArrayNode tokens = answer.putArray("tokens");
            for (int token : prompt.tokens()) {
                tokens.add(token);
            }
            Respond.json(request, 200, Json.text(answer.putNull("token_strs")));
        } catch (Refused refused) {
            Respond.json(request, refused.status(), refused.json());
        }
    }

    private String models() {
        ObjectNode list = Json.object().put("object", "list");
        ArrayNode data = list.putArray("data");
        for (String name : environment.names()) {
            data.addObject()
                    .put("id", name)
                    .put("object", "model")
                    .put("created", createdMillis / 1000)
                    .put("owned_by", "vllm")
                    .put("root", environment.options().model())
                    .putNull("parent")
                    .put("max_model_len", engine.maxModelLength());
        }
        return Json.text(list);
    }

    private void count(HttpServerRequest request, int status) {
        String path = request.path();
        if (UNCOUNTED.contains(path) || path.startsWith("/emu/")) {
            return;
        }
        boolean known = COUNTED.contains(path) || INFERENCE.containsKey(path);
        counters.count(known ? path : "none", request.method().name(), status);
    }

    /** A version that had these metrics. */
    private static String version(MetricNames names) {
        return switch (names) {
            case V0 -> "0.8.5";
            case V1_EARLY -> "0.10.0";
            case V1 -> "0.24.0";
        };
    }
}

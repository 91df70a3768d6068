package io.llmlb.sim.live.vllm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;

/** The emulator's own interface, {@code /emu}: its state, and what can be changed while it runs. No fault touches it. */
final class Control {
    private final Environment environment;
    private final LiveEngine engine;

    Control(Environment environment, LiveEngine engine) {
        this.environment = environment;
        this.engine = engine;
    }

    void handle(HttpServerRequest request, boolean ready) {
        if (!Net.isLoopback(request.remoteAddress().hostAddress())) {
            Respond.json(request, 403, "{\"error\":\"the control API is for clients on the emulator's own machine\"}");
            return;
        }
        switch (request.path()) {
            case "/emu/state" -> {
                if (Respond.allowed(request, HttpMethod.GET)) {
                    Respond.json(request, 200, Json.text(state(ready)));
                }
            }
            case "/emu/config" -> {
                if (Respond.allowed(request, HttpMethod.PUT, HttpMethod.PATCH)) {
                    request.body().onSuccess(body -> change(request, body));
                }
            }
            default -> Respond.notFound(request);
        }
    }

    private ObjectNode state(boolean ready) {
        ServerOptions options = environment.options();
        ObjectNode state = Json.object()
                .put("model", options.model())
                .put("profile", options.profile().name())
                .put("engines", options.engines())
                .put("ready", ready)
                .put("running", engine.running())
                .put("waiting", engine.waiting());
        state.setAll(SettingsJson.write(environment.settings().get()));
        return state;
    }

    private void change(HttpServerRequest request, Buffer bytes) {
        try {
            JsonNode body = Json.read(bytes.getBytes());
            long now = environment.clock().getAsLong();
            Settings changed = environment.settings().change(before -> SettingsJson.change(before, body, now));
            Respond.json(request, 200, Json.text(SettingsJson.write(changed)));
        } catch (IllegalArgumentException wrong) {
            refuse(request, String.valueOf(wrong.getMessage()));
        } catch (IOException noJson) {
            refuse(request, "the body is not JSON");
        }
    }

    private static void refuse(HttpServerRequest request, String sentence) {
        Respond.json(request, 400, Json.text(Json.object().put("error", sentence)));
    }
}

package io.llmlb.sim.live.vllm;

import io.llmlb.sim.live.net.Net;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The three APIs that generate: chat, completions and responses. */
final class InferenceApi {
    /** Which of them. */
    enum Kind {
        CHAT,
        COMPLETION,
        RESPONSE
    }

    private final Vertx vertx;
    private final Environment environment;
    private final LiveEngine engine;
    private final FaultDice dice;
    /** Whatever name a client used, as vLLM answers. */
    private final String model;

    private final String quotedModel;
    private long answered;

    InferenceApi(Vertx vertx, Environment environment, LiveEngine engine) {
        this.vertx = vertx;
        this.environment = environment;
        this.engine = engine;
        this.dice = new FaultDice(environment.options().seed());
        this.model = environment.options().model();
        this.quotedModel = Json.quote(model);
    }

    void handle(HttpServerRequest request, Buffer body, Kind kind) {
        String forced = request.getHeader("x-return-error");
        if (forced != null) {
            forcedError(request, forced);
            return;
        }
        Faults faults = environment.settings().get().faults();
        FaultDice.Draw draw = dice.draw(faults);
        switch (draw.fate()) {
            case RESET -> Net.reset(request);
            case HANG -> {}
            case ERROR -> error(request, draw.status());
            case CUT -> serve(request, body, kind, faults.abortAfterTokens());
            case SERVED -> serve(request, body, kind, -1);
        }
    }

    private void serve(HttpServerRequest request, Buffer bytes, Kind kind, int tokensUntilCut) {
        Generation generation;
        try {
            Body body = Body.read(bytes.getBytes(), request.getHeader("content-type"), environment.names());
            int longest = engine.maxModelLength();
            generation = switch (kind) {
                case CHAT -> ChatAnswer.read(body, longest);
                case COMPLETION -> CompletionAnswer.read(body, longest);
                case RESPONSE -> ResponsesAnswer.read(body, longest);
            };
        } catch (Refused refused) {
            Respond.json(request, refused.status(), refused.json());
            return;
        }
        String id = id(request.getHeader("x-request-id"));
        long now = System.currentTimeMillis() / 1000;
        Answer answer = switch (kind) {
            case CHAT -> new ChatAnswer(request.response(), generation, id, quotedModel, now);
            case COMPLETION -> new CompletionAnswer(request.response(), generation, id, quotedModel, now);
            case RESPONSE -> new ResponsesAnswer(request.response(), generation, id, model, now);
        };
        new Inference(vertx, request, answer, tokensUntilCut).start(engine, generation);
    }

    private String id(@Nullable String given) {
        long number = answered++;
        return given == null || given.isEmpty() ? String.format(Locale.ROOT, "%032x", number) : given;
    }

    private static void forcedError(HttpServerRequest request, String header) {
        if (header.matches("[45][0-9][0-9]")) {
            error(request, Integer.parseInt(header));
        } else {
            Respond.json(
                    request,
                    400,
                    Refused.bad("the header X-Return-Error is a status from 400 to 599, but this is " + header)
                            .json());
        }
    }

    /** An error that is wanted. The types are those that vLLM gives with these statuses, the words are invented. */
    private static void error(HttpServerRequest request, int status) {
        if (status == 401) {
            Respond.json(request, 401, "{\"error\":\"Unauthorized\"}");
            return;
        }
        String type = switch (status) {
            case 400 -> "BadRequestError";
            case 404 -> "NotFoundError";
            case 429 -> "RateLimitError";
            case 503 -> "ServiceUnavailableError";
            default -> status < 500 ? "BadRequestError" : "InternalServerError";
        };
        Respond.json(request, status, new Refused(status, type, "This error was asked of the emulator.", "").json());
    }
}

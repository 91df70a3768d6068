package io.llmlb.sim.live.vllm;

import io.llmlb.sim.live.net.Net;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;

/** One request for inference under way, from the engine to the client. A client that goes away aborts it. */
final class Inference {
    private final Vertx vertx;
    private final HttpServerRequest request;
    private final Answer answer;
    private final List<Long> ids = new ArrayList<>();
    private int tokensUntilCut;
    private boolean over;

    /**
     * @param tokensUntilCut how many tokens the client gets before the connection is reset; negative for all
     */
    Inference(Vertx vertx, HttpServerRequest request, Answer answer, int tokensUntilCut) {
        this.vertx = vertx;
        this.request = request;
        this.answer = answer;
        this.tokensUntilCut = tokensUntilCut;
    }

    void start(LiveEngine engine, Generation generation) {
        request.response().closeHandler(closed -> {
            over = true;
            ids.forEach(engine::abort);
        });
        answer.begin();
        for (int i = 0; i < generation.prompts().size(); i++) {
            int choice = i;
            ids.add(engine.submit(
                    generation.prompts().get(i),
                    generation.outputTokens(),
                    (first, last) -> token(choice, first, last)));
        }
    }

    private void token(int choice, boolean first, boolean last) {
        if (over) {
            return;
        }
        if (tokensUntilCut == 0) {
            over = true;
            // Not now, in the middle of a step: the reset comes back as the client's going away.
            vertx.runOnContext(then -> Net.reset(request));
            return;
        }
        tokensUntilCut--;
        over = answer.token(choice, first, last);
    }
}

package io.llmlb.sim.live.vllm;

import io.llmlb.sim.model.vllm.EngineRequest;
import io.llmlb.sim.model.vllm.FinishedRequest;
import io.llmlb.sim.model.vllm.ServerListener;
import io.llmlb.sim.model.vllm.ServerModel;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmMetrics;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The server model in real time. It plans each step from the planned end of the one before, so a timer that comes late
 * delivers late but shifts nothing. Lives on one event loop; no locks.
 */
final class LiveEngine implements ServerListener {
    /** Who gets the tokens of a request. */
    interface Recipient {
        void token(boolean first, boolean last);
    }

    private final Vertx vertx;
    private final LiveSettings settings;
    private final Consumer<FinishedRequest> onFinished;
    private final ServerModel server;
    private final Map<Long, Recipient> recipients = new HashMap<>();
    private final long origin = System.nanoTime();
    private double slowFactor = 1;
    private long submitted;
    private long timer;
    private long wakeAt = Long.MAX_VALUE;

    LiveEngine(Vertx vertx, ServerOptions options, LiveSettings settings, Consumer<FinishedRequest> onFinished) {
        this.vertx = vertx;
        this.settings = settings;
        this.onFinished = onFinished;
        this.server = new ServerModel(options);
    }

    /** Nanoseconds since it started. */
    long now() {
        return System.nanoTime() - origin;
    }

    int maxModelLength() {
        return server.maxModelLength();
    }

    int running() {
        return server.running();
    }

    int waiting() {
        return server.waiting();
    }

    /** As of now. */
    VllmMetrics metrics() {
        advance(now());
        arm();
        return server.metrics();
    }

    /** Takes in a request and gives its id. */
    long submit(Prompt prompt, int outputTokens, Recipient recipient) {
        long now = now();
        advance(now);
        long id = submitted++;
        recipients.put(id, recipient);
        server.submit(new EngineRequest(id, prompt.length(), outputTokens, outputTokens, prompt.blocks()), now);
        arm();
        return id;
    }

    /** Gives up a request; nothing when it has finished. */
    void abort(long id) {
        if (recipients.remove(id) != null) {
            server.abort(id);
            arm();
        }
    }

    @Override
    public void token(long requestId, int index, boolean last) {
        Recipient recipient = recipients.get(requestId);
        if (recipient != null) {
            recipient.token(index == 1, last);
        }
    }

    @Override
    public void finished(FinishedRequest request) {
        recipients.remove(request.id());
        onFinished.accept(request);
    }

    private void advance(long now) {
        double wanted = settings.get().slowFactor();
        if (wanted != slowFactor) {
            slowFactor = wanted;
            server.slowFactor(wanted);
        }
        server.advance(now, this);
    }

    private void arm() {
        OptionalLong next = server.nextEvent();
        if (next.isEmpty() || next.getAsLong() >= wakeAt) {
            return;
        }
        if (wakeAt != Long.MAX_VALUE) {
            vertx.cancelTimer(timer);
        }
        wakeAt = next.getAsLong();
        long millis = Math.max(1, (wakeAt - now() + 999_999) / 1_000_000);
        timer = vertx.setTimer(millis, fired -> {
            wakeAt = Long.MAX_VALUE;
            advance(now());
            arm();
        });
    }
}

package io.llmlb.sim.model.vllm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A vLLM server without its sockets: front end, one engine per data-parallel rank, metrics. Not thread-safe.
 *
 * <p>A driver asks for the {@linkplain #nextEvent() next event}, waits for it or jumps to it, and lets the server
 * {@linkplain #advance come up to that time}. What happens is timed by the plan, not by the driver, so a driver that is
 * late delivers late but changes nothing:
 *
 * <pre>{@code
 * server.advance(now, listener);
 * server.submit(request, now);
 * wakeAt(server.nextEvent());
 * }</pre>
 */
public final class ServerModel {
    private final List<VllmEngine> engines = new ArrayList<>();
    private final Map<Long, Integer> engineOf = new HashMap<>();
    private final VllmMetrics metrics;

    /** An idle server at time 0. */
    public ServerModel(ServerOptions options) {
        for (int rank = 0; rank < options.engines(); rank++) {
            engines.add(new VllmEngine(options.profile(), options.jitter(), options.seed() + rank));
        }
        metrics = new VllmMetrics(options);
    }

    /** Longest prompt and output together, in tokens. */
    public int maxModelLength() {
        return engines.get(0).profile().maxModelLength();
    }

    /**
     * Takes in a request, for the engine with the least {@code 4 * waiting + running}, as vLLM's front end chooses.
     *
     * @param now nanoseconds; the server has advanced to it
     * @throws IllegalArgumentException when the request can never fit, its id is in use, or time runs backwards
     */
    public void submit(EngineRequest request, long now) {
        int rank = 0;
        for (int i = 1; i < engines.size(); i++) {
            rank = load(i) < load(rank) ? i : rank;
        }
        engines.get(rank).submit(request, now);
        engineOf.put(request.id(), rank);
    }

    /** Gives up a request, as when its client has gone; false when there is no such request. */
    public boolean abort(long requestId) {
        Integer rank = engineOf.get(requestId);
        return rank != null && engines.get(rank).abort(requestId);
    }

    /** When something happens next, in nanoseconds; empty when the server is idle. */
    public OptionalLong nextEvent() {
        return engines.stream()
                .map(VllmEngine::stepEnd)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .min();
    }

    /** Does everything that is due at {@code now} or before. */
    public void advance(long now, ServerListener listener) {
        for (int rank = 0; rank < engines.size(); rank++) {
            VllmEngine engine = engines.get(rank);
            while (engine.stepEnd().isPresent() && engine.stepEnd().getAsLong() <= now) {
                deliver(rank, engine.finishStep(listener::token), listener);
            }
        }
    }

    /** Makes every step from the next one on so many times as long; positive and finite. */
    public void slowFactor(double factor) {
        engines.forEach(engine -> engine.slowFactor(factor));
    }

    /** Requests in the batches. */
    public int running() {
        return engines.stream().mapToInt(VllmEngine::running).sum();
    }

    /** Requests in the queues. */
    public int waiting() {
        return engines.stream().mapToInt(VllmEngine::waiting).sum();
    }

    /** What {@code /metrics} tells. */
    public VllmMetrics metrics() {
        return metrics;
    }

    private int load(int rank) {
        VllmEngine engine = engines.get(rank);
        return 4 * engine.waiting() + engine.running();
    }

    private void deliver(int rank, FinishedStep step, ServerListener listener) {
        metrics.observe(rank, step);
        for (FinishedRequest finished : step.finished()) {
            engineOf.remove(finished.id());
            listener.finished(finished);
        }
    }
}

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
 *
 * <p>The {@linkplain FrontEndTime front end} delays a request before the queue and its tokens after their step; requests
 * do not wait for one another in it.
 */
public final class ServerModel {
    private static final int IN_FRONT_END = -1;
    private static final long NEVER = Long.MAX_VALUE;

    private final ServerOptions options;
    private final List<VllmEngine> engines = new ArrayList<>();
    private final Map<Long, Integer> engineOf = new HashMap<>();
    private final FrontEnd frontEnd;
    private final Outbox outbox = new Outbox();
    private final VllmMetrics metrics;
    private long clock = Long.MIN_VALUE;

    /** An idle server at time 0. */
    public ServerModel(ServerOptions options) {
        this.options = options;
        frontEnd = new FrontEnd(options.profile().frontEnd());
        for (int rank = 0; rank < options.engines(); rank++) {
            engines.add(new VllmEngine(options, rank));
        }
        metrics = new VllmMetrics(options);
    }

    /** Longest prompt and output together, in tokens. */
    public int maxModelLength() {
        return options.profile().maxModelLength();
    }

    /** Whether its start-up is over, so that it answers health checks and takes requests. */
    public boolean ready(long now) {
        return now >= options.startUp().toNanos();
    }

    /**
     * Takes in a request. When the front end has prepared it, it goes to the engine with the least
     * {@code 4 * waiting + running}, as vLLM's front end chooses.
     *
     * @param now nanoseconds; the server has advanced to it
     * @throws IllegalArgumentException when the request can never fit, its id is in use, or time runs backwards
     * @throws IllegalStateException when the server is not {@linkplain #ready ready} yet
     */
    public void submit(EngineRequest request, long now) {
        if (now < clock) {
            throw new IllegalArgumentException("time runs forward, but " + now + " is before " + clock);
        }
        if (!ready(now)) {
            throw new IllegalStateException(
                    "the server starts until " + options.startUp().toNanos() + " and takes no request at " + now);
        }
        options.profile().checkLength(request);
        if (engineOf.putIfAbsent(request.id(), IN_FRONT_END) != null) {
            throw new IllegalArgumentException("a request with id " + request.id() + " is not finished yet");
        }
        clock = now;
        frontEnd.add(request, now);
    }

    /**
     * Gives up a request, as when its client has gone. One that is still being prepared comes to the queue all the same and
     * is given up there, so that the metrics know of it.
     *
     * @return false when there is no such request, or it has been given up before
     */
    public boolean abort(long requestId) {
        Integer rank = engineOf.get(requestId);
        if (rank == null) {
            return false;
        }
        if (rank == IN_FRONT_END) {
            return frontEnd.giveUp(requestId);
        }
        return engines.get(rank).abort(requestId);
    }

    /** When it has something to do or to tell next, in nanoseconds; empty when the server is idle. */
    public OptionalLong nextEvent() {
        // Nobody hears of the end of a step before its tokens are delivered.
        long step = nextStepEnd();
        long told = step == NEVER ? NEVER : step + options.profile().frontEnd().delivery();
        long next = Math.min(told, Math.min(frontEnd.next(), outbox.next()));
        return next == NEVER ? OptionalLong.empty() : OptionalLong.of(next);
    }

    /** Does everything that is due at {@code now} or before. */
    public void advance(long now, ServerListener listener) {
        for (long next = nextDue(); next <= now; next = nextDue()) {
            clock = next;
            if (outbox.next() == next) {
                outbox.deliver(listener);
            } else if (frontEnd.next() == next) {
                enter(frontEnd.remove());
            } else {
                finishStep(next, listener);
            }
        }
        clock = Math.max(clock, now);
    }

    /** Makes every step from the next one on so many times as long; positive and finite. */
    public void slowFactor(double factor) {
        engines.forEach(engine -> engine.slowFactor(factor));
    }

    /**
     * What such a request would meet if it came now and nobody after it.
     *
     * @param now nanoseconds; the server has advanced to it
     */
    public Forecast forecast(int promptTokens, int outputTokens, long now) {
        VllmEngine engine = engines.get(chosen());
        Forecast.Load load = new Forecast.Load(options.profile(), engine.slowFactor());
        double stepEnd = engine.load(load, now);
        for (FrontEnd.Entry entry : frontEnd.entries()) {
            load.prefill(entry.request().promptTokens(), entry.request().outputTokens(), false);
        }
        double ready = options.profile().frontEnd().beforeQueue(promptTokens) / 1e9;
        return load.of(promptTokens, outputTokens, engine.running(), engine.freeBlocks(), Math.max(stepEnd, ready));
    }

    /** Requests in the batches. */
    public int running() {
        return engines.stream().mapToInt(VllmEngine::running).sum();
    }

    /** Requests in the queues of the engines. */
    public int waiting() {
        return engines.stream().mapToInt(VllmEngine::waiting).sum();
    }

    /** Requests that have come but are in no queue yet. */
    public int preparing() {
        return frontEnd.size();
    }

    /** Share of the KV cache in use, 0 to 1; the mean of the engines. */
    public double kvUsage() {
        return engines.stream().mapToDouble(VllmEngine::kvUsage).sum() / engines.size();
    }

    /** What {@code /metrics} tells. */
    public VllmMetrics metrics() {
        return metrics;
    }

    private long nextDue() {
        return Math.min(nextStepEnd(), Math.min(frontEnd.next(), outbox.next()));
    }

    private long nextStepEnd() {
        long next = NEVER;
        for (int rank = 0; rank < engines.size(); rank++) {
            next = Math.min(next, engines.get(rank).nextStepEnd());
        }
        return next;
    }

    private void enter(FrontEnd.Entry entry) {
        int chosen = chosen();
        engines.get(chosen).submit(entry.request(), entry.arrival(), entry.ready());
        engineOf.put(entry.request().id(), chosen);
        if (frontEnd.wasGivenUp(entry.request().id())) {
            engines.get(chosen).abort(entry.request().id());
        }
    }

    private int chosen() {
        int chosen = 0;
        for (int rank = 1; rank < engines.size(); rank++) {
            chosen = load(rank) < load(chosen) ? rank : chosen;
        }
        return chosen;
    }

    private int load(int rank) {
        VllmEngine engine = engines.get(rank);
        return 4 * engine.waiting() + engine.running();
    }

    private void finishStep(long end, ServerListener listener) {
        int rank = 0;
        while (engines.get(rank).nextStepEnd() != end) {
            rank++;
        }
        long delivered = end + options.profile().frontEnd().delivery();
        FinishedStep step =
                engines.get(rank).finishStep(listener.wantsTokens() ? outbox.tokensAt(delivered) : TokenSink.NONE);
        metrics.observe(rank, step);
        for (FinishedRequest finished : step.finished()) {
            engineOf.remove(finished.id());
            outbox.add(finished);
        }
    }
}

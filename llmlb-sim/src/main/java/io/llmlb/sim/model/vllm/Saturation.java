package io.llmlb.sim.model.vllm;

import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.trace.TraceRequest;
import java.util.List;
import java.util.Random;

/** How much a server can do at most: its completion rate when the queue is never empty. */
public final class Saturation {
    private static final int WARM_UP = 1_000;
    private static final int MEASURED = 4_000;
    private static final double SIGMA = 0.04;

    private final VllmEngine engine;
    private final List<TraceRequest> requests;
    private final Random draw;
    private long now;
    private long submitted;

    private Saturation(VllmProfile profile, Trace trace, long seed) {
        this.engine = new VllmEngine(profile, SIGMA, seed);
        this.requests = trace.requests();
        this.draw = new Random(seed);
    }

    /**
     * Completed requests per second of simulated time, of an engine with an endless backlog. Requests are drawn from
     * the trace at random, prompt and output each cut to half of what the server holds; the first {@value #WARM_UP}
     * completions are not counted.
     */
    public static double requestsPerSecond(VllmProfile profile, Trace trace, long seed) {
        Saturation run = new Saturation(profile, trace, seed);
        run.complete(WARM_UP);
        long from = run.now;
        int completed = run.complete(MEASURED);
        return completed * 1e9 / (run.now - from);
    }

    private int complete(int atLeast) {
        int completed = 0;
        while (completed < atLeast) {
            // A step admits a few requests at most, but a large budget and short prompts can take many.
            while (engine.waiting() < 64) {
                submit(requests.get(draw.nextInt(requests.size())));
            }
            FinishedStep step = engine.finishStep(TokenSink.NONE);
            now = step.end();
            completed += step.finished().size();
        }
        return completed;
    }

    private void submit(TraceRequest request) {
        int half = engine.profile().maxModelLength() / 2;
        int prompt = Math.min(request.inputTokens(), half);
        int output = Math.min(request.outputTokens(), half);
        engine.submit(EngineRequest.of(submitted++, prompt, output), now);
    }
}

package io.llmlb.sim.model.vllm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One vLLM engine (V1 scheduler), step by step. Not thread-safe.
 *
 * <p>A driver submits requests and finishes each step when its {@linkplain #stepEnd() planned end} has come; the next
 * step begins at that planned end, so a driver's lateness never adds up. Steps that have ended must be finished before
 * a later request is submitted:
 *
 * <pre>{@code
 * while (engine.stepEnd().isPresent() && engine.stepEnd().getAsLong() <= now) {
 *     deliver(engine.finishStep(TokenSink.NONE));
 * }
 * engine.submit(request, now);
 * }</pre>
 *
 * <p>What is in a step decides {@link Scheduler}.
 */
public final class VllmEngine {
    /** Tokens in a block of the KV cache. */
    public static final int BLOCK_TOKENS = 16;

    private final VllmProfile profile;
    private final FrontEndTime frontEnd;
    private final Scheduler scheduler;
    private final Jitter jitter;
    private final Map<Long, Sequence> sequences = new HashMap<>();
    // vLLM's engine core takes arrivals from its input queue only between steps.
    private final Deque<Sequence> arrivals = new ArrayDeque<>();
    private final List<Sequence> abortedInQueue = new ArrayList<>();
    private double slowFactor = 1;
    private long clock = Long.MIN_VALUE;
    private boolean stepping;
    private boolean abortedInBatch;
    private long stepStart;
    private long stepEnd;

    /**
     * An engine by itself: no front end, no prefix cache.
     *
     * @param profile speed and size
     * @param sigma standard deviation of the logarithm of the step-time jitter; 0 for none, 0.04 is realistic
     * @param seed of the jitter
     */
    public VllmEngine(VllmProfile profile, double sigma, long seed) {
        this(profile, FrontEndTime.NONE, false, new Jitter(sigma, seed), true);
    }

    /** The engine of a server. */
    VllmEngine(ServerOptions options, int rank) {
        this(
                options.profile(),
                options.profile().frontEnd(),
                options.prefixCache(),
                new Jitter(options.jitter(), options.seed() + rank * 0x9E3779B97F4A7C15L),
                true);
    }

    /**
     * The same with every choice.
     *
     * @param frontEnd for the times that are told; it does not delay the queue
     * @param fastForward whether steps without events are computed from sums; it changes nothing but the speed
     */
    VllmEngine(VllmProfile profile, FrontEndTime frontEnd, boolean prefixCache, Jitter jitter, boolean fastForward) {
        this.profile = profile;
        this.frontEnd = frontEnd;
        this.jitter = jitter;
        this.scheduler = new Scheduler(profile, prefixCache, fastForward);
    }

    /** Speed and size of this engine. */
    public VllmProfile profile() {
        return profile;
    }

    /**
     * Makes every step from the next one on {@code factor} times as long as the profile says.
     *
     * @param factor positive and finite
     */
    public void slowFactor(double factor) {
        Constants.checkSlowFactor(factor);
        slowFactor = factor;
    }

    /**
     * Adds a request; an idle engine begins a step with it at once.
     *
     * @param now nanoseconds; not before an earlier {@code now} or step end, not after {@link #stepEnd()}
     * @throws IllegalArgumentException when the request can never fit, its id is in use, or time runs backwards
     * @throws IllegalStateException when a step has ended before {@code now} and is not finished
     */
    public void submit(EngineRequest request, long now) {
        submit(request, now, now);
    }

    /** The same for a request that came to the front end at {@code arrival}. */
    void submit(EngineRequest request, long arrival, long now) {
        if (now < clock) {
            throw new IllegalArgumentException("time runs forward, but " + now + " is before " + clock);
        }
        if (stepping && now > stepEnd) {
            throw new IllegalStateException("the step that ended at " + stepEnd + " is finished before " + now);
        }
        profile.checkLength(request);
        Sequence sequence =
                new Sequence(request, arrival, now, scheduler.cache().prefixCache());
        if (sequences.putIfAbsent(request.id(), sequence) != null) {
            throw new IllegalArgumentException("a request with id " + request.id() + " is not finished yet");
        }
        clock = now;
        arrivals.add(sequence);
        if (!stepping) {
            begin(now);
        }
    }

    /**
     * Gives up a request. A queued one leaves the queue at once, a running one at the end of the step; either way the
     * next finished step tells of it.
     *
     * @return false when there is no such request
     */
    public boolean abort(long requestId) {
        Sequence sequence = sequences.get(requestId);
        if (sequence == null || sequence.aborted) {
            return false;
        }
        sequence.aborted = true;
        if (arrivals.remove(sequence) || scheduler.removeWaiting(sequence)) {
            abortedInQueue.add(sequence);
        } else {
            abortedInBatch = true;
        }
        return true;
    }

    /** When the current step ends, in nanoseconds; empty when the engine is idle. */
    public OptionalLong stepEnd() {
        return stepping ? OptionalLong.of(stepEnd) : OptionalLong.empty();
    }

    /** The same; never is {@link Long#MAX_VALUE}. */
    long nextStepEnd() {
        return stepping ? stepEnd : Long.MAX_VALUE;
    }

    /**
     * Ends the current step at its planned end and begins the next one there, if there is work.
     *
     * @param sink hears of every token
     * @throws IllegalStateException when the engine is idle
     */
    FinishedStep finishStep(TokenSink sink) {
        if (!stepping) {
            throw new IllegalStateException("an idle engine has no step to finish");
        }
        long end = stepEnd;
        clock = end;
        StepReport report = new StepReport(scheduler.plan());
        int decoded = abortedInBatch ? 0 : scheduler.stepCalmly(sink);
        if (decoded > 0) {
            report.nextTokens = decoded;
        } else {
            scheduler.settle(stepStart);
            stepBatch(end, sink, report);
        }
        for (Sequence sequence : abortedInQueue) {
            leave(sequence, end, report);
        }
        abortedInQueue.clear();
        FinishedStep step = report.finish(stepStart, end, running(), scheduler.waiting(), kvUsage());
        begin(end);
        return step;
    }

    /** Requests that hold a place in the batch. */
    public int running() {
        return scheduler.running().size();
    }

    /** Requests in the queue, preempted ones and fresh arrivals too. */
    public int waiting() {
        return scheduler.waiting() + arrivals.size();
    }

    /** Blocks of the KV cache in use; shared ones count once, free ones that are remembered do not. */
    public int usedBlocks() {
        return scheduler.cache().used();
    }

    /** Share of the KV cache in use, 0 to 1. */
    public double kvUsage() {
        return (double) usedBlocks() / profile.kvBlocks();
    }

    /** Adds up what the engine has to do, and returns the seconds until the step under way ends. */
    double load(Forecast.Load load, long now) {
        for (Sequence sequence : scheduler.running()) {
            int done = scheduler.computed(sequence) + (stepping ? sequence.scheduledTokens : 0);
            int generated = scheduler.generated(sequence);
            int missing = sequence.request.promptTokens() + sequence.generated - done;
            int outputLeft = sequence.request.outputTokens() - generated;
            if (missing > 1) {
                load.prefill(missing, outputLeft, true);
            } else {
                load.decode(done, outputLeft, scheduler.heldBy(sequence));
            }
        }
        for (Sequence sequence : scheduler.queue()) {
            load.prefill(sequence.tokens(), sequence.request.outputTokens() - sequence.generated, false);
        }
        for (Sequence sequence : arrivals) {
            load.prefill(sequence.tokens(), sequence.request.outputTokens(), false);
        }
        return stepping ? Math.max(0, stepEnd - now) / 1e9 : 0;
    }

    int freeBlocks() {
        return scheduler.cache().free();
    }

    double slowFactor() {
        return slowFactor;
    }

    /** What is in the steps. For tests. */
    Scheduler scheduler() {
        return scheduler;
    }

    private void stepBatch(long end, TokenSink sink, StepReport report) {
        List<Sequence> running = scheduler.running();
        int kept = 0;
        for (int i = 0; i < running.size(); i++) {
            Sequence sequence = running.get(i);
            if (!sequence.aborted) {
                long last = sequence.lastToken;
                if (sequence.stepped(end)) {
                    sink.token(sequence.request.id(), sequence.generated, sequence.complete());
                    report.token(sequence, last, stepStart, end + frontEnd.delivery());
                }
            }
            if (sequence.aborted || sequence.complete()) {
                leave(sequence, end, report);
            } else {
                running.set(kept++, sequence);
            }
        }
        running.subList(kept, running.size()).clear();
        abortedInBatch = false;
    }

    private void leave(Sequence sequence, long now, StepReport report) {
        scheduler.release(sequence);
        sequences.remove(sequence.request.id());
        report.finished.add(sequence.finish(now, frontEnd.delivery(), frontEnd.finish()));
    }

    private void begin(long start) {
        scheduler.enqueue(arrivals);
        arrivals.clear();
        stepping = scheduler.hasWork();
        if (stepping) {
            StepPlan plan = scheduler.schedule(start);
            double micros = plan.micros(profile.stepTime()) * slowFactor * jitter.next();
            stepStart = start;
            stepEnd = start + Math.max(1, StrictMath.round(micros * 1000));
        }
    }
}

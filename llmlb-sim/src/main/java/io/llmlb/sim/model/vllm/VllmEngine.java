package io.llmlb.sim.model.vllm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;

/**
 * One vLLM engine (V1 scheduler), step by step. Not thread-safe.
 *
 * <p>Each step has a budget of {@link VllmProfile#maxBatchedTokens()}. Running requests come first, in their order; one
 * that finds no block preempts the last running one, which loses all blocks, goes to the head of the queue and is
 * computed anew. If none was preempted, waiting requests follow in order of arrival, with as much of their prompt as
 * the budget has room for, until one does not fit (head-of-line blocking). A request whose tokens are all computed gets
 * one token at the end of the step. Step times follow {@link VllmProfile}, times a lognormal jitter. There is no prefix
 * cache.
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
 */
public final class VllmEngine {
    /** Tokens in a block of the KV cache. */
    public static final int BLOCK_TOKENS = 16;

    private final VllmProfile profile;
    private final double sigma;
    private final Random random;
    private final Map<Long, Sequence> sequences = new HashMap<>();
    // vLLM's engine core takes arrivals from its input queue only between steps.
    private final Deque<Sequence> arrivals = new ArrayDeque<>();
    private final Deque<Sequence> waiting = new ArrayDeque<>();
    private final List<Sequence> running = new ArrayList<>();
    private final List<Sequence> abortedInQueue = new ArrayList<>();
    private double slowFactor = 1;
    private int freeBlocks;
    private long clock = Long.MIN_VALUE;
    private boolean stepping;
    private long stepStart;
    private long stepEnd;
    private int stepTokens;
    private int stepPreemptions;

    /**
     * @param profile speed and size
     * @param sigma standard deviation of the logarithm of the step-time jitter; 0 for none, 0.04 is realistic
     * @param seed of the jitter
     */
    public VllmEngine(VllmProfile profile, double sigma, long seed) {
        if (!(sigma >= 0) || sigma > 1) {
            throw new IllegalArgumentException("a jitter sigma is 0 to 1, but this is " + sigma);
        }
        this.profile = profile;
        this.sigma = sigma;
        this.random = new Random(seed);
        this.freeBlocks = profile.kvBlocks();
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
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("a slow factor is positive and finite, but this is " + factor);
        }
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
        if (now < clock) {
            throw new IllegalArgumentException("time runs forward, but " + now + " is before " + clock);
        }
        if (stepping && now > stepEnd) {
            throw new IllegalStateException("the step that ended at " + stepEnd + " is finished before " + now);
        }
        long length = (long) request.promptTokens() + request.outputTokens();
        if (length > profile.maxModelLength()) {
            throw new IllegalArgumentException("prompt and output are at most " + profile.maxModelLength()
                    + " tokens together, but these are " + length);
        }
        Sequence sequence = new Sequence(request, now);
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
        if (arrivals.remove(sequence) || waiting.remove(sequence)) {
            abortedInQueue.add(sequence);
        }
        return true;
    }

    /** When the current step ends, in nanoseconds; empty when the engine is idle. */
    public OptionalLong stepEnd() {
        return stepping ? OptionalLong.of(stepEnd) : OptionalLong.empty();
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
        List<TokenEvent> firstTokens = new ArrayList<>();
        List<TokenEvent> lateTokens = new ArrayList<>();
        int nextTokens = 0;
        List<FinishedRequest> finished = new ArrayList<>();
        int promptTokens = 0;
        for (Sequence sequence : abortedInQueue) {
            finished.add(leave(sequence, end));
        }
        abortedInQueue.clear();
        int kept = 0;
        for (Sequence sequence : running) {
            if (sequence.aborted) {
                finished.add(leave(sequence, end));
                continue;
            }
            sequence.computed += sequence.scheduledTokens;
            boolean last = false;
            if (sequence.scheduledTokens > 0 && sequence.missing() == 0) {
                TokenEvent token = sequence.emit(end);
                sink.token(token.requestId(), token.index(), token.last());
                if (token.first()) {
                    firstTokens.add(token);
                    promptTokens += sequence.request.promptTokens();
                } else if (token.sinceNanos() == end - stepStart) {
                    nextTokens++;
                } else {
                    lateTokens.add(token);
                }
                last = token.last();
            }
            if (last) {
                finished.add(leave(sequence, end));
            } else {
                running.set(kept++, sequence);
            }
        }
        running.subList(kept, running.size()).clear();
        FinishedStep step = new FinishedStep(
                stepStart,
                end,
                stepTokens,
                promptTokens,
                0,
                0,
                0,
                stepPreemptions,
                firstTokens,
                nextTokens,
                lateTokens,
                finished,
                running.size(),
                waiting.size(),
                kvUsage());
        begin(end);
        return step;
    }

    /** Requests that hold a place in the batch. */
    public int running() {
        return running.size();
    }

    /** Requests in the queue, preempted ones and fresh arrivals too. */
    public int waiting() {
        return waiting.size() + arrivals.size();
    }

    /** Blocks of the KV cache in use. */
    public int usedBlocks() {
        return profile.kvBlocks() - freeBlocks;
    }

    /** Share of the KV cache in use, 0 to 1. */
    public double kvUsage() {
        return (double) usedBlocks() / profile.kvBlocks();
    }

    /** Blocks that the running requests hold, counted one by one; equals {@link #usedBlocks()}. For tests. */
    int heldBlocks() {
        return sequences.values().stream().mapToInt(s -> s.blocks).sum();
    }

    /** Whether a request holds a place in the batch. For tests. */
    boolean inBatch(long requestId) {
        return running.stream().anyMatch(s -> s.request.id() == requestId);
    }

    private void begin(long start) {
        waiting.addAll(arrivals);
        arrivals.clear();
        stepping = !running.isEmpty() || !waiting.isEmpty();
        if (!stepping) {
            return;
        }
        int budget = scheduleRunning(profile.maxBatchedTokens());
        if (stepPreemptions == 0) {
            budget = scheduleWaiting(budget, start);
        }
        stepTokens = profile.maxBatchedTokens() - budget;
        stepStart = start;
        stepEnd = start + stepNanos();
    }

    private int scheduleRunning(int fullBudget) {
        int budget = fullBudget;
        stepPreemptions = 0;
        running.forEach(sequence -> sequence.scheduledTokens = 0);
        for (int i = 0; i < running.size() && budget > 0; i++) {
            Sequence sequence = running.get(i);
            int tokens = Math.min(sequence.missing(), budget);
            int blocks = sequence.blocksFor(tokens);
            while (blocks > freeBlocks && i < running.size()) {
                preemptLast();
            }
            if (i < running.size()) {
                allocate(sequence, tokens, blocks);
                budget -= tokens;
            }
        }
        return budget;
    }

    private int scheduleWaiting(int fullBudget, long start) {
        int budget = fullBudget;
        while (!waiting.isEmpty() && budget > 0 && running.size() < profile.maxSequences()) {
            Sequence head = waiting.getFirst();
            int tokens = Math.min(head.missing(), budget);
            int blocks = head.blocksFor(tokens);
            if (blocks > freeBlocks) {
                break;
            }
            waiting.removeFirst();
            running.add(head);
            allocate(head, tokens, blocks);
            budget -= tokens;
            if (head.scheduled < 0) {
                head.scheduled = start;
            }
        }
        return budget;
    }

    private void allocate(Sequence sequence, int tokens, int blocks) {
        freeBlocks -= blocks;
        sequence.blocks += blocks;
        sequence.scheduledTokens = tokens;
    }

    private void preemptLast() {
        Sequence victim = running.remove(running.size() - 1);
        release(victim);
        victim.computed = 0;
        victim.preemptions++;
        waiting.addFirst(victim);
        stepPreemptions++;
    }

    private void release(Sequence sequence) {
        freeBlocks += sequence.blocks;
        sequence.blocks = 0;
    }

    private FinishedRequest leave(Sequence sequence, long now) {
        release(sequence);
        sequences.remove(sequence.request.id());
        return sequence.finish(now);
    }

    private long stepNanos() {
        int requests = 0;
        double attentionPairs = 0;
        long contextTokens = 0;
        for (Sequence sequence : running) {
            int tokens = sequence.scheduledTokens;
            if (tokens == 0) {
                continue;
            }
            requests++;
            if (sequence.decoding()) {
                contextTokens += sequence.computed + 1L;
            } else {
                attentionPairs += tokens * (sequence.computed + tokens / 2.0);
            }
        }
        double micros = profile.stepMicros(stepTokens, requests, attentionPairs, contextTokens);
        double jitter = sigma == 0 ? 1 : StrictMath.exp(sigma * random.nextGaussian());
        return Math.max(1, StrictMath.round(micros * slowFactor * jitter * 1000));
    }
}

package io.llmlb.sim.model.vllm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What vLLM's V1 scheduler puts into a step.
 *
 * <p>Each step has a budget of {@link VllmProfile#maxBatchedTokens()}. Running requests come first, in their order; one
 * that finds no block preempts the last running one, which loses all blocks, goes to the head of the queue and is
 * computed anew. If none was preempted, waiting requests follow in order of arrival, with as much of their prompt as
 * the budget has room for, less what the prefix cache has, until one does not fit (head-of-line blocking). A request
 * whose tokens are all computed gets one token at the end of the step.
 */
final class Scheduler {
    private final VllmProfile profile;
    private final KvCache cache;
    private final boolean fastForward;
    private final Deque<Sequence> waiting = new ArrayDeque<>();
    private final List<Sequence> running = new ArrayList<>();
    private StepPlan plan = new StepPlan();
    private @Nullable CalmRun calm;
    /** Whether the head of the queue will find no room as long as everybody in the batch stays and decodes. */
    private boolean closed;

    Scheduler(VllmProfile profile, boolean prefixCache, boolean fastForward) {
        this.profile = profile;
        this.cache = new KvCache(profile.kvBlocks(), prefixCache);
        this.fastForward = fastForward;
    }

    KvCache cache() {
        return cache;
    }

    /** Those that wait, in their order. */
    Collection<Sequence> queue() {
        return waiting;
    }

    /** Tokens of a running request in the KV cache, also while steps are computed from sums. */
    int computed(Sequence sequence) {
        return sequence.computed + (calm == null ? 0 : calm.steps());
    }

    /** Tokens that a running request has generated, also while steps are computed from sums. */
    int generated(Sequence sequence) {
        return sequence.generated + (calm == null ? 0 : calm.steps());
    }

    /** The batch in its order; up to date only after {@link #settle}. */
    List<Sequence> running() {
        return running;
    }

    int waiting() {
        return waiting.size();
    }

    boolean hasWork() {
        return !running.isEmpty() || !waiting.isEmpty();
    }

    /** The step under way. */
    StepPlan plan() {
        return plan;
    }

    /** Whether steps are being computed from sums. For tests. */
    boolean calm() {
        return calm != null;
    }

    void enqueue(Collection<Sequence> arrivals) {
        waiting.addAll(arrivals);
    }

    boolean removeWaiting(Sequence sequence) {
        closed = false;
        return waiting.remove(sequence);
    }

    /** Takes the blocks of a request that leaves. */
    void release(Sequence sequence) {
        closed = false;
        cache.release(sequence);
    }

    /** Ends a step without events; the number of tokens, or 0 when there are events and the batch must be settled. */
    int stepCalmly(TokenSink sink) {
        if (calm == null || calm.completes()) {
            return 0;
        }
        calm.stepped(sink);
        return running.size();
    }

    /** Brings the batch up to date in the midst of a step that began at {@code stepStart}. */
    void settle(long stepStart) {
        if (calm != null) {
            calm.settle(stepStart, true);
            calm = null;
        }
    }

    /** Plans the step that begins at {@code start}. */
    StepPlan schedule(long start) {
        plan = new StepPlan();
        if (calm == null && fastForward && quiet()) {
            calm = CalmRun.from(running, start, profile.maxBatchedTokens());
        }
        if (calm != null && quiet() && calm.blocksNeeded() <= cache.free()) {
            cache.take(calm.blocksNeeded());
            plan.decodes = running.size();
            plan.contextTokens = calm.context();
            return plan;
        }
        if (calm != null) {
            calm.settle(start, false);
            calm = null;
        }
        int budget = scheduleRunning();
        closed = false;
        if (plan.preemptions == 0) {
            scheduleWaiting(budget, start);
        }
        return plan;
    }

    /** Blocks that a request holds in the step under way. For tests. */
    int heldBy(Sequence sequence) {
        return calm == null ? sequence.blocks : calm.heldBy(sequence);
    }

    /** Whether nobody will be admitted as long as everybody in the batch stays and decodes. */
    private boolean quiet() {
        return waiting.isEmpty() || closed;
    }

    private int scheduleRunning() {
        int budget = profile.maxBatchedTokens();
        for (int i = 0; i < running.size(); i++) {
            Sequence sequence = running.get(i);
            int tokens = Math.min(sequence.missing(), budget);
            int blocks = tokens == 0 ? 0 : sequence.blocksFor(tokens);
            while (blocks > cache.free() && i < running.size()) {
                preemptLast();
            }
            if (i < running.size()) {
                grant(sequence, tokens, blocks);
                budget -= tokens;
            }
        }
        return budget;
    }

    private void scheduleWaiting(int fullBudget, long start) {
        int budget = fullBudget;
        while (!waiting.isEmpty() && budget > 0 && running.size() < profile.maxSequences()) {
            Sequence head = waiting.getFirst();
            int hits = cache.prefixCache() ? cache.lookUp(head) : 0;
            int computed = hits * VllmEngine.BLOCK_TOKENS;
            int tokens = Math.min(head.tokens() - computed, budget);
            int blocks = Sequence.blocksOf(computed + tokens) - hits;
            if (cache.cost(head, hits, blocks) > cache.free()) {
                // What is cached may be used up meanwhile, and then a smaller chunk may do.
                closed = hits == 0;
                return;
            }
            waiting.removeFirst();
            running.add(head);
            admit(head, hits, start);
            grant(head, tokens, blocks);
            budget -= tokens;
        }
        closed = !waiting.isEmpty() && running.size() >= profile.maxSequences();
    }

    private void admit(Sequence sequence, int hits, long start) {
        cache.takeCached(sequence, hits);
        // vLLM counts the look-ups of resumed requests apart.
        if (sequence.scheduled < 0) {
            sequence.scheduled = start;
            sequence.cachedTokens = sequence.computed;
            if (cache.prefixCache()) {
                plan.prefixQueries += sequence.tokens();
                plan.prefixHits += sequence.computed;
            }
        }
    }

    private void grant(Sequence sequence, int tokens, int blocks) {
        sequence.scheduledTokens = tokens;
        if (tokens > 0) {
            cache.allocate(sequence, tokens, blocks);
            plan.add(sequence);
        }
    }

    private void preemptLast() {
        Sequence victim = running.remove(running.size() - 1);
        cache.preempt(victim);
        victim.computed = 0;
        victim.preemptions++;
        waiting.addFirst(victim);
        plan.preemptions++;
    }
}

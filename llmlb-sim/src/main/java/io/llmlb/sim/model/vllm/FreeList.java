package io.llmlb.sim.model.vllm;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The free blocks of the KV cache, longest unused first: that is the order in which they are used again. Blocks with
 * nothing to tell them apart are counted, not listed, so it is as long as the prefix cache is large, and no more.
 */
final class FreeList {
    private final FreeRun head = new FreeRun(0);
    private final FreeRun tail = new FreeRun(0);
    private int blocks;

    FreeList(int blocks) {
        head.after = tail;
        tail.before = head;
        addNameless(blocks);
    }

    int blocks() {
        return blocks;
    }

    /** The first entry; null when nothing is free. */
    @Nullable
    FreeRun first() {
        return head.after == tail ? null : head.after;
    }

    /** The entry behind this one; null when it is the last. */
    @Nullable
    FreeRun next(FreeRun run) {
        return run.after == tail ? null : run.after;
    }

    /** Adds blocks without a name at the end. */
    void addNameless(int count) {
        FreeRun last = tail.before;
        if (count > 0 && last != null && last != head && !last.owned && !(last instanceof CachedBlock)) {
            last.blocks += count;
            blocks += count;
        } else if (count > 0) {
            add(new FreeRun(count));
        }
    }

    /** Adds an entry at the end. */
    void add(FreeRun run) {
        FreeRun last = Objects.requireNonNull(tail.before);
        last.after = run;
        run.before = last;
        run.after = tail;
        tail.before = run;
        blocks += run.blocks;
    }

    /** Takes an entry out, wherever it is. */
    void remove(FreeRun run) {
        FreeRun before = Objects.requireNonNull(run.before);
        FreeRun after = Objects.requireNonNull(run.after);
        before.after = after;
        after.before = before;
        run.before = null;
        run.after = null;
        blocks -= run.blocks;
    }

    /** Takes blocks out of an entry, the last ones of their request first. */
    void shrink(FreeRun run, int by) {
        if (by == run.blocks) {
            remove(run);
            run.blocks = 0;
        } else {
            run.blocks -= by;
            blocks -= by;
        }
    }
}

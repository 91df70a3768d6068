package io.llmlb.sim.model.vllm;

import org.jspecify.annotations.Nullable;

/** An entry of the free list: blocks that lie side by side in it. */
class FreeRun {
    @Nullable
    FreeRun before;

    @Nullable
    FreeRun after;

    int blocks;
    /** Whether a preempted request may come back for them. */
    boolean owned;

    FreeRun(int blocks) {
        this.blocks = blocks;
    }
}

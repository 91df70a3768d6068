package io.llmlb.sim.model.vllm;

/** A block that the prefix cache knows; in the free list while nobody holds it. */
final class CachedBlock extends FreeRun {
    final long hash;
    int holders = 1;

    CachedBlock(long hash) {
        super(1);
        this.hash = hash;
    }
}

package io.llmlb.sim.model.vllm;

import java.util.HashMap;
import java.util.Map;

/**
 * The KV cache of an engine: who holds how many blocks, which blocks of prompts it remembers, which are free.
 *
 * <p>A block of a prompt is remembered by its hash from the step on that computes it. Requests whose prompts begin alike
 * hold the same blocks. A block that nobody holds any more is free, and remembered until it is used for something else;
 * the longest unused one goes first, of one request the last one first. A preempted request finds again what is left of
 * its blocks, as vLLM finds them by the hashes of generated tokens.
 *
 * <p>One simplification: when a prompt's block is computed although another one with its hash is there (the last block of
 * a prompt is always computed), vLLM remembers both and this the older one only.
 */
final class KvCache {
    private final int total;
    private final boolean prefixCache;
    private final FreeList free;
    private final Map<Long, CachedBlock> byHash = new HashMap<>();

    KvCache(int blocks, boolean prefixCache) {
        this.total = blocks;
        this.prefixCache = prefixCache;
        this.free = new FreeList(blocks);
    }

    boolean prefixCache() {
        return prefixCache;
    }

    int free() {
        return free.blocks();
    }

    int used() {
        return total - free.blocks();
    }

    /** Blocks that can be had from the cache for a request that holds none: whole ones, and never its last token. */
    int lookUp(Sequence sequence) {
        int most = (sequence.tokens() - 1) / VllmEngine.BLOCK_TOKENS;
        int found = lookUpShared(sequence, most);
        if (found == sequence.shared.length && sequence.leftBehind != null) {
            found += Math.min(sequence.leftBehind.blocks, most - found);
        }
        return found;
    }

    /** Free blocks that are used up when a request that holds none gets {@code hits} cached and some new ones. */
    int cost(Sequence sequence, int hits, int newBlocks) {
        int cost = newBlocks + Math.max(0, hits - sequence.shared.length);
        for (int i = 0; i < Math.min(hits, sequence.shared.length); i++) {
            CachedBlock block = byHash.get(sequence.request.blocks().hash(i));
            cost += block != null && block.holders == 0 ? 1 : 0;
        }
        return cost;
    }

    /** Gives a request that holds none its cached blocks. */
    void takeCached(Sequence sequence, int hits) {
        int sharedHits = Math.min(hits, sequence.shared.length);
        for (int i = 0; i < sharedHits; i++) {
            CachedBlock block = byHash.get(sequence.request.blocks().hash(i));
            if (block == null) {
                throw new IllegalStateException("a block that was found is gone");
            }
            if (block.holders++ == 0) {
                free.remove(block);
            }
            sequence.shared[i] = block;
        }
        FreeRun left = sequence.leftBehind;
        if (left != null) {
            left.owned = false;
            if (hits > sharedHits) {
                free.shrink(left, hits - sharedHits);
            }
            sequence.leftBehind = null;
        }
        sequence.blocks = hits;
        sequence.computed = hits * VllmEngine.BLOCK_TOKENS;
    }

    /** Gives a request blocks for its next tokens; there are enough. */
    void allocate(Sequence sequence, int tokens, int blocks) {
        take(blocks);
        sequence.blocks += blocks;
        int end = Math.min((sequence.computed + tokens) / VllmEngine.BLOCK_TOKENS, sequence.shared.length);
        for (int i = sequence.computed / VllmEngine.BLOCK_TOKENS; i < end; i++) {
            remember(sequence, i);
        }
    }

    /** Uses free blocks, longest unused first. */
    void take(int blocks) {
        int wanted = blocks;
        while (wanted > 0) {
            FreeRun first = free.first();
            if (first == null) {
                throw new IllegalStateException("no block is free");
            }
            int taken = Math.min(wanted, first.blocks);
            if (first instanceof CachedBlock cached) {
                byHash.remove(cached.hash);
            }
            free.shrink(first, taken);
            wanted -= taken;
        }
    }

    /** Takes all blocks from a request that will come back for them, if it finds them. */
    void preempt(Sequence sequence) {
        int own = sequence.blocks - Math.min(sequence.blocks, sequence.shared.length);
        int whole = Math.max(0, sequence.computed / VllmEngine.BLOCK_TOKENS - sequence.shared.length);
        if (prefixCache && whole > 0) {
            free.addNameless(own - whole);
            FreeRun left = new FreeRun(whole);
            left.owned = true;
            free.add(left);
            sequence.leftBehind = left;
        } else {
            free.addNameless(own);
        }
        releaseShared(sequence);
    }

    /** Takes all blocks from a request for good. */
    void release(Sequence sequence) {
        free.addNameless(sequence.blocks - Math.min(sequence.blocks, sequence.shared.length));
        releaseShared(sequence);
        if (sequence.leftBehind != null) {
            sequence.leftBehind.owned = false;
            sequence.leftBehind = null;
        }
    }

    /** Counts the blocks one by one: each is free or held, held ones that are shared once. For tests. */
    int countedFree() {
        int count = 0;
        for (FreeRun run = free.first(); run != null; run = free.next(run)) {
            count += run.blocks;
        }
        return count;
    }

    /** Blocks that have a hash, held or not. For tests. */
    int remembered() {
        return byHash.size();
    }

    private int lookUpShared(Sequence sequence, int most) {
        int found = 0;
        int end = Math.min(most, sequence.shared.length);
        while (found < end && byHash.containsKey(sequence.request.blocks().hash(found))) {
            found++;
        }
        return found;
    }

    private void remember(Sequence sequence, int index) {
        long hash = sequence.request.blocks().hash(index);
        if (!byHash.containsKey(hash)) {
            CachedBlock block = new CachedBlock(hash);
            byHash.put(hash, block);
            sequence.shared[index] = block;
        }
    }

    private void releaseShared(Sequence sequence) {
        for (int i = Math.min(sequence.blocks, sequence.shared.length) - 1; i >= 0; i--) {
            CachedBlock block = sequence.shared[i];
            sequence.shared[i] = null;
            if (block == null) {
                free.addNameless(1);
            } else if (--block.holders == 0) {
                free.add(block);
            }
        }
        sequence.blocks = 0;
    }
}

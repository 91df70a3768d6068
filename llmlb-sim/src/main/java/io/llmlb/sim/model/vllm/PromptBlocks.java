package io.llmlb.sim.model.vllm;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * What a prompt has in common with others: a hash for each of its whole 16-token blocks, from the first on, that stands
 * for the block and all before it. Immutable.
 */
public final class PromptBlocks {
    /** A prompt like no other. */
    public static final PromptBlocks NONE = new PromptBlocks(new long[0]);

    private final long[] hashes;

    private PromptBlocks(long[] hashes) {
        this.hashes = hashes;
    }

    /**
     * Blocks with these hashes.
     *
     * @throws IllegalArgumentException when two are alike: a block stands for all before it, so none can come twice
     */
    public static PromptBlocks of(long... hashes) {
        if (LongStream.of(hashes).distinct().count() < hashes.length) {
            throw new IllegalArgumentException("a prompt's blocks have different hashes, but two are alike");
        }
        return hashes.length == 0 ? NONE : new PromptBlocks(hashes.clone());
    }

    /** The same for a prompt that ends earlier: the first {@code count} blocks, or all when there are fewer. */
    public PromptBlocks first(int count) {
        return count >= hashes.length ? this : count <= 0 ? NONE : new PromptBlocks(Arrays.copyOf(hashes, count));
    }

    /** How many blocks have a hash. */
    public int count() {
        return hashes.length;
    }

    /** The hash of a block, counted from 0. */
    public long hash(int block) {
        return hashes[block];
    }
}

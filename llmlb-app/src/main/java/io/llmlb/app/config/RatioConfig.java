package io.llmlb.app.config;

import io.llmlb.core.PoolName;
import io.llmlb.core.decide.RatioScale;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of a pool's ratios.
 *
 * @param max the largest
 * @param keepOne whether one ratio stays 1, so that AS3 leaves that member in the pool while it replaces the others; null for:
 *     in pools in a folder, as AS3 and CIS make them
 */
public record RatioConfig(int max, @Nullable Boolean keepOne) {
    /** What holds unless configured otherwise. */
    public static final RatioConfig USUAL = new RatioConfig(RatioScale.DEFAULT_MAX, null);

    static RatioConfig read(Section section) {
        int max = section.optional("max", text -> Values.integer(text, 1, RatioScale.LIMIT))
                .orElse(USUAL.max);
        Boolean keepOne = section.optional("keepOne", Values::yes).orElse(null);
        section.end();
        return new RatioConfig(max, keepOne);
    }

    /** The scale of a pool. */
    public RatioScale scale(PoolName pool) {
        return keepsOne(pool) ? RatioScale.keepingOne(max) : new RatioScale(max);
    }

    /** Whether one ratio of this pool stays 1. */
    boolean keepsOne(PoolName pool) {
        return keepOne == null ? pool.isInFolder() : keepOne;
    }
}

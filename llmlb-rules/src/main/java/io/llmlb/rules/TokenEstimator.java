package io.llmlb.rules;

/**
 * Estimates how many tokens a text has. Implementations are thread-safe, fast, and never throw.
 *
 * <pre>{@code
 * TokenEstimator threeBytes = (text, utf8Bytes) -> (utf8Bytes + 2) / 3;
 * }</pre>
 */
@FunctionalInterface
public interface TokenEstimator {
    /** {@code ceil(UTF-8 bytes / 4)}: what the iRule on BIG-IP computes too. */
    TokenEstimator FOUR_BYTES = (text, utf8Bytes) -> (utf8Bytes + 3) / 4;

    /**
     * The estimate.
     *
     * @param text the text
     * @param utf8Bytes its length in UTF-8, for estimators that need no more
     * @return 0 or more
     */
    long tokens(CharSequence text, long utf8Bytes);
}

package io.llmlb.rules;

/**
 * How a rule set reads bodies. The defaults are what the iRule on BIG-IP and vLLM itself do.
 *
 * <pre>{@code
 * RuleOptions strict = new RuleOptions(Duplicates.REFUSE, false, 1 << 20, 64, TokenEstimator.FOUR_BYTES);
 * RuleSet rules = RuleSet.compile(records, strict);
 * }</pre>
 *
 * @param duplicates which of two equal keys in one object counts
 * @param earlyStop whether to stop reading once every watched top-level key has been read; works with
 *     {@link Duplicates#FIRST} only, else the whole body is read all the same. It leaves a malformed end unseen (but not
 *     one that is not UTF-8)
 * @param maxBytes the largest body that is read, 1 to 64 MiB
 * @param maxDepth the deepest nesting that is read, 1 to 1000
 * @param tokens how tokens are estimated
 */
public record RuleOptions(Duplicates duplicates, boolean earlyStop, int maxBytes, int maxDepth, TokenEstimator tokens) {
    /** The largest body that can be allowed, 64 MiB. */
    public static final int MOST_BYTES = 64 << 20;

    /** Last key wins, whole body read, up to 64 MiB and 512 levels, four bytes a token. */
    public static final RuleOptions DEFAULT =
            new RuleOptions(Duplicates.LAST, false, MOST_BYTES, 512, TokenEstimator.FOUR_BYTES);

    /** Which of two equal keys in one object counts. */
    public enum Duplicates {
        /** The last one, as in vLLM (and Python, and Go). Anything else between router and server is a way around rules. */
        LAST,
        /** The first one. */
        FIRST,
        /** None: the body is refused when a watched key is there twice. */
        REFUSE
    }

    /**
     * @throws IllegalArgumentException when a limit is out of range
     */
    public RuleOptions {
        if (maxBytes < 1 || maxBytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "a body limit is 1 to " + MOST_BYTES + " bytes, but this is " + maxBytes);
        }
        if (maxDepth < 1 || maxDepth > 1000) {
            throw new IllegalArgumentException("a nesting limit is 1 to 1000 levels, but this is " + maxDepth);
        }
    }
}

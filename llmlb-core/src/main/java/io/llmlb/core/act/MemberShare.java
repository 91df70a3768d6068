package io.llmlb.core.act;

/**
 * What one member is to get: the wanted weight, and the integer that stands for it. A device that balances by ratio
 * uses the second; one that can hold finer weights uses the first.
 *
 * @param member the member, as read in the same cycle
 * @param weight positive and finite; only its proportion to the other members' counts
 * @param ratio 1 or more
 */
public record MemberShare(PoolMember member, double weight, int ratio) {
    /**
     * @throws IllegalArgumentException when a value is out of its range
     */
    public MemberShare {
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException("a weight is positive and finite, but this is " + weight);
        }
        if (ratio < 1) {
            throw new IllegalArgumentException("a ratio is 1 or more, but this is " + ratio);
        }
    }
}

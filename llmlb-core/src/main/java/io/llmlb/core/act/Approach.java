package io.llmlb.core.act;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The way from the ratios in force to wanted ones where a budget lets only some of them through at a time. Ratios mean
 * something only together: one that is raised from 1 to 20 beside 31 that still wait at 1 would send a third of all requests to
 * one member, and each step on the way lasts until the next. So while others wait,
 *
 * <ul>
 *   <li>a change that brings its member nearer to its share comes first, that of the farthest member before all;
 *   <li>a ratio is raised to half as much again as its member's share takes beside the ratios in force, or by 1, and lowered to
 *       two thirds of that.
 * </ul>
 *
 * <p>So no step takes a member above twice its share or below half of it. As long as the shares are not the wanted ones, some
 * change helps: where the wanted ratios add up to more than those in force, some member with too little is to be raised, else
 * some member with too much is to be lowered. And each step brings a ratio nearer to the wanted one, so all come to be those.
 *
 * <p>For one write of one pool: it counts what was sent. Not for use by several threads.
 */
public final class Approach {
    /** What counts as getting nothing. */
    private static final double NOTHING = 1e-3;

    private final long wanted;
    private long inForce;

    /**
     * @param shares the wanted ratio of every member of the pool
     */
    public Approach(List<MemberShare> shares) {
        wanted = shares.stream().mapToInt(MemberShare::ratio).sum();
        inForce = Math.max(1, shares.stream().mapToInt(Approach::inForce).sum());
    }

    /** What the member gets by the ratios in force, as a part of what it should get: 1 is right, 2 is twice as much. */
    public double served(MemberShare share) {
        return (double) inForce(share) / inForce * wanted / share.ratio();
    }

    /**
     * The change to make next: of those that bring their member nearer to its share the one of the farthest member. When none
     * does, one of those whose member's share is right: all ratios 5 are to become 1 at last.
     */
    public Optional<MemberShare> next(Collection<MemberShare> changes) {
        return changes.stream()
                .filter(change -> direction(change) * tooMuch(change) < 0)
                .max(Comparator.comparingDouble(this::error))
                .or(() -> changes.stream()
                        .filter(change -> direction(change) != 0 && tooMuch(change) == 0)
                        .findFirst());
    }

    /** 1 when the ratio is to be raised, -1 when it is to be lowered. */
    private static int direction(MemberShare change) {
        return Integer.compare(change.ratio(), inForce(change));
    }

    /** 1 when the member gets more than its share, -1 when it gets less. */
    private int tooMuch(MemberShare change) {
        return Long.compare(inForce(change) * wanted, inForce * change.ratio());
    }

    /** How far the member is from its share, as the logarithm of the factor: 0 or more, finite. */
    public double error(MemberShare share) {
        return Math.abs(StrictMath.log(Math.max(NOTHING, served(share))));
    }

    /** The ratio that such a change may go to now: between the one in force and the wanted one, the latter included. */
    public int ratio(MemberShare change) {
        int now = inForce(change);
        long others = inForce - now;
        // With r of W wanted, the ratio x beside the others' sum s that takes f times the share: x / (x + s) = f * r /
        // W.
        if (change.ratio() < now) {
            long least = ceil(others * 2 * change.ratio(), 3 * wanted - 2L * change.ratio());
            return (int) Math.max(change.ratio(), Math.min(now - 1, least));
        }
        long rest = 2 * wanted - 3L * change.ratio();
        long most = rest > 0 ? others * 3 * change.ratio() / rest : change.ratio();
        return (int) Math.min(change.ratio(), Math.max(now + 1, most));
    }

    private static long ceil(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    /** That ratio has been sent. */
    public void sent(MemberShare change, int ratio) {
        inForce += ratio - inForce(change);
    }

    private static int inForce(MemberShare share) {
        return Math.max(0, share.member().ratio());
    }
}

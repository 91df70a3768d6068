package io.llmlb.app.status;

import io.llmlb.core.act.Approach;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.MemberCycle;
import java.util.List;
import java.util.Locale;

/**
 * The ratios of one pool that wait for the device's budget of writes.
 *
 * @param count how many
 * @param error how far the farthest of their members is from its share, as the logarithm of the factor
 * @param largest that one's change, such as {@code 1 -> 4, at 0.25 of its share}; empty when none would help now
 */
record Waiting(long count, double error, String largest) {
    static Waiting of(Cycle cycle) {
        List<MemberShare> waiting = cycle.members().stream()
                .filter(member -> member.outcome() == WriteReport.Outcome.DEFERRED)
                .map(Waiting::share)
                .toList();
        Approach approach = approach(cycle);
        return approach.next(waiting)
                .map(most -> new Waiting(
                        waiting.size(),
                        approach.error(most),
                        most.member().ratio() + " -> " + most.ratio() + ", " + served(approach, most)))
                .orElse(new Waiting(waiting.size(), 0, ""));
    }

    /** What the ratios before the cycle gave the member, such as {@code at 0.25 of its share}. */
    static String served(Cycle cycle, MemberCycle member) {
        return served(approach(cycle), share(member));
    }

    private static Approach approach(Cycle cycle) {
        return new Approach(cycle.members().stream().map(Waiting::share).toList());
    }

    private static String served(Approach approach, MemberShare share) {
        return String.format(Locale.ROOT, "at %.4g of its share", approach.served(share));
    }

    private static MemberShare share(MemberCycle member) {
        return new MemberShare(member.member(), member.weight().value(), member.wanted());
    }

    /** {@code 3 wait for their turn, first 1 -> 4, at 0.25 of its share}. */
    @Override
    public String toString() {
        String wait = count + (count == 1 ? " waits for its turn" : " wait for their turn");
        return largest.isEmpty() ? wait : wait + ", first " + largest;
    }
}

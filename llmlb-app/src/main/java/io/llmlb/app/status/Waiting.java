package io.llmlb.app.status;

import io.llmlb.core.act.WriteReport;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.MemberCycle;
import java.util.Comparator;
import java.util.List;

/**
 * The ratios of one pool that wait for the device's budget of writes.
 *
 * @param count how many
 * @param error of the largest change among them, as the logarithm of the factor
 * @param largest that change, such as {@code 1 -> 4}; empty when none waits
 */
record Waiting(long count, double error, String largest) {
    static Waiting of(Cycle cycle) {
        List<MemberCycle> waiting = cycle.members().stream()
                .filter(member -> member.outcome() == WriteReport.Outcome.DEFERRED)
                .toList();
        return waiting.stream()
                .max(Comparator.comparingDouble(Waiting::error))
                .map(most ->
                        new Waiting(waiting.size(), error(most), most.member().ratio() + " -> " + most.ratio()))
                .orElse(new Waiting(0, 0, ""));
    }

    private static double error(MemberCycle member) {
        double before = Math.max(1, member.member().ratio());
        return Math.abs(Math.log(member.ratio() / before));
    }

    /** {@code 3 wait for their turn, the largest 1 -> 4}. */
    @Override
    public String toString() {
        return count + (count == 1 ? " waits for its turn, " : " wait for their turn, the largest ") + largest;
    }
}

package io.llmlb.core.control;

import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.observe.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One member in one cycle: what was known, what was wanted, what was done, and why.
 *
 * @param member the member as the device showed it; its ratio is the one before this cycle
 * @param age the age of its newest sample; empty when there is none
 * @param reading how its server stood
 * @param asked what the strategy asked for, or the supervisor instead of it, in the same scale as other members' in this
 *     cycle; empty when it had no word on this member
 * @param weight what it is worth after all guards, with the terms and the reason
 * @param guards the guards that changed its weight, first to last
 * @param ratio the ratio that was sent, or would be
 * @param wanted the ratio to come to; another than {@code ratio} when the device's budget allows only a step now
 * @param outcome what became of the write
 */
public record MemberCycle(
        PoolMember member,
        Optional<Duration> age,
        Reading reading,
        OptionalDouble asked,
        Weight weight,
        List<String> guards,
        int ratio,
        int wanted,
        WriteReport.Outcome outcome) {
    /** Copies the list. */
    public MemberCycle {
        guards = List.copyOf(guards);
    }

    /** The ratio that the device has after this cycle, as far as is known: the one before where nothing was written. */
    public int inForce() {
        return switch (outcome) {
            case WRITTEN, UNCHANGED -> ratio;
            case WITHHELD, DEFERRED, GONE, FAILED -> member.ratio();
        };
    }
}

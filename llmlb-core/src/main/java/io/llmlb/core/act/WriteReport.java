package io.llmlb.core.act;

import io.llmlb.core.LlmlbException;
import io.llmlb.core.MemberId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of one write, member by member.
 *
 * @param outcomes one entry for each member of the write
 * @param partWay the ratios that were sent instead of the wanted ones, because a budget lets only some through now
 * @param failure why some are {@link Outcome#FAILED}, or null
 * @see Approach
 */
public record WriteReport(
        Map<MemberId, Outcome> outcomes,
        Map<MemberId, Integer> partWay,
        @Nullable LlmlbException failure) {
    /** What became of one member's write. */
    public enum Outcome {
        /** The device already had the ratio; nothing was sent. */
        UNCHANGED,
        /** Sent, and the device confirmed. */
        WRITTEN,
        /** It would have been sent, but this is a dry run. */
        WITHHELD,
        /** Left for the next cycle, which sends the most urgent first again: the device's budget of writes is spent. */
        DEFERRED,
        /** The member left the pool between reading and writing. */
        GONE,
        /** Not sent, or not confirmed: see {@link WriteReport#failure()}. */
        FAILED
    }

    /** Copies the maps. */
    public WriteReport {
        outcomes = Map.copyOf(outcomes);
        partWay = Map.copyOf(partWay);
    }

    /** Every ratio that was sent is the wanted one. */
    public WriteReport(Map<MemberId, Outcome> outcomes, @Nullable LlmlbException failure) {
        this(outcomes, Map.of(), failure);
    }

    /** Nothing was to be written. */
    public static WriteReport untouched(PoolState state) {
        Map<MemberId, Outcome> outcomes = new HashMap<>();
        state.members().forEach(member -> outcomes.put(member.id(), Outcome.UNCHANGED));
        return new WriteReport(outcomes, null);
    }

    /** The ratio that was sent for the member, if one was. */
    public int ratio(MemberShare share) {
        return partWay.getOrDefault(share.member().id(), share.ratio());
    }

    /** The failure, when there was one. */
    public Optional<LlmlbException> problem() {
        return Optional.ofNullable(failure);
    }

    /** How many members had this outcome. */
    public long count(Outcome outcome) {
        return outcomes.values().stream().filter(outcome::equals).count();
    }
}

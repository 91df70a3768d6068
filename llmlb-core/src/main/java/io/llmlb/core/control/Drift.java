package io.llmlb.core.control;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.act.WriteReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody else changes a pool's ratios: compares what is in force with what was last written and confirmed. The
 * first change is mended at once, since AS3 and CIS set every ratio to 1 when they apply a declaration, and that is
 * normal life. When changes keep coming there is a second hand at the wheel, and a fight at the speed of the loop would be
 * worse than losing it: after the n-th change within 10 minutes nothing is written for {@code min(60, 2^n)} seconds.
 *
 * <p>So there are at most 14 mends in any 10 minutes: five that wait less than a minute, and one a minute.
 */
final class Drift {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final long LONGEST_WAIT = 60;
    private static final int NAMED = 3;

    private final Map<MemberId, Integer> confirmed = new HashMap<>();
    private final Deque<Instant> changes = new ArrayDeque<>();
    private long total;
    private @Nullable Instant waitUntil;

    /** How many members have changed in all. */
    long total() {
        return total;
    }

    /** Until when nothing is to be written. */
    Optional<Instant> waits(Instant now) {
        return Optional.ofNullable(waitUntil).filter(now::isBefore);
    }

    /** Whether every ratio in force is as this loop left it, also where a budget let it write only some of them. */
    boolean untouched(PoolState state) {
        return state.members().stream()
                .allMatch(member -> Integer.valueOf(member.ratio()).equals(confirmed.get(member.id())));
    }

    /** The members that somebody else has changed since the last look. */
    List<PoolMember> look(PoolState state, Instant now) {
        if (changes.removeIf(at -> at.isAfter(now))) {
            waitUntil = null; // a clock that is put back must not silence a pool
        }
        changes.removeIf(at -> at.plus(REMEMBERED).isBefore(now));
        List<PoolMember> changed = new ArrayList<>();
        for (PoolMember member : state.members()) {
            Integer ours = confirmed.get(member.id());
            if (ours != null && ours != member.ratio()) {
                changed.add(member);
            }
        }
        if (!changed.isEmpty()) {
            total += changed.size();
            changes.addLast(now);
            if (changes.size() > 1) {
                waitUntil = now.plusSeconds(Math.min(LONGEST_WAIT, 1L << Math.min(6, changes.size())));
            }
        }
        return changed;
    }

    /** What a person is to be told of such members; to be asked before {@link #wrote}. */
    String sentence(List<PoolMember> changed) {
        boolean toOne = changed.stream().allMatch(member -> member.ratio() == 1);
        String what = toOne
                ? changed.size() + (changed.size() == 1 ? " ratio was" : " ratios were")
                        + " set to 1 by somebody else, as AS3 and CIS do when they apply a declaration"
                : changed.stream()
                                .limit(NAMED)
                                .map(member ->
                                        member.id() + " from " + confirmed.get(member.id()) + " to " + member.ratio())
                                .collect(Collectors.joining(", "))
                        + (changed.size() > NAMED ? " and " + (changed.size() - NAMED) + " more" : "")
                        + ": changed by somebody else, a person or another controller";
        return changes.size() > 1 ? what + "; that was " + changes.size() + " times in 10 minutes" : what;
    }

    /** What the device has now; what it may or may not have taken is not known. */
    void wrote(PoolState state, List<MemberShare> shares, WriteReport report) {
        confirmed.clear();
        state.members().forEach(member -> confirmed.put(member.id(), member.ratio()));
        for (MemberShare share : shares) {
            MemberId member = share.member().id();
            switch (report.outcomes().getOrDefault(member, WriteReport.Outcome.FAILED)) {
                case WRITTEN -> confirmed.put(member, share.ratio());
                case UNCHANGED, DEFERRED -> {}
                case WITHHELD, GONE, FAILED -> confirmed.remove(member);
            }
        }
    }

    /** The members that have a ratio above 1 which nobody has changed since this loop last looked. */
    List<PoolMember> ours(PoolState state) {
        return state.members().stream()
                .filter(member ->
                        member.ratio() > 1 && Integer.valueOf(member.ratio()).equals(confirmed.get(member.id())))
                .toList();
    }
}

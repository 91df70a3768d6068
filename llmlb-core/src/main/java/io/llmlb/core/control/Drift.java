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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody else changes a pool's ratios: compares what is in force with what was last written and confirmed. A
 * change is mended at once, since AS3 and CIS set every ratio to 1 when they apply a declaration, and that is normal life.
 * When changes keep coming there is a second hand at the wheel, and a fight at the speed of the loop would be worse than
 * losing it: after five mends on end there is one every 30 s, and nothing is written in between: at most 26 in any 10 minutes.
 */
final class Drift {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final double MENDS = 5;
    private static final double SECONDS_FOR_A_MEND = 30;
    private static final int NAMED = 3;

    private final Map<MemberId, Integer> confirmed = new HashMap<>();
    private final Set<MemberId> decided = new HashSet<>(); // whose ratio was wanted when it was last written or left
    private final Deque<Instant> changes = new ArrayDeque<>();
    private long total;
    private double mends = MENDS;
    private @Nullable Instant looked;
    private @Nullable Instant waitUntil;

    /** How many members have changed in all. */
    long total() {
        return total;
    }

    /** Until when nothing is to be written. */
    Optional<Instant> waits(Instant now) {
        return Optional.ofNullable(waitUntil).filter(now::isBefore);
    }

    /**
     * Whether every ratio in force is as this loop wanted it once and left it, also where a budget lets it write only some in
     * a cycle. What it has found and not come to yet is not its doing.
     */
    boolean ours(PoolState state) {
        return state.members().stream()
                .allMatch(member -> decided.contains(member.id())
                        && Integer.valueOf(member.ratio()).equals(confirmed.get(member.id())));
    }

    /** What somebody else has changed since the last look. */
    List<RatioChange> look(PoolState state, Instant now) {
        pass(now);
        List<RatioChange> changed = new ArrayList<>();
        for (PoolMember member : state.members()) {
            Integer ours = confirmed.get(member.id());
            if (ours != null && ours != member.ratio()) {
                changed.add(new RatioChange(member.id(), ours, member.ratio()));
            }
        }
        if (!changed.isEmpty()) {
            total += changed.size();
            changes.addLast(now);
            if (waits(now).isEmpty()) {
                mends--;
                waitUntil = mends < 0 ? now.plusMillis(Math.round(-mends * SECONDS_FOR_A_MEND * 1000)) : null;
            }
        }
        return changed;
    }

    private void pass(Instant now) {
        if (looked != null && now.isBefore(looked)) {
            waitUntil = null; // a clock that is put back must not silence a pool
            changes.clear();
        } else if (looked != null) {
            mends = Math.min(MENDS, mends + Duration.between(looked, now).toMillis() / 1e3 / SECONDS_FOR_A_MEND);
        }
        looked = now;
        changes.removeIf(at -> at.plus(REMEMBERED).isBefore(now));
    }

    /** What a person is to be told of such changes. */
    String sentence(List<RatioChange> changed) {
        boolean toOne = changed.stream().allMatch(change -> change.to() == 1);
        String what = toOne
                ? changed.size() + (changed.size() == 1 ? " ratio was" : " ratios were")
                        + " set to 1 by somebody else, as AS3 and CIS do when they apply a declaration"
                : changed.stream()
                                .limit(NAMED)
                                .map(change -> change.member() + " from " + change.from() + " to " + change.to())
                                .collect(Collectors.joining(", "))
                        + (changed.size() > NAMED ? " and " + (changed.size() - NAMED) + " more" : "")
                        + ": changed by somebody else, a person or another controller";
        return changes.size() > 1 ? what + "; that was " + changes.size() + " times in 10 minutes" : what;
    }

    /** Another replica writes: what is in force is none of this loop's doing. */
    void leave() {
        confirmed.clear();
        decided.clear();
    }

    /** What the device has now; what it may or may not have taken is not known. */
    void wrote(PoolState state, List<MemberShare> shares, WriteReport report) {
        decided.retainAll(state.ids());
        for (PoolMember member : state.members()) {
            if (!Integer.valueOf(member.ratio()).equals(confirmed.get(member.id()))) {
                decided.remove(member.id()); // somebody else's
            }
        }
        confirmed.clear();
        state.members().forEach(member -> confirmed.put(member.id(), member.ratio()));
        for (MemberShare share : shares) {
            MemberId member = share.member().id();
            switch (report.outcomes().getOrDefault(member, WriteReport.Outcome.FAILED)) {
                case WRITTEN -> {
                    confirmed.put(member, report.ratio(share));
                    decided.add(member);
                }
                case UNCHANGED -> decided.add(member);
                case DEFERRED -> {}
                case WITHHELD, GONE, FAILED -> confirmed.remove(member);
            }
        }
    }

    /** The members that have a ratio above 1 which nobody has changed since this loop last looked. */
    List<PoolMember> raised(PoolState state) {
        return state.members().stream()
                .filter(member ->
                        member.ratio() > 1 && Integer.valueOf(member.ratio()).equals(confirmed.get(member.id())))
                .toList();
    }
}

package io.llmlb.app.status;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.MemberCycle;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** When the ratio of each member of a pool was last changed, by this controller and by others. */
public final class Changes {
    /**
     * One change.
     *
     * @param at the begin of the cycle that made it, or found it
     * @param from the ratio before
     * @param to the ratio after
     * @param why the reason at that time; what others have in mind is not known
     */
    public record Change(Instant at, int from, int to, String why) {}

    private final Map<MemberId, Change> ours = new TreeMap<>();
    private final Map<MemberId, Change> others = new TreeMap<>();

    void add(Cycle cycle) {
        cycle.others()
                .changes()
                .forEach(change -> others.put(
                        change.member(), new Change(cycle.at(), change.from(), change.to(), "by somebody else")));
        for (MemberCycle member : cycle.members()) {
            if (member.outcome() == WriteReport.Outcome.WRITTEN) {
                ours.put(
                        member.member().id(),
                        new Change(
                                cycle.at(),
                                member.member().ratio(),
                                member.ratio(),
                                member.weight().reason()));
            }
        }
        if (!cycle.members().isEmpty()) { // where nothing could be read, nobody has left
            Set<MemberId> there =
                    cycle.members().stream().map(member -> member.member().id()).collect(Collectors.toSet());
            ours.keySet().retainAll(there);
            others.keySet().retainAll(there);
        }
    }

    Changes copy() {
        Changes copy = new Changes();
        copy.ours.putAll(ours);
        copy.others.putAll(others);
        return copy;
    }

    /** The last one by this controller; empty when there was none since it began. */
    public Optional<Change> byUs(MemberId member) {
        return Optional.ofNullable(ours.get(member));
    }

    /** The last one by somebody else; empty when there was none since this controller began. */
    public Optional<Change> byOthers(MemberId member) {
        return Optional.ofNullable(others.get(member));
    }
}

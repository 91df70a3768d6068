package io.llmlb.core.control;

import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Hold;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.PoolDevice;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.act.WriteReport;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Stands between a decision and the device: lets nothing through while others write, or ask to be let alone, or another
 * replica leads.
 */
final class Restraint {
    private final PoolDevice device;
    private final Drift drift = new Drift();
    private final HoldWatch holds;
    private boolean held;

    Restraint(PoolDevice device, PoolName pool) {
        this.device = device;
        this.holds = new HoldWatch(device, pool);
    }

    /** What others have done, or asked for. */
    OtherWriters look(PoolState state, Instant now) {
        List<String> notes = new ArrayList<>();
        Optional<String> standby = device.standby();
        if (standby.isPresent()) {
            drift.leave();
        }
        List<RatioChange> changed = held ? List.of() : drift.look(state, now);
        if (!changed.isEmpty()) {
            notes.add(drift.sentence(changed));
        }
        Optional<Instant> waits = drift.waits(now);
        waits.ifPresent(until -> notes.add("nothing is written before " + until.truncatedTo(ChronoUnit.SECONDS)
                + ", so as not to fight over the ratios"));
        HoldWatch.Answer answer = holds.look(now);
        answer.hold().ifPresent(hold -> notes.add(sentence(hold)));
        if (!answer.note().isEmpty()) {
            notes.add(answer.note());
        }
        boolean mayWrite = answer.mayWrite() && waits.isEmpty() && standby.isEmpty();
        return new OtherWriters(changed, drift.total(), waits, answer.hold(), standby, mayWrite, notes);
    }

    /** Whether what is in force is this loop's doing. */
    boolean ours(PoolState state) {
        return drift.ours(state);
    }

    /**
     * Writes what was decided, unless something stands in the way. When a hold begins, what this loop has put there is taken
     * back, for it may have written while the hold was being placed.
     *
     * @param shares what was decided; empty when there is no opinion
     */
    WriteReport write(PoolState state, List<MemberShare> shares, OtherWriters others) {
        boolean begins = others.hold().isPresent() && !held;
        held = others.hold().isPresent();
        boolean standby = others.standby().isPresent();
        List<MemberShare> permitted = others.mayWrite() ? shares : begins && !standby ? neutral(state) : List.of();
        if (permitted.isEmpty()) {
            WriteReport untouched = WriteReport.untouched(state);
            if (!shares.isEmpty() && !standby) {
                drift.wrote(state, List.of(), untouched);
            }
            return untouched;
        }
        WriteReport report = device.write(state, permitted);
        drift.wrote(state, permitted, report);
        Map<MemberId, WriteReport.Outcome> outcomes =
                new HashMap<>(WriteReport.untouched(state).outcomes());
        outcomes.putAll(report.outcomes());
        return new WriteReport(outcomes, report.partWay(), report.problem().orElse(null));
    }

    private List<MemberShare> neutral(PoolState state) {
        return drift.raised(state).stream()
                .map(member -> new MemberShare(member, 1, 1))
                .toList();
    }

    private static String sentence(Hold hold) {
        return "held until " + hold.until().truncatedTo(ChronoUnit.SECONDS) + " by " + hold.by()
                + ": nothing is written (llmlb neutral --release ends it)";
    }
}

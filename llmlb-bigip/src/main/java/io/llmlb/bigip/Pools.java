package io.llmlb.bigip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.core.FailureKind;
import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Hold;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.MemberTraffic;
import io.llmlb.core.act.PoolDevice;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.act.PoolUse;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.act.WriteReport.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pools of one BIG-IP. Writes nothing but the {@code ratio} of single members: a PUT would reset what it does not
 * name, and a PATCH of the pool's members would delete a member that was added meanwhile.
 */
final class Pools implements PoolDevice {
    /** What every version takes: sources disagree on the upper limit, none is below 100. */
    private static final int LARGEST_RATIO = 100;

    private final Line line;
    private final Holds holds;
    private final PartitionReader partitions;

    Pools(Line line, Holds holds) {
        this.line = line;
        this.holds = holds;
        this.partitions = new PartitionReader(line);
    }

    @Override
    public PoolState read(PoolName pool) {
        return line.inOneTurn(
                ResourcePath.pool(pool), () -> partitions.read(pool).orElseGet(() -> PoolReader.read(line, pool)));
    }

    @Override
    public Map<MemberId, MemberTraffic> traffic(PoolName pool) {
        return TrafficReader.read(line, pool);
    }

    @Override
    public Optional<PoolUse> use(PoolName pool) {
        return Optional.of(new PoolUseReader(line).read(pool));
    }

    @Override
    public Optional<Hold> hold(PoolName pool) {
        return holds.find(pool);
    }

    @Override
    public boolean hasTime() {
        return line.lane().hasTime();
    }

    @Override
    public Optional<String> limit() {
        return line.lane().limit();
    }

    @Override
    public WriteReport write(PoolState state, List<MemberShare> shares) {
        Map<MemberId, Outcome> outcomes = new HashMap<>();
        List<MemberShare> changes = new ArrayList<>();
        for (MemberShare share : shares) {
            boolean same = share.ratio() == share.member().ratio();
            outcomes.put(share.member().id(), same ? Outcome.UNCHANGED : Outcome.FAILED);
            if (!same) {
                changes.add(share);
            }
        }
        if (changes.isEmpty()) {
            line.lane().budget().wantsNothing(state.pool());
        }
        // Should the rest fail or the budget end, the most urgent is done.
        changes.sort(Comparator.comparingDouble(Pools::relativeChange).reversed());
        return new WriteReport(outcomes, write(state.pool(), changes, outcomes));
    }

    /** Sends the changes, notes the outcomes, and returns the first failure. */
    private @Nullable BigIpException write(PoolName pool, List<MemberShare> changes, Map<MemberId, Outcome> outcomes) {
        for (MemberShare change : changes) {
            if (change.ratio() > LARGEST_RATIO) {
                String what = "ratio " + change.ratio() + " was not sent, nor any other of this write: 1 to "
                        + LARGEST_RATIO + " is what every BIG-IP takes";
                return BigIpException.of(FailureKind.INVALID, place(pool, change), what, "Use a smaller ratio scale");
            }
        }
        BigIpException first = null;
        Duration limit = line.lane().timeout().multipliedBy(3);
        Instant end = line.lane().clock().instant().plus(limit);
        for (int i = 0; i < changes.size(); i++) {
            MemberShare change = changes.get(i);
            if (line.lane().clock().instant().isAfter(end)) {
                String what = "the write took more than " + Call.words(limit) + ", so the rest was not sent";
                return first != null
                        ? first
                        : BigIpException.of(FailureKind.BUSY, line.base() + ResourcePath.pool(pool), what, "");
            }
            try {
                if (!send(pool, change)) {
                    changes.subList(i, changes.size())
                            .forEach(left -> outcomes.put(left.member().id(), Outcome.DEFERRED));
                    return first;
                }
                outcomes.put(change.member().id(), Outcome.WRITTEN);
            } catch (BigIpException e) {
                if (memberIsGone(e)) {
                    outcomes.put(change.member().id(), Outcome.GONE);
                    continue;
                }
                first = first == null ? e : first;
                if (!concernsOneMember(e)) {
                    return first;
                }
            }
        }
        return first;
    }

    /** False when the budget has none for this pool now. */
    private boolean send(PoolName pool, MemberShare change) {
        Budget budget = line.lane().budget();
        double error = relativeChange(change);
        if (!budget.hasTurn(pool, error)) {
            return false;
        }
        String path = ResourcePath.member(pool, change.member().path());
        ObjectNode member = line.lane().<@Nullable ObjectNode>run(place(pool, change), () -> {
            if (!budget.mayWrite(pool, error)) {
                return null;
            }
            partitions.written(pool);
            return line.patch(path, "{\"ratio\":" + change.ratio() + "}");
        });
        if (member == null) {
            return false;
        }
        JsonNode ratio = member.path("ratio");
        if (!ratio.isIntegralNumber() || ratio.asLong() != change.ratio()) {
            String what = "the device was told ratio " + change.ratio() + " and answers "
                    + (ratio.isIntegralNumber() ? "ratio " + ratio.asLong() : "without a ratio");
            throw BigIpException.of(
                    FailureKind.INVALID, new BigIpException.Details(place(pool, change), what, "", 200, "", null));
        }
        return true;
    }

    private String place(PoolName pool, MemberShare change) {
        return line.base() + ResourcePath.member(pool, change.member().path());
    }

    private static double relativeChange(MemberShare share) {
        double before = Math.max(share.member().ratio(), 1);
        return Math.abs(Math.log(share.ratio() / before));
    }

    private static boolean memberIsGone(BigIpException e) {
        return e instanceof BigIpException.Absent
                && e.deviceText().toLowerCase(Locale.ROOT).contains("requested pool member (");
    }

    /** A member that is refused must not keep the others from their ratios, in this cycle and in every one after. */
    private static boolean concernsOneMember(BigIpException e) {
        int status = e.status().orElse(0);
        return e instanceof BigIpException.Invalid && (status == 200 || status == 400 || status == 409);
    }
}

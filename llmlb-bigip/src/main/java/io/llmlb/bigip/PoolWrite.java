package io.llmlb.bigip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.core.FailureKind;
import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Approach;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.PoolState;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One write of one pool's ratios, each a PATCH of its own. When the budget has room for all, all are sent, the largest change
 * first; else those that an {@link Approach} allows while the others wait.
 */
final class PoolWrite {
    /** What every version takes: sources disagree on the upper limit, none is below 100. */
    private static final int LARGEST_RATIO = 100;

    private final Line line;
    private final PoolName pool;
    private final PartitionReader partitions;
    private final Supplier<Optional<String>> standby;
    private final Approach approach;
    private final List<MemberShare> changes = new ArrayList<>();
    private final Map<MemberId, Outcome> outcomes = new HashMap<>();
    private final Map<MemberId, Integer> partWay = new HashMap<>();
    private final Duration limit;
    private final Instant end;
    private @Nullable BigIpException first;
    private Outcome unsent = Outcome.DEFERRED; // what those are that were not tried

    PoolWrite(
            Line line,
            PartitionReader partitions,
            Supplier<Optional<String>> standby,
            PoolState state,
            List<MemberShare> shares) {
        this.line = line;
        this.pool = state.pool();
        this.partitions = partitions;
        this.standby = standby;
        this.approach = new Approach(shares);
        this.limit = line.lane().timeout().multipliedBy(3);
        this.end = line.lane().clock().instant().plus(limit);
        for (MemberShare share : shares) {
            if (share.ratio() == share.member().ratio()) {
                outcomes.put(share.member().id(), Outcome.UNCHANGED);
            } else {
                changes.add(share);
            }
        }
        changes.sort(Comparator.comparingDouble(PoolWrite::relativeChange).reversed()); // should the rest fail
    }

    /** Sends what is to be sent now. */
    WriteReport send() {
        Budget budget = line.lane().budget();
        double error = approach.next(changes).map(approach::error).orElse(0.0);
        if (changes.isEmpty()) {
            budget.wantsNothing(pool);
        } else if (hasTooLarge()) {
            unsent = Outcome.FAILED;
        } else if (budget.hasTurns(pool, error, changes.size())) {
            sendAll();
        } else {
            sendSome();
        }
        changes.forEach(change -> outcomes.putIfAbsent(change.member().id(), unsent));
        return new WriteReport(outcomes, partWay, first);
    }

    private void sendAll() {
        boolean goOn = true;
        for (int i = 0; goOn && i < changes.size(); i++) {
            goOn = send(changes.get(i), changes.get(i).ratio());
        }
    }

    private void sendSome() {
        List<MemberShare> left = new ArrayList<>(changes);
        Optional<MemberShare> next = approach.next(left);
        while (next.isPresent() && send(next.get(), approach.ratio(next.get()))) {
            left.remove(next.get());
            next = approach.next(left);
        }
    }

    private boolean hasTooLarge() {
        for (MemberShare change : changes) {
            if (change.ratio() > LARGEST_RATIO) {
                String what = "ratio " + change.ratio() + " was not sent, nor any other of this write: 1 to "
                        + LARGEST_RATIO + " is what every BIG-IP takes";
                first = BigIpException.of(FailureKind.INVALID, place(change), what, "Use a smaller ratio scale");
                return true;
            }
        }
        return false;
    }

    /** False when no more is to be sent: the budget or the time has ended, or the device failed in a way that concerns all. */
    private boolean send(MemberShare change, int ratio) {
        MemberId member = change.member().id();
        try {
            if (line.lane().clock().instant().isAfter(end)) {
                String what = "the write took more than " + Call.words(limit) + ", so the rest was not sent";
                throw BigIpException.of(FailureKind.BUSY, line.base() + ResourcePath.pool(pool), what, "");
            }
            if (!patch(change, ratio)) {
                return false;
            }
            approach.sent(change, ratio);
            outcomes.put(member, Outcome.WRITTEN);
            if (ratio != change.ratio()) {
                partWay.put(member, ratio);
            }
            return true;
        } catch (BigIpException e) {
            if (memberIsGone(e)) {
                outcomes.put(member, Outcome.GONE);
                return true;
            }
            outcomes.put(member, Outcome.FAILED);
            first = first == null ? e : first;
            unsent = concernsOneMember(e) ? unsent : Outcome.FAILED;
            return concernsOneMember(e);
        }
    }

    /** False when the budget has none for this pool now, or another replica leads by now. */
    private boolean patch(MemberShare change, int ratio) {
        Budget budget = line.lane().budget();
        double error = approach.error(change);
        if (!budget.hasTurns(pool, error, 1)) {
            return false;
        }
        String path = ResourcePath.member(pool, change.member().path());
        ObjectNode member = line.lane().<@Nullable ObjectNode>run(place(change), () -> {
            if (standby.get().isPresent() || !budget.mayWrite(pool, error)) {
                return null;
            }
            partitions.written(pool);
            return line.patch(path, "{\"ratio\":" + ratio + "}", standby);
        });
        if (member == null) {
            return false;
        }
        JsonNode answer = member.path("ratio");
        if (!answer.isIntegralNumber() || answer.asLong() != ratio) {
            String what = "the device was told ratio " + ratio + " and answers "
                    + (answer.isIntegralNumber() ? "ratio " + answer.asLong() : "without a ratio");
            throw BigIpException.of(
                    FailureKind.INVALID, new BigIpException.Details(place(change), what, "", 200, "", null));
        }
        return true;
    }

    private String place(MemberShare change) {
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

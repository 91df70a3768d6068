package io.llmlb.sim.lab.control;

import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Approach;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.PoolDevice;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.act.WriteReport.Outcome;
import io.llmlb.sim.lab.Simulation;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A pool behind a management interface in a simulation: reads at once, writes one member after the other, each as long as a
 * PATCH takes, within a budget. Says that a write is done when it is sent, since a controller that waits would learn no
 * more.
 */
public final class ManagedPool implements PoolDevice {
    private final Simulation simulation;
    private final Pool pool;
    private final SimulatedTime time;
    private final long queryNanos;
    private final long leastNanos;
    private final long mostNanos;
    private final SplittableRandom random;
    private final double perNano;
    private final double mostAtOnce;
    private long busyUntil;
    private long writes;
    private double level; // of writes that the budget has room for
    private long filledAt;

    /**
     * @param delays how long reading the metrics and each PATCH takes
     * @param seed of the duration of each PATCH
     */
    public ManagedPool(Simulation simulation, Pool pool, SimulatedTime time, Delays delays, long seed) {
        this.simulation = simulation;
        this.pool = pool;
        this.time = time;
        this.queryNanos = delays.query().toNanos();
        this.leastNanos = delays.patchLeast().toNanos();
        this.mostNanos = delays.patchMost().toNanos();
        this.random = new SplittableRandom(seed);
        this.perNano = delays.ratiosPerMinute() / 60e9;
        this.mostAtOnce = Math.max(1, delays.ratiosPerMinute() / 3.0);
        this.level = mostAtOnce;
    }

    /** When the last write of the last cycle is through, in nanoseconds; a cycle does not begin before. */
    public long busyUntil() {
        return busyUntil;
    }

    /** PATCHes so far. */
    public long writes() {
        return writes;
    }

    @Override
    public PoolState read(PoolName name) {
        String mode = pool.loadBalancingMode();
        List<PoolMember> members = pool.members().stream()
                .map(member ->
                        new PoolMember(Members.id(member), member.fullPath(), member.ratio(), availability(member)))
                .toList();
        return new PoolState(name, mode(mode), mode, members);
    }

    @Override
    public WriteReport write(PoolState state, List<MemberShare> shares) {
        Map<MemberId, Outcome> outcomes = new HashMap<>();
        List<MemberShare> changes = new ArrayList<>();
        for (MemberShare share : shares) {
            boolean same = share.ratio() == share.member().ratio();
            outcomes.put(share.member().id(), same ? Outcome.UNCHANGED : Outcome.WRITTEN);
            if (!same) {
                changes.add(share);
            }
        }
        changes.sort(Comparator.comparingDouble(ManagedPool::relativeChange).reversed());
        busyUntil = time.nanos() + queryNanos;
        fill();
        if (level >= changes.size()) {
            changes.forEach(change -> send(change.member(), change.ratio()));
            return new WriteReport(outcomes, null);
        }
        return new WriteReport(outcomes, sendSome(new Approach(shares), changes, outcomes), null);
    }

    private Map<MemberId, Integer> sendSome(
            Approach approach, List<MemberShare> changes, Map<MemberId, Outcome> outcomes) {
        Map<MemberId, Integer> sent = new HashMap<>();
        changes.forEach(change -> outcomes.put(change.member().id(), Outcome.DEFERRED));
        Optional<MemberShare> next = approach.next(changes);
        while (next.isPresent() && level >= 1) {
            MemberShare change = next.get();
            int ratio = approach.ratio(change);
            send(change.member(), ratio);
            approach.sent(change, ratio);
            outcomes.put(change.member().id(), Outcome.WRITTEN);
            sent.put(change.member().id(), ratio);
            changes.remove(change);
            next = approach.next(changes);
        }
        return sent;
    }

    private void send(PoolMember to, int ratio) {
        busyUntil += random.nextLong(leastNanos, mostNanos + 1);
        simulation.at(busyUntil, at -> pool.configure(to.path(), member -> member.withRatio(ratio)));
        writes++;
        level--;
    }

    /** From now on there is no budget. */
    public void unlimited() {
        level = Double.POSITIVE_INFINITY;
    }

    private void fill() {
        if (!Double.isInfinite(level)) {
            level = Math.min(mostAtOnce, level + (time.nanos() - filledAt) * perNano);
            filledAt = time.nanos();
        }
    }

    private static double relativeChange(MemberShare share) {
        // The order of writes is a decision, which is to be the same everywhere.
        return Math.abs(
                StrictMath.log(share.ratio() / (double) Math.max(share.member().ratio(), 1)));
    }

    private static Availability availability(Member member) {
        return member.health() == Member.Health.DOWN || !member.enabled() ? Availability.DOWN : Availability.AVAILABLE;
    }

    private static LoadBalancingMode mode(String word) {
        return switch (word) {
            case "ratio-member" -> LoadBalancingMode.RATIO;
            case "ratio-least-connections-member" -> LoadBalancingMode.RATIO_LEAST_CONNECTIONS;
            case "least-connections-member" -> LoadBalancingMode.LEAST_CONNECTIONS;
            default -> LoadBalancingMode.OTHER;
        };
    }
}

package io.llmlb.core.act;

import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A load balancer that can be read and told. Implementations are safe for use by several threads, bound every call in
 * time, and never add, remove or disable a member.
 */
public interface PoolDevice {
    /**
     * The pool as it is now.
     *
     * @throws io.llmlb.core.LlmlbException of kind ABSENT when the pool does not exist, else as it failed
     */
    PoolState read(PoolName pool);

    /**
     * Brings the members to the wanted shares, sending only what differs from {@code state}. Never throws for what the
     * device answers: failures are in the report, and members that left meanwhile are
     * {@link WriteReport.Outcome#GONE}.
     *
     * @param state the pool as read in this cycle
     * @param shares the wanted share of each member of {@code state}
     */
    WriteReport write(PoolState state, List<MemberShare> shares);

    /**
     * What each member has been sent, for those that the device counts; empty where it counts nothing.
     *
     * @throws io.llmlb.core.LlmlbException as it failed
     */
    default Map<MemberId, MemberTraffic> traffic(PoolName pool) {
        return Map.of();
    }

    /**
     * Through what traffic comes to the pool; empty where that cannot be told. Costs a request or more: ask rarely.
     *
     * @throws io.llmlb.core.LlmlbException as it failed
     */
    default Optional<PoolUse> use(PoolName pool) {
        return Optional.empty();
    }

    /**
     * Whether a person has asked controllers to leave the pool alone. May be some seconds old.
     *
     * @throws io.llmlb.core.LlmlbException as it failed
     */
    default Optional<Hold> hold(PoolName pool) {
        return Optional.empty();
    }

    /**
     * Why nothing is written at present, such as {@code llmlb-0 leads}, when another replica of the controller does that;
     * empty when this one does. To be asked again right before each write, after all waiting.
     */
    default Optional<String> standby() {
        return Optional.empty();
    }

    /** Whether what can wait may be asked for now; more important requests are never refused for want of time. */
    default boolean hasTime() {
        return true;
    }

    /** What makes requests wait just now, such as a budget, in words; empty when nothing does. */
    default Optional<String> limit() {
        return Optional.empty();
    }

    /** The same device, with every write withheld. */
    static PoolDevice dryRun(PoolDevice device) {
        return new PoolDevice() {
            @Override
            public PoolState read(PoolName pool) {
                return device.read(pool);
            }

            @Override
            public Map<MemberId, MemberTraffic> traffic(PoolName pool) {
                return device.traffic(pool);
            }

            @Override
            public Optional<PoolUse> use(PoolName pool) {
                return device.use(pool);
            }

            @Override
            public Optional<Hold> hold(PoolName pool) {
                return device.hold(pool);
            }

            @Override
            public Optional<String> standby() {
                return device.standby();
            }

            @Override
            public boolean hasTime() {
                return device.hasTime();
            }

            @Override
            public Optional<String> limit() {
                return device.limit();
            }

            @Override
            public WriteReport write(PoolState state, List<MemberShare> shares) {
                Map<MemberId, WriteReport.Outcome> outcomes = new TreeMap<>();
                for (MemberShare share : shares) {
                    boolean same = share.ratio() == share.member().ratio();
                    outcomes.put(
                            share.member().id(), same ? WriteReport.Outcome.UNCHANGED : WriteReport.Outcome.WITHHELD);
                }
                return new WriteReport(outcomes, null);
            }
        };
    }
}

package io.llmlb.core.control;

import io.llmlb.core.FailureKind;
import io.llmlb.core.LlmlbException;
import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.Hold;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.MemberTraffic;
import io.llmlb.core.act.PoolDevice;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.observe.MetricsSource;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.SeriesKey;
import io.llmlb.core.observe.Signal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A device, a metrics source and a clock that a test moves by hand. */
final class World implements PoolDevice, MetricsSource, InstantSource {
    static final PoolName POOL = new PoolName("/Common/p");

    final Map<MemberId, Integer> ratios = new TreeMap<>();
    final Map<MemberId, Double> waiting = new HashMap<>();
    final List<Integer> written = new ArrayList<>();
    LoadBalancingMode mode = LoadBalancingMode.RATIO;
    Instant now = Instant.ofEpochSecond(1_000_000);
    Instant sampledAt = now;
    boolean complete = true;
    RuntimeException readFailure;
    RuntimeException observeFailure;
    LlmlbException writeFailure;
    LlmlbException holdFailure;
    Hold hold;
    String standby;
    String limit;
    Map<MemberId, MemberTraffic> traffic = Map.of();

    static final class Failure extends LlmlbException {
        private static final long serialVersionUID = 1L;

        Failure(FailureKind kind) {
            super(kind, "somewhere", "something failed", "Mend it", null);
        }
    }

    void member(int i, int ratio, double waits) {
        ratios.put(id(i), ratio);
        waiting.put(id(i), waits);
    }

    static MemberId id(int i) {
        return MemberId.of("10.0.0." + i, 8000);
    }

    void pass(int seconds, boolean scraped) {
        now = now.plusSeconds(seconds);
        sampledAt = scraped ? now : sampledAt;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public PoolState read(PoolName pool) {
        if (readFailure != null) {
            throw readFailure;
        }
        List<PoolMember> members = new ArrayList<>();
        ratios.forEach((id, ratio) -> members.add(new PoolMember(id, "/Common/" + id, ratio, Availability.AVAILABLE)));
        return new PoolState(pool, mode, mode.name(), members);
    }

    @Override
    public WriteReport write(PoolState state, List<MemberShare> shares) {
        Map<MemberId, WriteReport.Outcome> outcomes = new TreeMap<>();
        for (MemberShare share : shares) {
            MemberId id = share.member().id();
            if (share.ratio() == share.member().ratio()) {
                outcomes.put(id, WriteReport.Outcome.UNCHANGED);
            } else if (writeFailure != null) {
                outcomes.put(id, WriteReport.Outcome.FAILED);
            } else {
                ratios.put(id, share.ratio());
                written.add(share.ratio());
                outcomes.put(id, WriteReport.Outcome.WRITTEN);
            }
        }
        return new WriteReport(outcomes, writeFailure);
    }

    @Override
    public Map<MemberId, MemberTraffic> traffic(PoolName pool) {
        return traffic;
    }

    @Override
    public Optional<String> limit() {
        return Optional.ofNullable(limit);
    }

    @Override
    public Optional<String> standby() {
        return Optional.ofNullable(standby);
    }

    @Override
    public Optional<Hold> hold(PoolName pool) {
        if (holdFailure != null) {
            throw holdFailure;
        }
        return Optional.ofNullable(hold);
    }

    @Override
    public Observation observe(Set<MemberId> members, Needs needs) {
        if (observeFailure != null) {
            throw observeFailure;
        }
        Map<MemberId, SampleWindow> windows = new HashMap<>();
        for (MemberId member : members) {
            if (waiting.containsKey(member)) {
                windows.put(
                        member,
                        SampleWindow.builder()
                                .add(SeriesKey.value(Signal.WAITING, ""), sampledAt, waiting.get(member))
                                .build());
            }
        }
        return new Observation(now, windows, complete, complete ? List.of() : List.of("a store is down"));
    }
}

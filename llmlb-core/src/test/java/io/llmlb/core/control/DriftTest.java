package io.llmlb.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.act.Availability;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.act.WriteReport.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DriftTest {
    private final Drift drift = new Drift();

    @Test
    void whatWasFoundAndWaitsForTheBudgetIsNotThisLoopsDoing() {
        PoolState found = state(1, 1);
        drift.wrote(found, shares(found, 9, 3), report(Outcome.WRITTEN, Outcome.DEFERRED));
        assertThat(drift.ours(state(9, 1))).isFalse();
        drift.wrote(state(9, 1), shares(state(9, 1), 9, 3), report(Outcome.UNCHANGED, Outcome.WRITTEN));
        assertThat(drift.ours(state(9, 3))).isTrue();
        drift.wrote(state(9, 3), shares(state(9, 3), 2, 5), report(Outcome.WRITTEN, Outcome.DEFERRED));
        assertThat(drift.ours(state(2, 3))).as("it waits, and was wanted once").isTrue();
    }

    @Test
    void aRatioThatWentPartOfTheWayIsWhatWasSent() {
        PoolState found = state(1, 1);
        WriteReport report = new WriteReport(
                Map.of(World.id(1), Outcome.WRITTEN, World.id(2), Outcome.WRITTEN), Map.of(World.id(1), 4), null);
        drift.wrote(found, shares(found, 9, 3), report);
        assertThat(drift.ours(state(4, 3))).isTrue();
        assertThat(drift.ours(state(9, 3))).isFalse();
    }

    @Test
    void whatSomebodyElseHasChangedIsHisUntilItIsWrittenAgain() {
        PoolState found = state(1, 1);
        drift.wrote(found, shares(found, 9, 3), report(Outcome.WRITTEN, Outcome.WRITTEN));
        PoolState changed = state(1, 3);
        assertThat(drift.ours(changed)).isFalse();
        drift.wrote(changed, List.of(), WriteReport.untouched(changed));
        assertThat(drift.ours(changed)).isFalse();
        drift.wrote(changed, shares(changed, 9, 3), report(Outcome.WRITTEN, Outcome.UNCHANGED));
        assertThat(drift.ours(state(9, 3))).isTrue();
    }

    private static WriteReport report(Outcome one, Outcome two) {
        return new WriteReport(Map.of(World.id(1), one, World.id(2), two), null);
    }

    private static List<MemberShare> shares(PoolState state, int one, int two) {
        return List.of(
                new MemberShare(state.members().get(0), one, one),
                new MemberShare(state.members().get(1), two, two));
    }

    private static PoolState state(int one, int two) {
        return new PoolState(
                World.POOL,
                LoadBalancingMode.RATIO,
                "ratio-member",
                List.of(
                        new PoolMember(World.id(1), "/Common/a", one, Availability.AVAILABLE),
                        new PoolMember(World.id(2), "/Common/b", two, Availability.AVAILABLE)));
    }
}

package io.llmlb.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.FailureKind;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.act.WriteReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Somebody who changes ratios as often as he likes, against a loop that wants others. */
class DriftProperties {
    private static final Duration WINDOW = Duration.ofMinutes(10);

    @Property
    void aFightIsBounded(@ForAll @Size(min = 1, max = 900) List<@IntRange(min = 0, max = 3) Integer> others) {
        Drift drift = new Drift();
        Instant now = Instant.EPOCH;
        int inForce = 1;
        List<Instant> mends = new ArrayList<>();
        for (int other : others) {
            now = now.plusSeconds(2);
            inForce = other == 0 ? inForce : other;
            PoolState state = state(inForce);
            boolean changed = !drift.look(state, now).isEmpty();
            boolean waits = drift.waits(now).isPresent();
            assertThat(waits && drift.waits(now).orElseThrow().isAfter(now.plusSeconds(60)))
                    .isFalse();
            if (waits) {
                drift.wrote(state, List.of(), WriteReport.untouched(state));
            } else {
                List<MemberShare> shares =
                        List.of(new MemberShare(state.members().get(0), 1, 9));
                if (inForce != 9) {
                    mends.add(now);
                }
                boolean same = inForce == 9;
                drift.wrote(state, shares, report(same ? WriteReport.Outcome.UNCHANGED : WriteReport.Outcome.WRITTEN));
                inForce = 9;
            }
            assertThat(changed && other == 0).as("nobody did anything").isFalse();
        }
        for (Instant from : mends) {
            assertThat(mends.stream().filter(at -> !at.isBefore(from) && at.isBefore(from.plus(WINDOW))))
                    .hasSizeLessThanOrEqualTo(26);
        }
    }

    @Property
    void whatWasNotConfirmedIsNeverSomebodyElses(
            @ForAll WriteReport.Outcome outcome, @ForAll @IntRange(min = 1, max = 100) int after) {
        Drift drift = new Drift();
        PoolState before = state(5);
        drift.wrote(before, List.of(new MemberShare(before.members().get(0), 1, 9)), report(outcome));
        boolean known = switch (outcome) {
            case WRITTEN -> after != 9;
            case UNCHANGED, DEFERRED -> after != 5;
            case WITHHELD, GONE, FAILED -> false;
        };
        assertThat(drift.look(state(after), Instant.EPOCH)).hasSize(known ? 1 : 0);
    }

    private static WriteReport report(WriteReport.Outcome outcome) {
        return new WriteReport(
                Map.of(World.id(1), outcome),
                outcome == WriteReport.Outcome.FAILED ? new World.Failure(FailureKind.BUSY) : null);
    }

    private static PoolState state(int ratio) {
        return new PoolState(
                World.POOL,
                LoadBalancingMode.RATIO,
                "ratio-member",
                List.of(new PoolMember(World.id(1), "/Common/m", ratio, Availability.AVAILABLE)));
    }
}

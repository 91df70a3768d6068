package io.llmlb.app.neutral;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.PoolDevice;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.act.WriteReport;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NeutralTest {
    private static final PoolName POOL = new PoolName("/Common/p");
    private static final MemberId MEMBER = MemberId.of("10.0.0.1", 8000);

    /** A device whose budget lets a ratio through in steps. */
    private static final class Steps implements PoolDevice {
        private int ratio = 9;

        @Override
        public PoolState read(PoolName pool) {
            PoolMember member = new PoolMember(MEMBER, "/Common/m", ratio, Availability.AVAILABLE);
            return new PoolState(pool, LoadBalancingMode.RATIO, "ratio-member", List.of(member));
        }

        @Override
        public WriteReport write(PoolState state, List<MemberShare> shares) {
            if (ratio == 1) {
                return WriteReport.untouched(state);
            }
            ratio = ratio > 3 ? 3 : 1;
            return new WriteReport(
                    Map.of(MEMBER, WriteReport.Outcome.WRITTEN), ratio > 1 ? Map.of(MEMBER, ratio) : Map.of(), null);
        }
    }

    @Test
    void aRatioThatWentPartOfTheWayIsNotNeutralYet() throws Exception {
        Neutral neutral = new Neutral(InstantSource.fixed(Instant.EPOCH), pause -> {}, Neutral.LONGEST);
        Steps device = new Steps();

        assertThat(neutral.reset(device, POOL)).isEqualTo(new Neutral.Result(1, 1, 0, Optional.empty()));
        assertThat(device.ratio).isEqualTo(1);
    }
}

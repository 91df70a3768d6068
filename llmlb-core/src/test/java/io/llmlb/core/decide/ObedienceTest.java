package io.llmlb.core.decide;

import static io.llmlb.core.decide.Servers.gauges;
import static io.llmlb.core.decide.Servers.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObedienceTest {
    private static final MemberId A = id(1);
    private static final MemberId B = id(2);

    private final Servers servers = new Servers();
    private final Obedience obedience = new Obedience();
    private double now;

    /** For so long requests are in flight at A and B, whose ratios are 1 and 3. */
    private boolean doubtedAfter(double seconds, double inFlightAtA, double inFlightAtB) {
        PoolState state = new PoolState(
                new PoolName("/Common/p"),
                LoadBalancingMode.RATIO_LEAST_CONNECTIONS,
                "ratio-least-connections-member",
                List.of(
                        new PoolMember(A, "/Common/a", 1, Availability.AVAILABLE),
                        new PoolMember(B, "/Common/b", 3, Availability.AVAILABLE)));
        boolean doubted = true;
        for (double end = now + seconds; now < end; now += 5) {
            servers.sample(now, A, gauges(inFlightAtA, 0, 0.5));
            servers.sample(now, B, gauges(inFlightAtB - 1, 1, 0.5));
            doubted = obedience.doubted(state, servers.observe(now));
        }
        return doubted;
    }

    @Test
    void whoFollowsTheRatiosIsBelievedAfterAWhile() {
        assertThat(doubtedAfter(30, 20, 60)).isTrue();
        assertThat(doubtedAfter(30, 21, 59)).isFalse();
    }

    @Test
    void whoDoesNotIsNot() {
        assertThat(doubtedAfter(600, 40, 40)).isTrue();
    }

    @Test
    void beliefIsLostSlowlyAndWonBack() {
        assertThat(doubtedAfter(120, 20, 60)).isFalse();
        assertThat(doubtedAfter(10, 40, 40)).isFalse();
        assertThat(doubtedAfter(60, 40, 40)).isTrue();
        assertThat(doubtedAfter(120, 20, 60)).isFalse();
    }

    @Test
    void oneRequestMoreOrLessIsNoDisobedience() {
        assertThat(doubtedAfter(120, 2, 3)).isFalse();
    }

    @Test
    void aPoolWithoutRequestsTellsNothing() {
        assertThat(doubtedAfter(120, 20, 60)).isFalse();
        PoolState empty = Servers.pool(LoadBalancingMode.RATIO_LEAST_CONNECTIONS, List.of());

        assertThat(obedience.doubted(empty, servers.observe(now))).isFalse();
        assertThat(doubtedAfter(300, 0, 0)).isFalse();
    }
}

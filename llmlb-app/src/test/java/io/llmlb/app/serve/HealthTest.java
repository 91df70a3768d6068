package io.llmlb.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.app.config.EnvironmentConfig;
import io.llmlb.app.config.PoolConfig;
import io.llmlb.app.lease.Leadership;
import io.llmlb.app.status.History;
import io.llmlb.core.FailureKind;
import io.llmlb.core.LlmlbException;
import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.MemberCycle;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.observe.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final PoolName POOL = new PoolName("/Common/p");
    private static final List<PoolConfig> POOLS = EnvironmentConfig.read(Map.of(
                    "BIGIP", "192.0.2.10", "BIGIP_USER", "u", "BIGIP_PASS", "p", "POOL", POOL.path(), "MODEL", "m"))
            .pools();

    private final History history = new History();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Leadership leadership = Leadership.ALONE;
    private final Health health = new Health(() -> POOLS, history, () -> leadership, () -> now);

    private static final class Failure extends LlmlbException {
        private static final long serialVersionUID = 1L;

        Failure() {
            super(FailureKind.UNREACHABLE, "https://192.0.2.10", "no answer", "", null);
        }
    }

    private void cycle(Cycle.Outcome outcome, @Nullable LlmlbException failure) {
        MemberCycle blind = new MemberCycle(
                new PoolMember(MemberId.of("10.0.0.1", 8000), "/Common/m", 1, Availability.AVAILABLE),
                Optional.empty(),
                Reading.NONE,
                OptionalDouble.empty(),
                Weight.of(1, "held"),
                List.of(),
                1,
                1,
                WriteReport.Outcome.UNCHANGED);
        history.onCycle(new Cycle(POOL, now, Duration.ofMillis(5), outcome, List.of(blind), List.of(), failure));
    }

    @Test
    void itIsReadyWhenEveryPoolHasHadACycle() {
        assertThat(health.unready()).containsExactly("pool /Common/p: its first cycle has not ended yet");
        cycle(Cycle.Outcome.DONE, null);
        assertThat(health.unready()).isEmpty();
        assertThat(health.stuck()).isEmpty();
    }

    @Test
    void aDeviceThatFailsIsAReasonAndNoCauseToStartAnew() {
        cycle(Cycle.Outcome.FAILED, new Failure());
        assertThat(health.unready()).containsExactly("pool /Common/p: https://192.0.2.10: no answer");
        assertThat(health.stuck()).isEmpty();
    }

    @Test
    void aLoopThatStandsStillIsStuck() {
        now = now.plusSeconds(90);
        assertThat(health.stuck()).isEmpty();
        now = now.plusSeconds(3);
        assertThat(health.stuck()).containsExactly("pool /Common/p: no cycle has ended for 93 s");
        cycle(Cycle.Outcome.DONE, null);
        assertThat(health.stuck()).isEmpty();
        now = now.plusSeconds(93);
        assertThat(health.stuck()).hasSize(1);
    }

    @Test
    void withoutEvidenceForLongItIsNotReady() {
        cycle(Cycle.Outcome.HELD, null);
        assertThat(health.unready()).isEmpty();
        now = now.plusSeconds(121);
        cycle(Cycle.Outcome.HELD, new Failure());
        assertThat(health.unready())
                .containsExactly(
                        "pool /Common/p: no evidence to decide on for 2 minutes: https://192.0.2.10: no answer");
    }

    @Test
    void aReplicaOnStandbyIsReadyUnlessItCannotFindOutWhoLeads() {
        cycle(Cycle.Outcome.HELD, null);
        leadership = new Leadership(false, "llmlb-0", "");
        assertThat(health.unready()).isEmpty();
        leadership = new Leadership(false, "", "lease vllm/llmlb: no answer");
        assertThat(health.unready()).containsExactly("who leads cannot be found out: lease vllm/llmlb: no answer");
    }
}

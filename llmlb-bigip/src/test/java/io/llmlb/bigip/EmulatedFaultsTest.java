package io.llmlb.bigip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmlb.core.FailureKind;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.act.WriteReport.Outcome;
import io.llmlb.sim.model.bigip.ManagementFault;
import io.llmlb.sim.model.bigip.ManagementFault.Kind;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every fault of the emulated device, as a reader, a writer and a login meet it. */
class EmulatedFaultsTest {
    private static final PoolName POOL = new PoolName("/vllm/Shared/p");
    private static final EmulatedBigIp DEVICE = new EmulatedBigIp();

    private final BigIp bigIp = DEVICE.builder().timeout(Duration.ofSeconds(2)).build();

    @BeforeAll
    static void addPool() {
        DEVICE.emulator.addPool(new Pool(POOL, "ratio-member", List.of(Member.of("vllm", "10.0.0.1", 8000))));
    }

    @AfterEach
    void heal() {
        DEVICE.emulator.clearFaults();
        bigIp.close();
    }

    @AfterAll
    static void stop() {
        DEVICE.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EXPIRED_TOKEN     | DENIED      | X-F5-Auth-Token has expired.",
                "NO_AUTHENTICATION | DENIED      | no user authentication header or token detected",
                "BUSY              | BUSY        | There is an active asynchronous task executing.",
                "MCPD_LOST         | BUSY        | The connection to mcpd has been lost, try again.",
                "NOT_REGISTERED    | BUSY        | not registered",
                "HTML_503          | BUSY        | Configuration Utility restarting...",
                "HTML_500          | BUSY        | AsyncContext timeout",
                "RESET             | UNREACHABLE | connection",
                "HANG              | UNREACHABLE | no answer within 2 s",
                "TRICKLE           | UNREACHABLE | no answer within 2 s",
                "TRUNCATED         | UNREACHABLE | connection",
                "HUGE              | INVALID     | larger than",
                "EMPTY             | UNREACHABLE | empty body",
            })
    void aFaultHasItsKindAndEndsWithoutATrace(Kind fault, FailureKind kind, String told) {
        PoolState state = bigIp.pools().read(POOL);
        DEVICE.emulator.fault(ManagementFault.of(fault).on("/mgmt/tm"));
        BigIpException failure =
                catchThrowableOfType(BigIpException.class, () -> bigIp.pools().read(POOL));
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining(told).hasMessageContaining("/mgmt/tm/ltm/pool/~vllm~Shared~p");
        MemberShare share = new MemberShare(state.members().get(0), 9, 9);
        WriteReport report = bigIp.pools().write(state, List.of(share));
        assertThat(report.outcomes()).isEqualTo(Map.of(share.member().id(), Outcome.FAILED));
        assertThat(report.problem()).map(problem -> problem.kind()).contains(kind);
        DEVICE.emulator.clearFaults();
        try (BigIp fresh = DEVICE.client()) {
            assertThat(fresh.pools().read(POOL)).isEqualTo(state);
        }
    }

    @Test
    void aLoginThatMeetsTheLimitOfTokensIsBusy() {
        DEVICE.emulator.fault(ManagementFault.of(Kind.TOKEN_LIMIT));
        assertThatThrownBy(bigIp::login)
                .isInstanceOf(BigIpException.Busy.class)
                .hasMessageContaining("user has reached maximum active login tokens");
    }

    @ParameterizedTest
    @CsvSource({
        "/vllm/Shared/none,     The requested Pool (/vllm/Shared/none) was not found.",
        "/nowhere/Shared/none,  The requested Pool (/nowhere/Shared/none) was not found."
    })
    void whatIsNotThereIsAbsentAndNotARestart(String pool, String told) {
        assertThatThrownBy(() -> bigIp.pools().read(new PoolName(pool)))
                .isInstanceOf(BigIpException.Absent.class)
                .hasMessageContaining(told);
    }
}

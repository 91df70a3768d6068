package io.llmlb.bigip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.act.WriteReport.Outcome;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What others do to a pool between a read and a write: normal life beside a controller that follows a cluster. */
class RacesTest {
    private static final PoolName POOL = new PoolName("/vllm/Shared/p");
    private static final MemberId ONE = MemberId.of("10.0.0.1", 8000);
    private static final MemberId TWO = MemberId.of("10.0.0.2", 8000);
    private static final String TWO_PATH = "/vllm/10.0.0.2:8000";

    private final EmulatedBigIp device = new EmulatedBigIp();
    private final BigIp bigIp = device.client();

    @BeforeEach
    void addPool() {
        device.emulator.addPool(new Pool(
                POOL,
                "ratio-member",
                List.of(Member.of("vllm", "10.0.0.1", 8000), Member.of("vllm", "10.0.0.2", 8000))));
    }

    @AfterEach
    void close() {
        bigIp.close();
        device.close();
    }

    private Pool pool() {
        return device.emulator.pool(POOL).orElseThrow();
    }

    private PoolState read() {
        return bigIp.pools().read(POOL);
    }

    private WriteReport write(PoolState state, int ratio) {
        return bigIp.pools()
                .write(
                        state,
                        state.members().stream()
                                .map(member -> new MemberShare(member, ratio, ratio))
                                .toList());
    }

    @Test
    void aMemberThatVanishesIsGoneAndTheOtherIsWritten() {
        PoolState state = read();
        pool().remove(TWO_PATH);
        assertThat(write(state, 5)).isEqualTo(new WriteReport(Map.of(ONE, Outcome.WRITTEN, TWO, Outcome.GONE), null));
        assertThat(read().ids()).containsExactly(ONE);
    }

    @Test
    void aMemberThatIsMadeAnewTakesItsRatio() {
        PoolState state = read();
        pool().remove(TWO_PATH);
        pool().add(Member.of("vllm", "10.0.0.2", 8000));
        assertThat(write(state, 5).count(Outcome.WRITTEN)).isEqualTo(2);
    }

    @Test
    void ratiosThatADeclarationResetsAreReadAsTheyAreAndWrittenAgain() {
        write(read(), 5);
        device.emulator.redeclare("vllm");
        PoolState after = read();
        assertThat(after.members()).allMatch(member -> member.ratio() == 1);
        assertThat(write(after, 5).count(Outcome.WRITTEN)).isEqualTo(2);
    }

    @Test
    void aPoolThatIsEmptyForAWhileHasNoMembersAndTheirWritesAreGone() {
        PoolState state = read();
        state.members().forEach(member -> pool().remove(member.path()));
        assertThat(read().members()).isEmpty();
        assertThat(write(state, 5)).isEqualTo(new WriteReport(Map.of(ONE, Outcome.GONE, TWO, Outcome.GONE), null));
        pool().add(Member.of("vllm", "10.0.0.2", 8000));
        assertThat(read().ids()).containsExactly(TWO);
    }

    @Test
    void aPoolThatVanishesIsAbsentAndOneRequestTellsSo() {
        PoolState state = read();
        device.emulator.removePool(POOL);
        WriteReport report = write(state, 5);
        assertThat(report.failure()).isInstanceOf(BigIpException.Absent.class);
        assertThat(device.emulator.requests().stream().filter(request -> request.startsWith("PATCH")))
                .hasSize(1);
        assertThatThrownBy(this::read).isInstanceOf(BigIpException.Absent.class);
    }
}

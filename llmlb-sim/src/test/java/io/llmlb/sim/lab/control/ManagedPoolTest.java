package io.llmlb.sim.lab.control;

import static io.llmlb.core.act.WriteReport.Outcome.DEFERRED;
import static io.llmlb.core.act.WriteReport.Outcome.UNCHANGED;
import static io.llmlb.core.act.WriteReport.Outcome.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.PoolName;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.act.WriteReport;
import io.llmlb.sim.lab.Arrival;
import io.llmlb.sim.lab.Simulation;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.vllm.ServerModel;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ManagedPoolTest {
    private static final PoolName NAME = new PoolName("/Common/p");
    /** 100 ms to read, exactly 60 ms for each PATCH. */
    private static final Delays DELAYS = new Delays(
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofMillis(100),
            Duration.ofMillis(60),
            Duration.ofMillis(60),
            6);

    private final Pool pool = new Pool(NAME, "ratio-member", List.of(member(1), member(2), member(3)));
    private final Simulation simulation = new Simulation(pool, servers(), 1);
    private final SimulatedTime time = new SimulatedTime();
    private final ManagedPool device = new ManagedPool(simulation, pool, time, DELAYS, 1);

    @Test
    void itReadsThePoolAsItIs() {
        pool.configure(member(2).fullPath(), member -> member.withRatio(7));
        pool.health(member(3).fullPath(), Member.Health.DOWN);
        PoolState state = device.read(NAME);
        assertThat(state.mode()).isEqualTo(LoadBalancingMode.RATIO);
        assertThat(state.members().stream().map(PoolMember::ratio)).containsExactly(1, 7, 1);
        assertThat(state.members().stream().map(PoolMember::availability))
                .containsExactly(Availability.AVAILABLE, Availability.AVAILABLE, Availability.DOWN);
        pool.loadBalancingMode("ratio-least-connections-member");
        assertThat(device.read(NAME).mode()).isEqualTo(LoadBalancingMode.RATIO_LEAST_CONNECTIONS);
        pool.loadBalancingMode("round-robin");
        assertThat(device.read(NAME).mode()).isEqualTo(LoadBalancingMode.OTHER);
    }

    @Test
    void itWritesOneAfterTheOtherTheLargestChangeFirst() {
        time.set(1_000_000_000L);
        WriteReport report = write(2, 1, 9);
        assertThat(report.outcomes().values()).containsExactlyInAnyOrder(WRITTEN, UNCHANGED, WRITTEN);
        assertThat(device.busyUntil()).isEqualTo(1_220_000_000L);
        assertThat(device.writes()).isEqualTo(2);
        assertThat(ratiosAt(1159)).containsExactly(1, 1, 1);
        assertThat(ratiosAt(1160)).containsExactly(1, 1, 9);
        assertThat(ratiosAt(1220)).containsExactly(2, 1, 9);
    }

    @Test
    void aChangeIsLargeByItsFactor() {
        pool.configure(member(1).fullPath(), member -> member.withRatio(10));
        write(20, 4, 1);
        assertThat(ratiosAt(160)).as("1 to 4 is more than 10 to 20").containsExactly(10, 4, 1);
        assertThat(ratiosAt(220)).containsExactly(20, 4, 1);
    }

    @Test
    void whatIsAsItShouldBeIsNotWritten() {
        write(1, 1, 1);
        assertThat(device.writes()).isZero();
        assertThat(device.busyUntil()).as("it has still been read").isEqualTo(100_000_000L);
    }

    @Test
    void whatTheBudgetHasNoRoomForWaitsTheSmallestChangesFirst() {
        assertThat(outcomes(write(4, 2, 3))).containsExactly(WRITTEN, DEFERRED, WRITTEN);
        assertThat(ratiosAt(1000)).containsExactly(4, 1, 3);
        time.set(9_000_000_000L);
        assertThat(outcomes(write(4, 2, 3))).containsExactly(UNCHANGED, DEFERRED, UNCHANGED);
        time.set(10_000_000_000L);
        assertThat(outcomes(write(4, 2, 3))).containsExactly(UNCHANGED, WRITTEN, UNCHANGED);
        assertThat(device.writes()).isEqualTo(3);
    }

    @Test
    void aMemberThatHasGoneMeanwhileIsNoFailure() {
        write(1, 3, 4);
        pool.remove(member(2).fullPath());
        assertThat(ratiosAt(1000)).containsExactly(1, 4);
    }

    private static List<WriteReport.Outcome> outcomes(WriteReport report) {
        return List.copyOf(new TreeMap<>(report.outcomes()).values());
    }

    private WriteReport write(int... ratios) {
        PoolState state = device.read(NAME);
        List<MemberShare> shares = new ArrayList<>();
        for (int i = 0; i < ratios.length; i++) {
            shares.add(new MemberShare(state.members().get(i), 1, ratios[i]));
        }
        return device.write(state, shares);
    }

    private List<Integer> ratiosAt(int millis) {
        simulation.run(List.<Arrival>of().iterator(), Duration.ofMillis(millis), outcome -> {});
        return pool.members().stream().map(Member::ratio).toList();
    }

    private static Member member(int number) {
        return Member.of("Common", "10.0.0." + number, 8000);
    }

    private static Map<String, ServerModel> servers() {
        Map<String, ServerModel> servers = new LinkedHashMap<>();
        for (int i = 1; i <= 3; i++) {
            servers.put(member(i).fullPath(), new ServerModel(ServerOptions.of(VllmProfile.linear("a100"), "m")));
        }
        return servers;
    }
}

package io.llmlb.sim.model.bigip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.llmlb.core.PoolName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PoolTest {
    private static final Member A = Member.of("vllm", "10.0.0.1", 8000);
    private static final Member B = Member.of("Common", "fd00::12", 8000);

    @Test
    void membersAreNamedAsTheDeviceNamesThem() {
        assertThat(A.fullPath()).isEqualTo("/vllm/10.0.0.1:8000");
        assertThat(B.fullPath()).isEqualTo("/Common/fd00::12.8000");
    }

    @Test
    void sessionAndStateReadBackAsOnTheDevice() {
        assertThat(List.of(A.session(), A.state())).containsExactly("user-enabled", "unchecked");
        Member up = A.withHealth(Member.Health.UP);
        assertThat(List.of(up.session(), up.state())).containsExactly("monitor-enabled", "up");
        Member down = A.withHealth(Member.Health.DOWN);
        assertThat(List.of(down.session(), down.state())).containsExactly("monitor-enabled", "down");
        assertThat(down.available()).isFalse();
        Member disabled = up.withEnabled(false);
        assertThat(List.of(disabled.session(), disabled.state())).containsExactly("user-disabled", "up");
        assertThat(disabled.available()).isFalse();
        Member offline = disabled.withForcedDown(true);
        assertThat(List.of(offline.session(), offline.state())).containsExactly("user-disabled", "user-down");
    }

    @Test
    void ratiosCountOnlyInRatioMode() {
        Pool pool = new Pool(new PoolName("/vllm/Shared/p"), "ratio-member", List.of(A.withRatio(3), B));
        assertThat(picks(pool, 4)).containsExactly(A, B, A, A);
        pool.loadBalancingMode("round-robin");
        assertThat(picks(pool, 4)).containsExactly(A, B, A, B);
    }

    @Test
    void aMemberThatRefusedIsNotPickedAgain() {
        Pool pool = new Pool(new PoolName("/vllm/Shared/p"), "ratio-member", List.of(A, B));
        assertThat(pool.pick(0, Set.of(A.fullPath())).orElseThrow().fullPath()).isEqualTo(B.fullPath());
        assertThat(pool.pick(0, Set.of(A.fullPath(), B.fullPath()))).isEmpty();
    }

    @Test
    void everyConfigurationIsANewGenerationAndHealthIsNot() {
        Pool pool = new Pool(new PoolName("/vllm/Shared/p"), "ratio-member", List.of(A, B));
        long before = pool.generation();
        Member changed =
                pool.configure(A.fullPath(), member -> member.withRatio(7)).orElseThrow();
        assertThat(changed.ratio()).isEqualTo(7);
        assertThat(changed.generation()).isEqualTo(before + 1);
        pool.health(A.fullPath(), Member.Health.DOWN);
        assertThat(pool.member(A.fullPath()).orElseThrow().generation()).isEqualTo(before + 1);
        assertThat(pool.configure("/vllm/none:1", member -> member)).isEmpty();
        assertThat(pool.generation()).isEqualTo(before + 1);
    }

    @Test
    void membersComeAndGo() {
        Pool pool = new Pool(new PoolName("/vllm/Shared/p"), "ratio-member", List.of());
        assertThat(pool.pick(0, Set.of())).isEmpty();
        pool.add(A);
        assertThatIllegalArgumentException().isThrownBy(() -> pool.add(A));
        assertThat(pool.remove(A.fullPath())).isTrue();
        assertThat(pool.remove(A.fullPath())).isFalse();
        assertThat(pool.members()).isEmpty();
    }

    @Test
    void leastConnectionsAreWeighedByRatioOrLimit() {
        Pool pool = pool("ratio-least-connections-member", A.withRatio(3), B);
        connect(pool, A, 2);
        connect(pool, B, 1);
        assertThat(picks(pool, 2)).containsExactly(A, A);
        pool.loadBalancingMode("least-connections-member");
        assertThat(picks(pool, 2)).containsExactly(B, B);
        pool.loadBalancingMode("weighted-least-connections-member");
        assertThat(picks(pool, 1)).containsExactly(B);
        pool.configure(A.fullPath(), member -> member.withConnectionLimit(30));
        pool.configure(B.fullPath(), member -> member.withConnectionLimit(10));
        assertThat(picks(pool, 2)).containsExactly(A, A);
    }

    @Test
    void idleConnectionsAreCountedAsTheOptionSays() {
        for (boolean count : new boolean[] {false, true}) {
            Pool pool = new Pool(
                    new PoolName("/vllm/Shared/p"),
                    "least-connections-member",
                    List.of(A, B),
                    DataPlaneOptions.DEFAULT.withIdleConnectionsCount(count));
            pool.opened(A.fullPath(), 0);
            pool.opened(A.fullPath(), 0);
            pool.opened(B.fullPath(), 0);
            pool.idle(A.fullPath(), 0, 1);
            pool.idle(A.fullPath(), 0, 1);
            assertThat(picks(pool, 2)).containsOnly(count ? B : A);
            pool.idle(A.fullPath(), 0, -1);
            pool.idle(A.fullPath(), 0, -1);
            assertThat(picks(pool, 2)).containsOnly(B);
        }
    }

    @Test
    void aTmmMaySeeItsOwnConnectionsOnly() {
        Pool pool = new Pool(
                new PoolName("/vllm/Shared/p"),
                "least-connections-member",
                List.of(A, B),
                DataPlaneOptions.DEFAULT.withTmms(2).withConnectionsPerTmm(true));
        pool.opened(A.fullPath(), 0);
        assertThat(pool.pick(0, Set.of())).map(Member::fullPath).contains(B.fullPath());
        pool.opened(B.fullPath(), 1);
        assertThat(pool.pick(1, Set.of())).map(Member::fullPath).contains(A.fullPath());
    }

    @Test
    void aMemberAtItsLimitIsSkippedUnlessAConnectionIsIdle() {
        Pool pool = new Pool(
                new PoolName("/vllm/Shared/p"),
                "round-robin",
                List.of(A.withConnectionLimit(3)),
                DataPlaneOptions.DEFAULT.withTmms(2));
        assertThat(pool.open(A.fullPath(), 0)).isPresent();
        ServerConnection second = pool.open(A.fullPath(), 0).orElseThrow();
        assertThat(pool.pick(0, Set.of())).isEmpty();
        assertThat(pool.open(A.fullPath(), 0)).isEmpty();
        assertThat(pool.pick(1, Set.of())).isPresent();
        second.idle(true);
        assertThat(pool.pick(0, Set.of())).isPresent();
        assertThat(pool.open(A.fullPath(), 0)).isEmpty();
        second.closed();
        second.closed();
        assertThat(pool.statistics(A.fullPath()).currentConnections()).isEqualTo(1);
        assertThat(pool.open(A.fullPath(), 0)).isPresent();
    }

    @Test
    void lowerPriorityGroupsHelpOutWhenTooFewAreActive() {
        Member c = Member.of("vllm", "10.0.0.3", 8000);
        Pool pool = pool("round-robin", A.withPriorityGroup(10), B.withPriorityGroup(5), c);
        assertThat(picks(pool, 3)).containsExactly(A, B, c);
        pool.minActiveMembers(1);
        assertThat(picks(pool, 2)).containsExactly(A, A);
        pool.health(A.fullPath(), Member.Health.DOWN);
        assertThat(picks(pool, 2)).containsExactly(B, B);
        pool.health(A.fullPath(), Member.Health.UP);
        pool.minActiveMembers(2);
        assertThat(Set.copyOf(picks(pool, 4))).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void aRatioWriteRestartsTheRotationIfTheDeviceDoesSo() {
        for (boolean restart : new boolean[] {false, true}) {
            Pool pool = new Pool(
                    new PoolName("/vllm/Shared/p"),
                    "ratio-member",
                    List.of(A.withRatio(2), B),
                    DataPlaneOptions.DEFAULT.withRestartOnWrite(restart));
            assertThat(picks(pool, 2)).containsExactly(A, B);
            pool.configure(B.fullPath(), member -> member.withRatio(2));
            assertThat(picks(pool, 3)).containsExactly(A, B, A);
            pool.configure(A.fullPath(), member -> member.withRatio(2));
            assertThat(picks(pool, 1)).containsExactly(B);
            pool.configure(B.fullPath(), member -> member.withRatio(1));
            pool.configure(B.fullPath(), member -> member.withRatio(2));
            assertThat(picks(pool, 2)).containsExactly(A, B);
        }
    }

    @Test
    void aMemberThatIsCreatedAgainBeginsAnew() {
        Pool pool = pool("round-robin", A, B);
        ServerConnection old = pool.open(A.fullPath(), 0).orElseThrow();
        old.requestStarted();
        old.transferred(10, 5);
        assertThat(pool.statistics(A.fullPath())).isEqualTo(new MemberStatistics(1, 1, 1, 1, 1, 10, 5));
        pool.remove(A.fullPath());
        assertThat(old.orphaned()).isTrue();
        pool.add(A);
        ServerConnection fresh = pool.open(A.fullPath(), 0).orElseThrow();
        old.requestEnded();
        old.closed();
        assertThat(fresh.orphaned()).isFalse();
        assertThat(pool.statistics(A.fullPath())).isEqualTo(new MemberStatistics(1, 1, 1, 0, 0, 0, 0));
        assertThat(picks(pool, 4)).containsExactlyInAnyOrder(A, B, A, B);
    }

    @Test
    void fourTmmsShareTheClientsAboutEvenly() {
        DataPlaneOptions options = DataPlaneOptions.DEFAULT.withTmms(4);
        int[] clients = new int[4];
        for (int port = 32_768; port < 32_768 + 4000; port++) {
            clients[options.tmm(31 * 0x7f000001 + port)]++;
        }
        for (int count : clients) {
            assertThat(count).isBetween(900, 1100);
        }
    }

    private static Pool pool(String mode, Member... members) {
        return new Pool(new PoolName("/vllm/Shared/p"), mode, List.of(members));
    }

    private static void connect(Pool pool, Member member, int connections) {
        for (int i = 0; i < connections; i++) {
            pool.opened(member.fullPath(), 0);
        }
    }

    /** The members as they were defined, whatever has been configured since. */
    private static List<Member> picks(Pool pool, int count) {
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> pool.pick(0, Set.of()).orElseThrow())
                .map(member -> Member.of(member.partition(), member.address(), member.port()))
                .toList();
    }
}

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

    private static List<Member> picks(Pool pool, int count) {
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> pool.pick(0, Set.of()).orElseThrow())
                .map(member -> member.fullPath().equals(A.fullPath()) ? A : B)
                .toList();
    }
}

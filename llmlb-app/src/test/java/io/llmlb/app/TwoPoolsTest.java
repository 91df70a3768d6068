package io.llmlb.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.app.config.AppConfig;
import io.llmlb.app.config.YamlConfig;
import io.llmlb.core.FailureKind;
import io.llmlb.core.PoolName;
import io.llmlb.core.control.Cycle;
import io.llmlb.sim.live.Cluster;
import io.llmlb.sim.live.ClusterOptions;
import io.llmlb.sim.live.Ready;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two pools in one process, one of which CIS has not made yet. */
@Timeout(60)
class TwoPoolsTest {
    private static final PoolName LATE = new PoolName("/vllm/Shared/late");

    private final BlockingQueue<Cycle> cycles = new LinkedBlockingQueue<>();

    @TempDir
    private Path directory;

    @Test
    void theOneIsControlledWhileTheOtherIsAwaited() throws Exception {
        try (Cluster cluster = Cluster.start(ClusterOptions.of("a100", "a100"))) {
            PoolName there = new PoolName(cluster.ready().pool());
            try (Wiring wiring = new Wiring(config(cluster.ready()))) {
                wiring.login(true);
                wiring.start(cycles::add);

                assertThat(await(cycle -> cycle.pool().equals(LATE)
                                && cycle.problem().orElseThrow().kind() == FailureKind.ABSENT))
                        .isTrue();
                assertThat(await(cycle -> cycle.pool().equals(there) && cycle.outcome() == Cycle.Outcome.DONE))
                        .isTrue();
                String path = cluster.pool().members().get(0).fullPath();
                cluster.pool().configure(path, member -> member.withRatio(50));
                assertThat(await(cycle -> ratio(cluster, 0) == 1))
                        .as("controlled")
                        .isTrue();

                Member member = cluster.pool().members().get(1).withRatio(9);
                Member other = cluster.pool().members().get(0);
                cluster.bigIp().addPool(new Pool(LATE, "ratio-member", List.of(other, member)));

                assertThat(await(cycle -> cycle.pool().equals(LATE) && cycle.outcome() == Cycle.Outcome.DONE))
                        .as("picked up")
                        .isTrue();
                assertThat(cluster.bigIp().pool(LATE).orElseThrow().members())
                        .extracting(Member::ratio)
                        .containsExactly(1, 1);
            }
        }
    }

    private static int ratio(Cluster cluster, int member) {
        return cluster.pool().members().get(member).ratio();
    }

    private boolean await(Predicate<Cycle> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (System.nanoTime() < deadline) {
            Cycle cycle = cycles.poll(1, TimeUnit.SECONDS);
            if (cycle != null && wanted.test(cycle)) {
                return true;
            }
        }
        return false;
    }

    private AppConfig config(Ready ready) throws Exception {
        Path password = Files.writeString(directory.resolve("password"), ready.password());
        Path file = Files.writeString(directory.resolve("llmlb.yaml"), """
                bigips:
                  emulated: {url: "%s", username: %s, passwordFile: "%s", certSha256: "%s"}
                metrics:
                  servers: {type: scrape}
                pools:
                  - {pool: %s, bigip: emulated, metrics: servers, model: %s, interval: 200ms}
                  - {pool: %s, bigip: emulated, metrics: servers, model: %s, interval: 200ms}
                """.formatted(
                        ready.bigip(),
                        ready.user(),
                        password,
                        ready.certSha256(),
                        LATE,
                        ready.model(),
                        ready.pool(),
                        ready.model()));
        return YamlConfig.read(file, Map.of());
    }
}

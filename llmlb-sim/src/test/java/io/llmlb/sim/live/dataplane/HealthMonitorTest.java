package io.llmlb.sim.live.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.PoolName;
import io.llmlb.sim.live.Http;
import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.bigip.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthMonitorTest {
    private final AtomicBoolean healthy = new AtomicBoolean(true);
    private final AtomicLong lastGood = new AtomicLong();
    private final PlayedServer server = new PlayedServer(peer -> {
        peer.request();
        if (healthy.get()) {
            lastGood.set(System.nanoTime());
            peer.answer("");
        } else {
            peer.write("HTTP/1.1 503 Sick\r\ncontent-length: 0\r\n\r\n");
        }
    });
    private final Pool pool = new Pool(new PoolName("/vllm/Shared/p"), "round-robin", List.of(server.member()));
    private final String path = server.member().fullPath();
    private final EventLoops loops = new EventLoops();

    @AfterEach
    void close() {
        loops.close();
        server.close();
    }

    @Test
    void aMemberIsUpAtTheFirstSuccessAndDownWithoutOneForTheTimeout() {
        Duration timeout = Duration.ofMillis(400);
        watch(Duration.ofMillis(20), timeout);
        Http.await("up", () -> state().equals("up"));
        healthy.set(false);
        Http.await("down", () -> state().equals("down"));
        assertThat(System.nanoTime() - lastGood.get()).isGreaterThanOrEqualTo(timeout.toNanos());
        assertThat(server.heads.get(0)).startsWith("GET /health HTTP/1.1\r\n");
        healthy.set(true);
        Http.await("up again", () -> state().equals("up"));
    }

    @Test
    void aMemberThatComesLaterIsAskedAtOnceAndAnewWhenItComesAgain() {
        watch(Duration.ofMinutes(10), Duration.ofMinutes(31));
        pool.remove(path);
        for (int i = 1; i <= 2; i++) {
            pool.add(server.member());
            Http.await("up", () -> state().equals("up"));
            assertThat(server.heads).hasSize(i);
            pool.remove(path);
        }
    }

    @Test
    void aMemberThatNeverAnsweredIsNotAvailable() {
        healthy.set(false);
        watch(Duration.ofMillis(20), Duration.ofMinutes(1));
        Http.await("checking", () -> state().equals("checking"));
        assertThat(pool.pick(0, Set.of())).isEmpty();
    }

    private void watch(Duration interval, Duration timeout) {
        HealthMonitor monitor = new HealthMonitor(() -> List.of(pool), interval, timeout);
        Net.await(loops.vertx().deployVerticle(monitor), "monitor", "starting");
    }

    private String state() {
        return pool.member(path).orElseThrow().state();
    }
}

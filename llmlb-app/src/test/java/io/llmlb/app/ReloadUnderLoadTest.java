package io.llmlb.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.llmlb.app.Edits.Edit;
import io.llmlb.app.config.AppConfig;
import io.llmlb.app.config.ConfigWatch;
import io.llmlb.app.config.PoolConfig;
import io.llmlb.app.config.YamlConfig;
import io.llmlb.core.PoolName;
import io.llmlb.core.control.ControlLoop;
import io.llmlb.sim.live.Cluster;
import io.llmlb.sim.live.ClusterOptions;
import io.llmlb.sim.live.Ready;
import io.llmlb.sim.live.bigip.BigIpEmulator;
import io.llmlb.sim.model.bigip.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A thousand edits of the file while pools are controlled ten times a second. */
@Timeout(120)
class ReloadUnderLoadTest {
    private static final int EDITS = 1000;
    private static final Duration INTERVAL = Duration.ofMillis(100);

    /** Twenty intervals: what a busy machine may cost, and far below what a pool without its beat would wait. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private static final List<PoolName> STEADY =
            List.of(new PoolName("/vllm/Shared/first"), new PoolName("/vllm/Shared/last"));

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("llmlb");
    private final Continuity continuity = new Continuity();

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void listen() {
        file = directory.resolve("llmlb.yaml");
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.ERROR);
        logger.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
        logger.setAdditive(true);
    }

    @Test
    void everyEditIsAppliedOrToldAndNoPoolMissesABeat() throws Exception {
        try (Cluster cluster = Cluster.start(ClusterOptions.of("a100", "h100"));
                BigIpEmulator other = BigIpEmulator.builder().password("two").start()) {
            Pool members = cluster.pool();
            STEADY.forEach(pool -> cluster.bigIp().addPool(new Pool(pool, "ratio-member", members.members())));
            for (int i = 0; i < 8; i++) {
                other.addPool(new Pool(new PoolName("/vllm/Shared/p" + i), "ratio-member", members.members()));
            }
            Edits edits = edits(cluster.ready(), other);
            Files.writeString(file, edits.text());
            AppConfig first = read();
            continuity.expect(first);
            try (Wiring wiring = new Wiring(first)) {
                wiring.login(false);
                wiring.start(continuity);
                continuity.begin(first);
                play(edits, wiring);
                assertThat(clientsThatStay()).as("HTTP clients").isLessThan(40);
            }
            assertThat(continuity.strange()).isEmpty();
        }
    }

    private void play(Edits edits, Wiring wiring) throws IOException {
        ConfigWatch watch = new ConfigWatch(file, path -> YamlConfig.read(path, Map.of()), wiring::apply);
        long began = System.nanoTime();
        int wrong = 0;
        String before = Files.readString(file);
        for (int i = 0; i < EDITS; i++) {
            Edit edit = edits.next();
            boolean news = edit.text() == null ? before != null : !edit.text().equals(before);
            before = edit.text();
            Map<PoolConfig, ControlLoop> inForce = inForce(wiring);
            write(edit.text());
            if (edit.isRight()) {
                AppConfig next = read();
                continuity.expect(next);
                look(watch);
                continuity.begin(next);
                assertThat(wiring.pools()).as("all of the file").isEqualTo(next.pools());
                Map<PoolConfig, ControlLoop> now = inForce(wiring);
                assertThat(now.keySet()).hasSize(next.pools().size());
                now.keySet().retainAll(inForce.keySet());
                assertThat(inForce).as("the loops of pools that are as before").containsAllEntriesOf(now);
            } else {
                look(watch);
                assertThat(inForce(wiring)).as("nothing of the file").isEqualTo(inForce);
                wrong += news ? 1 : 0;
                assertThat(log.list).as("problems told").hasSize(wrong);
                assertThat(log.list.get(wrong - 1).getFormattedMessage())
                        .contains("but the configuration before stays in force: " + file)
                        .matches("(?s).*yaml: ?" + edit.told() + ".*");
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertThat(wrong).isBetween(EDITS / 4, EDITS * 2 / 5);
        assertThat(log.list).hasSize(wrong);
        assertThat(continuity.longest().values())
                .as("without a cycle")
                .allSatisfy(gap -> assertThat(gap).isLessThan(LONGEST));
        STEADY.forEach(pool -> assertThat(continuity.beats(pool))
                .as("beats of %s in %s", pool, took)
                .isGreaterThan((int) (took.toMillis() / INTERVAL.toMillis() * 8 / 10)));
    }

    /** How many HTTP clients there are once those of loops that are gone have been collected, which takes them seconds. */
    private static long clientsThatStay() {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        long clients;
        do {
            System.gc();
            clients = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().contains("SelectorManager"))
                    .count();
        } while (clients >= 40 && System.nanoTime() < deadline);
        return clients;
    }

    private AppConfig read() {
        return YamlConfig.read(file, Map.of());
    }

    private void write(String text) throws IOException {
        if (text == null) {
            Files.deleteIfExists(file);
        } else {
            Files.writeString(file, text);
        }
    }

    /** Until it has settled, and once more. */
    private static void look(ConfigWatch watch) {
        for (int i = 0; i < 3; i++) {
            watch.look();
        }
    }

    private static Map<PoolConfig, ControlLoop> inForce(Wiring wiring) {
        Map<PoolConfig, ControlLoop> inForce = new HashMap<>();
        List<PoolConfig> pools = wiring.pools();
        List<ControlLoop> loops = wiring.loops();
        for (int i = 0; i < pools.size(); i++) {
            inForce.put(pools.get(i), loops.get(i));
        }
        return inForce;
    }

    private Edits edits(Ready ready, BigIpEmulator other) throws IOException {
        Path one = Files.writeString(directory.resolve("one"), ready.password());
        Path two = Files.writeString(directory.resolve("two"), "two");
        String head = """
                bigips:
                  one: {url: "%s", username: %s, passwordFile: "%s", certSha256: "%s", budget: {requestsPerSecond: 900}}
                  two: {url: "%s", username: admin, passwordFile: "%s", certSha256: "%s", budget: {requestsPerSecond: BUDGET}}
                metrics:
                  servers: {type: scrape}
                pools:
                """.formatted(
                        ready.bigip(), ready.user(), one, ready.certSha256(), other.url(), two, other.certSha256());
        return new Edits(
                42,
                head,
                STEADY.stream()
                        .map(pool ->
                                "  - {pool: %s, bigip: one, metrics: servers, model: %s, interval: 100ms, ratio: {max: 40}, strategy: {name: article}}\n"
                                        .formatted(pool, ready.model()))
                        .toList());
    }
}

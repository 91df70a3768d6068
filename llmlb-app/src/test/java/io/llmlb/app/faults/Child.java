package io.llmlb.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.app.endtoend.ControllerProcess;
import io.llmlb.sim.live.bigip.BigIpEmulator;
import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.RatioWrite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The program itself in a process of its own, in real time, with a device and three servers. */
final class Child implements AutoCloseable {
    static final List<Integer> BEFORE = List.of(4, 2, 1);
    static final List<Integer> AFTER = List.of(1, 2, 4);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final BigIpEmulator device;
    private final VirtualClock standing = new VirtualClock();
    private final Load load = new Load(standing.instant(), List.of(0, 1, 3));
    private final ScrapedServers servers = new ScrapedServers(standing, load, 3, Duration.ofSeconds(1));
    private final Pool pool = new Pool(Rig.POOL, "ratio-member", servers.members());
    private final Path folder;
    private ControllerProcess process;

    Child(EventLoops loops) throws IOException {
        device = BigIpEmulator.builder().password("right").eventLoops(loops).start();
        device.addPool(pool);
        folder = Files.createTempDirectory("llmlb-faults");
    }

    /** The file that stands for the name server, as {@code /etc/hosts} is written. */
    Path hosts() {
        return folder.resolve("hosts");
    }

    /** Starts the controller, which knows the device by that name. */
    void start(String host, Map<String, String> more) throws IOException {
        Files.writeString(folder.resolve("password"), "right");
        configure(host, "mode: run");
        Map<String, String> environment = new TreeMap<>(more);
        process = new ControllerProcess(environment, "run", "--config", config().toString());
    }

    /** Writes the configuration, with this for the pool. */
    void configure(String pool) throws IOException {
        configure("127.0.0.1", pool);
    }

    private void configure(String host, String pool) throws IOException {
        Files.writeString(config(), """
                bigips:
                  f5: {url: "https://%s:%d", username: admin, passwordFile: "%s", certSha256: "%s"}
                metrics:
                  servers: {type: scrape}
                status: {port: 0}
                pools:
                  - {pool: %s, bigip: f5, metrics: servers, model: %s, interval: 1s, strategy: {name: article, coefRqt: 0}, %s}
                """.formatted(
                        host,
                        device.url().getPort(),
                        folder.resolve("password"),
                        device.certSha256(),
                        Rig.POOL,
                        Metrics.MODEL,
                        pool));
    }

    private Path config() {
        return folder.resolve("llmlb.yaml");
    }

    void start() throws IOException {
        start("127.0.0.1", Map.of());
    }

    ControllerProcess process() {
        return process;
    }

    /** The queues change places. */
    void reload() {
        load.change(standing.instant(), List.of(3, 1, 0));
    }

    List<Integer> ratios() {
        return pool.members().stream().map(Member::ratio).toList();
    }

    /** How many requests with this beginning the device got. */
    long requests(String beginning) {
        return device.requests().stream()
                .filter(request -> request.startsWith(beginning))
                .count();
    }

    /** Waits until it is so, and returns how long that took. */
    Duration await(BooleanSupplier wanted) throws InterruptedException {
        long began = System.nanoTime();
        CountDownLatch never = new CountDownLatch(1);
        while (!wanted.getAsBoolean()) {
            if (System.nanoTime() - began > PATIENCE.toNanos() || never.await(50, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s; ratios " + ratios() + ", requests "
                        + device.requests() + "\n" + process.output());
            }
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** What must hold of every write. */
    void check() {
        for (RatioWrite write : device.ratioWrites()) {
            assertThat(write.ratio()).isBetween(1, Rig.MAX_RATIO);
            assertThat(write.pool()).isEqualTo(Rig.POOL);
        }
        assertThat(requests("POST /mgmt/tm/sys/config")).isZero();
        assertThat(process.output()).doesNotContain("This is a defect", "Exception in");
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            process.close();
        }
        device.close();
        servers.close();
        for (String file : List.of("hosts", "password", "llmlb.yaml")) {
            Files.deleteIfExists(folder.resolve(file));
        }
        Files.deleteIfExists(folder);
    }
}

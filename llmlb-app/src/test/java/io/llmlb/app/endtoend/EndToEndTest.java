package io.llmlb.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.PoolName;
import io.llmlb.sim.live.Cluster;
import io.llmlb.sim.live.ClusterOptions;
import io.llmlb.sim.live.PrometheusProcess;
import io.llmlb.sim.live.Ready;
import io.llmlb.sim.live.Traffic;
import io.llmlb.sim.live.TrafficOptions;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.RatioWrite;
import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.vllm.Saturation;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The main job, all of it real but the GPUs and the BIG-IP: vLLM emulators under traffic of Azure's shape, a Prometheus
 * server that scrapes them every 5 s, the controller in a process of its own, configured by the article's variables, and
 * an emulated BIG-IP that carries the traffic. The tests are one story, told in order.
 */
@Tag("process")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EndToEndTest {
    private static final List<String> PROFILES = List.of("a100", "a100", "l4");
    private static final double REQUESTS_PER_SECOND = 6;
    private static final int SLOW = 2;
    private static final int MAX = 40;

    private static Cluster cluster;
    private static PrometheusProcess prometheus;
    private static Traffic traffic;
    private static ControllerProcess controller;

    @BeforeAll
    static void start() throws IOException {
        cluster = Cluster.start(ClusterOptions.of(PROFILES.toArray(String[]::new)));
        Ready ready = cluster.ready();
        prometheus = PrometheusProcess.start(Path.of(ready.prometheusConfig()));
        Trace steady = Trace.azureConversation().startingAt(1000);
        traffic = Traffic.start(
                TrafficOptions.of(URI.create(ready.virtualServer()), ready.model(), steady, REQUESTS_PER_SECOND));
        Map<String, String> environment = new TreeMap<>();
        environment.put("BIGIP", ready.bigip());
        environment.put("BIGIP_USER", ready.user());
        environment.put("BIGIP_PASS", ready.password());
        environment.put("BIGIP_CERT_SHA256", ready.certSha256());
        environment.put("POOL", ready.pool());
        environment.put("MODEL", ready.model());
        environment.put("INTERVAL", "2");
        environment.put("COEF_RQT", "1");
        environment.put("COEF_NRW", "1");
        environment.put("VERBOSITY", "2");
        environment.put("PROMETHEUS_URL", prometheus.url().toString());
        controller = new ControllerProcess(environment, "run");
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {controller, traffic, prometheus, cluster}) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception failure) {
                throw new AssertionError(failure);
            }
        }
    }

    @Test
    @Order(1)
    void theOfferedLoadIsTooMuchForTheSlowServerAndNotForThePool() {
        Trace trace = Trace.azureConversation();
        double slow = Saturation.requestsPerSecond(VllmProfile.named(PROFILES.get(SLOW)), trace, 1);
        double pool = PROFILES.stream()
                .mapToDouble(name -> Saturation.requestsPerSecond(VllmProfile.named(name), trace, 1))
                .sum();
        double share = REQUESTS_PER_SECOND / PROFILES.size();
        System.out.printf(
                Locale.ROOT,
                "equal shares are %.2f requests/s: %.2f times what the %s can do (%.2f/s); all together are %.2f of what"
                        + " the pool can do (%.2f/s)%n",
                share,
                share / slow,
                PROFILES.get(SLOW),
                slow,
                REQUESTS_PER_SECOND / pool,
                pool);

        assertThat(share / slow).isGreaterThanOrEqualTo(1.2);
        assertThat(REQUESTS_PER_SECOND / pool).isLessThanOrEqualTo(0.8);
    }

    @Test
    @Order(2)
    void withinAMinuteTheSlowServersRatioIsTheSmallestAndItsShareFalls() throws InterruptedException {
        assertThat(await(Duration.ofSeconds(60), () -> ratio(SLOW) < ratio(0) && ratio(SLOW) < ratio(1)))
                .as(() -> controller.output())
                .isTrue();

        long[] before = requests();
        int[] ratios = new int[PROFILES.size()];
        for (int second = 0; second < 20; second++) {
            pause(1);
            for (int server = 0; server < ratios.length; server++) {
                ratios[server] += ratio(server);
            }
        }
        long[] after = requests();
        double share = (after[SLOW] - before[SLOW]) / (double) (sum(after) - sum(before));
        System.out.printf(
                Locale.ROOT,
                "mean ratios %.1f:%.1f:%.1f; the slow server's share of %d requests was %.2f%n",
                ratios[0] / 20.0,
                ratios[1] / 20.0,
                ratios[SLOW] / 20.0,
                sum(after) - sum(before),
                share);
        assertThat(share).isLessThan(0.25);
        // In the mean: the article's law swings from cycle to cycle.
        assertThat(ratios[SLOW]).isLessThan(Math.min(ratios[0], ratios[1]));
    }

    @Test
    @Order(3)
    void itOutlivesPrometheusAndRecovers() throws InterruptedException {
        prometheus.kill();
        assertThat(controller.awaitLine(
                        line -> line.contains("problem: ") && line.contains("connection refused"), ofSeconds(20)))
                .as(() -> controller.output())
                .isTrue();
        assertThat(await(ofSeconds(30), () -> controller.output().contains("held for want of evidence")))
                .isTrue();

        prometheus.restart();

        assertThat(controller.awaitLine(EndToEndTest::decided, ofSeconds(30)))
                .as(() -> controller.output())
                .isTrue();
    }

    @Test
    @Order(4)
    void itOutlivesAServerAndTakesItBack() throws InterruptedException {
        String member = cluster.ready().members().get(0);
        cluster.servers().get(0).stop();
        assertThat(controller.awaitLine(
                        line -> line.contains(member) && line.contains("no fresh samples"), ofSeconds(40)))
                .as(() -> controller.output())
                .isTrue();
        assertThat(ratio(0)).isBetween(1, MAX);

        cluster.servers().get(0).start();

        assertThat(controller.awaitLine(line -> line.contains(member) && line.contains("waiting "), ofSeconds(40)))
                .as(() -> controller.output())
                .isTrue();
    }

    @Test
    @Order(5)
    void itOutlivesTheBigIpAndCorrectsWhatItFindsThere() throws InterruptedException {
        cluster.bigIp().stop();
        assertThat(controller.awaitLine(line -> line.contains(": failed"), ofSeconds(20)))
                .as(() -> controller.output())
                .isTrue();
        String slow = cluster.pool().members().get(SLOW).fullPath();
        cluster.pool().configure(slow, member -> member.withRatio(77)); // somebody else's doing meanwhile

        cluster.bigIp().start();

        assertThat(await(ofSeconds(40), () -> ratio(SLOW) <= MAX))
                .as(() -> controller.output())
                .isTrue();
        assertThat(controller.awaitLine(EndToEndTest::decided, ofSeconds(20))).isTrue();
    }

    @Test
    @Order(6)
    void onSigtermItLogsOutAndEndsWithZero() throws Exception {
        assertThat(controller.isAlive()).isTrue();
        RawIControl device = new RawIControl(cluster.ready());
        assertThat(device.tokens()).as("the controller's and the test's own").isEqualTo(2);

        int exit = controller.terminate();

        assertThat(exit).isZero();
        assertThat(device.tokens()).as("the test's own").isEqualTo(1);
        assertThat(controller.output())
                .contains("ending: the ratios stay as they are")
                .doesNotContain(cluster.ready().password());
    }

    @Test
    @Order(7)
    void noRatioWasEverOutOfBoundsAndNoOtherPoolWasTouched() {
        List<RatioWrite> writes = cluster.bigIp().ratioWrites();
        System.out.println(writes.size() + " ratios written, "
                + traffic.snapshot().completed() + " requests answered, "
                + traffic.snapshot().failed() + " lost (one server was killed on the way)");

        assertThat(writes).isNotEmpty();
        assertThat(writes).allSatisfy(write -> assertThat(write.ratio()).isBetween(1, MAX));
        assertThat(writes)
                .extracting(RatioWrite::pool)
                .containsOnly(new PoolName(cluster.ready().pool()));
    }

    private static boolean decided(String line) {
        return line.matches(".*pool .*: (nothing to change|\\d+ of \\d+ changed), .*");
    }

    private static int ratio(int server) {
        return cluster.pool().members().get(server).ratio();
    }

    private static long[] requests() {
        Map<String, Long> counts =
                cluster.bigIp().requestsByMember(cluster.pool().name());
        return cluster.pool().members().stream()
                .map(Member::fullPath)
                .mapToLong(path -> counts.getOrDefault(path, 0L))
                .toArray();
    }

    private static long sum(long[] counts) {
        return Arrays.stream(counts).sum();
    }

    private static boolean await(Duration atMost, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline || never.await(200, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return true;
    }

    private static void pause(int seconds) throws InterruptedException {
        new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
    }

    private static Duration ofSeconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}

package io.llmlb.app.faults;

import static java.util.Comparator.comparingInt;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.app.endtoend.ControllerProcess;
import io.llmlb.sim.live.BigIpPlan;
import io.llmlb.sim.live.Cluster;
import io.llmlb.sim.live.ClusterOptions;
import io.llmlb.sim.live.PoolPlan;
import io.llmlb.sim.live.Ready;
import io.llmlb.sim.live.ServerPlan;
import io.llmlb.sim.live.Traffic;
import io.llmlb.sim.live.TrafficOptions;
import io.llmlb.sim.live.TrafficResult;
import io.llmlb.sim.live.TrafficSnapshot;
import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.model.bigip.DataPlaneOptions;
import io.llmlb.sim.model.bigip.ManagementOptions;
import io.llmlb.sim.model.bigip.ManagementOptions.Quirk;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.OneConnect;
import io.llmlb.sim.model.bigip.RatioWrite;
import io.llmlb.sim.model.bigip.VirtualServer;
import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.trace.TraceRequest;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A pool whose pods AS3 changes under streaming load, with a controller and, at the same time, another one without. */
record PodChanges(String breaks, String meanwhile, int allowed) implements Fault {
    private static final int CHANGES = 20;
    private static final Duration BETWEEN = Duration.ofMillis(500); // and half a second in which AS3 works
    private static final List<Integer> RATIOS = List.of(1, 4, 2, 3);
    private static final long PATIENCE = 40;

    /** Five a second, of about a second each. */
    private static final Trace STREAMS = new Trace(List.of(
            new TraceRequest(100_000_000, 200, 100),
            new TraceRequest(300_000_000, 300, 60),
            new TraceRequest(500_000_000, 100, 120),
            new TraceRequest(700_000_000, 400, 80),
            new TraceRequest(900_000_000, 200, 90)));

    static Fault row() {
        return new PodChanges(
                "20 pod changes by AS3 under streaming load",
                "No request is lost, as none is without a controller: a member with ratio 1 stays in the pool while AS3"
                        + " replaces those whose ratios differ. Given that BIG-IP does not cut their streams. Five times in a"
                        + " row the ratios are put back at once, then every 30 s.",
                30 + 5);
    }

    @Override
    public Duration measure(EventLoops loops) throws Exception {
        try (Cluster alone = Cluster.start(options());
                Cluster controlled = Cluster.start(options())) {
            declare(alone, 4);
            declare(controlled, 4);
            try (ControllerProcess controller = controller(controlled)) {
                await(controlled, RATIOS, controller);
                return changes(alone, controlled, controller);
            }
        }
    }

    private static Duration changes(Cluster alone, Cluster controlled, ControllerProcess controller) throws Exception {
        try (Traffic without = traffic(alone);
                Traffic with = traffic(controlled)) {
            CountDownLatch never = new CountDownLatch(1);
            for (int i = 1; i <= CHANGES; i++) {
                assertThat(never.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS))
                        .isFalse();
                int pods = 4 - i % 2;
                CompletableFuture<Void> other = CompletableFuture.runAsync(() -> declare(alone, pods));
                declare(controlled, pods);
                other.join();
            }
            Duration took = await(controlled, RATIOS, controller);
            assertThat(lost(without)).as("lost without a controller").isEmpty();
            assertThat(lost(with)).as("lost with a controller").isEmpty();
            assertThat(controlled.bigIp().ratioWrites())
                    .hasSizeGreaterThan(10) // five times two or three
                    .extracting(RatioWrite::ratio)
                    .allSatisfy(ratio -> assertThat(ratio).isBetween(1, Rig.MAX_RATIO));
            return took;
        }
    }

    private static Traffic traffic(Cluster cluster) {
        Ready ready = cluster.ready();
        return Traffic.start(new TrafficOptions(
                URI.create(ready.virtualServer()), ready.model(), STREAMS, Duration.ofSeconds(PATIENCE)));
    }

    private static List<String> lost(Traffic traffic) {
        traffic.stop();
        assertThat(traffic.awaitIdle(Duration.ofSeconds(PATIENCE))).isTrue();
        TrafficSnapshot all = traffic.snapshot();
        assertThat(all.completed()).isGreaterThan(CHANGES);
        return all.results().stream()
                .filter(result -> !result.completed())
                .map(TrafficResult::failure)
                .toList();
    }

    private static ClusterOptions options() {
        List<ServerPlan> servers = new ArrayList<>();
        for (int i = 1; i <= RATIOS.size(); i++) {
            servers.add(ServerPlan.of("pod-" + i, ServerOptions.of(VllmProfile.named("h100"), Metrics.MODEL)));
        }
        List<String> names = servers.stream().map(ServerPlan::name).toList();
        BigIpPlan bigIp = new BigIpPlan(
                0,
                "admin",
                Optional.of("right"),
                "21.0.0",
                Duration.ZERO,
                Duration.ofSeconds(5),
                // So that there is a ratio to find at every change, and not just after the last.
                ManagementOptions.DEFAULT.with(Quirk.BUSY_WHILE_AS3_RUNS, false),
                DataPlaneOptions.DEFAULT.withCutStreamsOfDeleted(false),
                OneConnect.DEFAULT,
                List.of(new PoolPlan(Rig.POOL, "ratio-member", names, true)),
                List.of(),
                List.of(VirtualServer.of("/Common/front", "127.0.0.1", 0, Rig.POOL)));
        return new ClusterOptions(servers, Optional.of(bigIp), "127.0.0.1", Duration.ofSeconds(5));
    }

    /** As CIS does when a pod comes or goes: the first so many, all of ratio 1. */
    private static void declare(Cluster cluster, int pods) {
        String members = cluster.ready().members().subList(0, pods).stream()
                .map(member -> "{\"servicePort\":" + member.substring(member.indexOf(':') + 1)
                        + ",\"serverAddresses\":[\"127.0.0.1\"]}")
                .collect(Collectors.joining(","));
        String answer = cluster.bigIp()
                .declare("{\"class\":\"ADC\",\"schemaVersion\":\"3.50.0\",\"vllm\":{\"class\":\"Tenant\",\"Shared\":"
                        + "{\"class\":\"Application\",\"template\":\"shared\",\"p\":{\"class\":\"Pool\","
                        + "\"loadBalancingMode\":\"ratio-member\",\"members\":[" + members + "]}}}}");
        assertThat(answer).startsWith("200");
        assertThat(cluster.pool().members()).hasSize(pods);
    }

    private static ControllerProcess controller(Cluster cluster) throws IOException {
        Ready ready = cluster.ready();
        StringBuilder weights = new StringBuilder();
        for (int i = 0; i < RATIOS.size(); i++) {
            weights.append(", \"").append(ready.members().get(i)).append("\": ").append(RATIOS.get(i));
        }
        Path password = Files.createTempFile("llmlb-faults", ".password");
        Path config = Files.createTempFile("llmlb-faults", ".yaml");
        password.toFile().deleteOnExit();
        config.toFile().deleteOnExit();
        Files.writeString(password, "right");
        Files.writeString(
                config, """
                bigips:
                  f5: {url: "%s", username: admin, passwordFile: "%s", certSha256: "%s", budget: {ratiosPerMinute: 600}}
                metrics:
                  servers: {type: scrape}
                status: {port: 0}
                pools:
                  - {pool: %s, bigip: f5, metrics: servers, model: %s, interval: 1s, strategy: {name: static%s}}
                """.formatted(ready.bigip(), password, ready.certSha256(), Rig.POOL, Metrics.MODEL, weights));
        return new ControllerProcess(Map.of(), "run", "--config", config.toString());
    }

    private static Duration await(Cluster cluster, List<Integer> ratios, ControllerProcess controller)
            throws InterruptedException {
        long began = System.nanoTime();
        CountDownLatch never = new CountDownLatch(1);
        while (!ratios.equals(ratios(cluster))) {
            if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(PATIENCE)
                    || never.await(50, TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        "never " + ratios + ": " + cluster.pool().members() + "\n" + controller.output());
            }
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** In the order of the pods: a member that AS3 has replaced is the pool's last. */
    private static List<Integer> ratios(Cluster cluster) {
        return cluster.pool().members().stream()
                .sorted(comparingInt(member -> cluster.ready().members().indexOf(member.name())))
                .map(Member::ratio)
                .toList();
    }

    @Override
    public String toString() {
        return breaks;
    }
}

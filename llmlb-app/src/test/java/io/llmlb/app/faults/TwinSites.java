package io.llmlb.app.faults;

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
import io.llmlb.sim.live.vllm.VllmServer;
import io.llmlb.sim.model.bigip.DataPlaneOptions;
import io.llmlb.sim.model.bigip.ManagementOptions;
import io.llmlb.sim.model.bigip.OneConnect;
import io.llmlb.sim.model.bigip.VirtualServer;
import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.trace.TraceRequest;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The same servers, device and streams twice, in real time: one with a controller, and a BIG-IP alone. */
final class TwinSites implements AutoCloseable {
    static final int PODS = 4;

    /** So many that unequal servers need unequal ratios, and so few that all of this runs on two cores. */
    private static final double STREAMS_PER_SECOND = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Lengths, of which about half a second is spent at the fastest server. */
    private static final Trace STREAMS = new Trace(List.of(
            new TraceRequest(100_000_000, 200, 100),
            new TraceRequest(300_000_000, 300, 60),
            new TraceRequest(500_000_000, 100, 120),
            new TraceRequest(700_000_000, 400, 80),
            new TraceRequest(900_000_000, 200, 90)));

    final Cluster alone;
    final Cluster controlled;
    final Traffic without;
    final Traffic with;
    private final Path config;
    private final List<ControllerProcess> controllers = new ArrayList<>();

    TwinSites() throws IOException {
        alone = Cluster.start(options());
        controlled = Cluster.start(options());
        pods(PODS);
        config = configuration(controlled.ready());
        addController();
        without = traffic(alone);
        with = traffic(controlled);
    }

    private static ClusterOptions options() {
        List<ServerPlan> servers = new ArrayList<>();
        List<String> profiles = List.of("h100", "a100", "a100", "l4");
        for (int i = 0; i < PODS; i++) {
            servers.add(ServerPlan.of("pod-" + i, ServerOptions.of(VllmProfile.named(profiles.get(i)), Metrics.MODEL)));
        }
        BigIpPlan bigIp = new BigIpPlan(
                0,
                "admin",
                Optional.of("right"),
                "21.0.0",
                Duration.ZERO,
                Duration.ofSeconds(5),
                ManagementOptions.DEFAULT,
                DataPlaneOptions.DEFAULT.withCutStreamsOfDeleted(false),
                OneConnect.DEFAULT,
                List.of(new PoolPlan(
                        Rig.POOL,
                        "ratio-member",
                        servers.stream().map(ServerPlan::name).toList(),
                        true)),
                List.of(),
                List.of(VirtualServer.of("/Common/front", "127.0.0.1", 0, Rig.POOL)));
        return new ClusterOptions(servers, Optional.of(bigIp), "127.0.0.1", Duration.ofSeconds(5));
    }

    private static Traffic traffic(Cluster cluster) {
        Ready ready = cluster.ready();
        return Traffic.start(new TrafficOptions(
                URI.create(ready.virtualServer()), ready.model(), STREAMS.atRate(STREAMS_PER_SECOND), PATIENCE));
    }

    private static Path configuration(Ready ready) throws IOException {
        Path password = Files.createTempFile("llmlb-faults", ".password");
        Path config = Files.createTempFile("llmlb-faults", ".yaml");
        password.toFile().deleteOnExit();
        config.toFile().deleteOnExit();
        Files.writeString(password, "right");
        Files.writeString(config, """
                bigips:
                  f5: {url: "%s", username: admin, passwordFile: "%s", certSha256: "%s"}
                metrics:
                  servers: {type: scrape}
                status: {port: 0}
                pools:
                  - {pool: %s, bigip: f5, metrics: servers, model: %s, interval: 1s}
                """.formatted(ready.bigip(), password, ready.certSha256(), Rig.POOL, Metrics.MODEL));
        return config;
    }

    /** Does it to both. */
    void both(Consumer<Cluster> deed) {
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> deed.accept(alone));
        deed.accept(controlled);
        other.join();
    }

    /** As CIS does when pods come or go: the first so many, all of ratio 1. */
    void pods(int count) {
        both(cluster -> {
            String members = cluster.ready().members().subList(0, count).stream()
                    .map(member -> "{\"servicePort\":" + member.substring(member.indexOf(':') + 1)
                            + ",\"serverAddresses\":[\"127.0.0.1\"]}")
                    .collect(Collectors.joining(","));
            String answer = cluster.bigIp()
                    .declare(
                            "{\"class\":\"ADC\",\"schemaVersion\":\"3.50.0\",\"vllm\":{\"class\":\"Tenant\",\"Shared\":"
                                    + "{\"class\":\"Application\",\"template\":\"shared\",\"p\":{\"class\":\"Pool\","
                                    + "\"loadBalancingMode\":\"ratio-member\",\"members\":[" + members + "]}}}}");
            assertThat(answer).startsWith("200");
        });
    }

    /** One member's full path in each of the two. */
    static String member(Cluster cluster, int index) {
        return "/vllm/" + cluster.ready().members().get(index);
    }

    VllmServer server(int index) {
        return controlled.servers().get(index);
    }

    void addController() {
        try {
            // Little memory, so that what is kept for long is noticed.
            controllers.add(new ControllerProcess(
                    Map.of("JAVA_TOOL_OPTIONS", "-Xmx48m"), "run", "--config", config.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The controllers that run. */
    List<ControllerProcess> controllers() {
        return List.copyOf(controllers);
    }

    /** Ends the controller that began last, and looks at what it said. */
    void endController(boolean kill) {
        ControllerProcess last = controllers.remove(controllers.size() - 1);
        check(last);
        if (kill) {
            last.close();
            return;
        }
        try {
            int status = last.terminate();
            boolean silent = last.output().lines().allMatch(line -> line.startsWith("Picked up"));
            // 1 where it has just given up; 143 where Java has only begun, and nobody hears the signal.
            assertThat(status).as(last.output()).isIn(0, 1, silent ? 143 : 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /**
     * Looks at what the controllers said. One that gave up at its start, as it does when its login is refused, is started
     * again, as Kubernetes does.
     */
    void check() {
        for (ControllerProcess controller : List.copyOf(controllers)) {
            check(controller);
            if (!controller.isAlive()) {
                controllers.remove(controller);
                addController();
            }
        }
    }

    private static void check(ControllerProcess controller) {
        assertThat(controller.output()).doesNotContain("This is a defect", "Exception in", "OutOfMemory");
    }

    @Override
    public void close() {
        controllers.forEach(ControllerProcess::close);
        with.close();
        without.close();
        controlled.close();
        alone.close();
    }
}

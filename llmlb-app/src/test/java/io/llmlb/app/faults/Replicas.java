package io.llmlb.app.faults;

import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.llmlb.app.endtoend.ControllerProcess;
import io.llmlb.sim.live.bigip.BigIpEmulator;
import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.model.bigip.ManagementRequest;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Replicas of the program in processes of their own, a device, three servers, and the part of Kubernetes that has leases. */
final class Replicas implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Logger QUIET = Logger.getLogger(MockWebServer.class.getName());

    static {
        QUIET.setLevel(Level.WARNING); // a line for each request
    }

    final BigIpEmulator device;
    private final KubernetesMockServer kubernetes =
            new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), new Leases(), false);
    private volatile CountDownLatch answering = new CountDownLatch(0);
    private final VirtualClock standing = new VirtualClock();
    private final Load load = new Load(standing.instant(), List.of(0, 1, 3));
    private final ScrapedServers servers = new ScrapedServers(standing, load, 3, Duration.ofSeconds(1));
    private final Pool pool = new Pool(Rig.POOL, "ratio-member", servers.members());
    private final Path folder;
    private final Map<String, ControllerProcess> processes = new HashMap<>();

    /** Answers as Kubernetes does, when it answers. */
    private final class Leases extends KubernetesCrudDispatcher {
        @Override
        public MockResponse dispatch(RecordedRequest request) {
            try {
                answering.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
            return super.dispatch(request);
        }
    }

    Replicas(EventLoops loops) throws IOException {
        device = BigIpEmulator.builder()
                .administrator("one", "right")
                .administrator("two", "right")
                .eventLoops(loops)
                .start();
        device.addPool(pool);
        kubernetes.init();
        folder = Files.createTempDirectory("llmlb-replicas");
        Files.writeString(folder.resolve("password"), "right");
    }

    /** Starts a replica, which logs in to the device by its name, so that the device's log tells who asked. */
    ControllerProcess start(String name) throws IOException {
        Path config = folder.resolve(name + ".yaml");
        Files.writeString(config, """
                bigips:
                  f5: {url: "%s", username: %s, passwordFile: "%s", certSha256: "%s"}
                metrics:
                  servers: {type: scrape}
                pools:
                  - {pool: %s, bigip: f5, metrics: servers, model: %s, interval: 1s, strategy: {name: article, coefRqt: 0}}
                status: {port: 0}
                leaderElection: {lease: llmlb, namespace: vllm}
                log: %s
                """.formatted(
                        device.url(),
                        name,
                        folder.resolve("password"),
                        device.certSha256(),
                        Rig.POOL,
                        Metrics.MODEL,
                        name.equals("two") ? "json" : "text"));
        Map<String, String> environment = Map.of(
                "KUBERNETES_MASTER",
                "http://127.0.0.1:" + kubernetes.getPort(),
                "KUBERNETES_TRUST_CERTIFICATES",
                "false",
                "KUBECONFIG",
                folder.resolve("none").toString());
        ControllerProcess process = new ControllerProcess(environment, "run", "--config", config.toString());
        processes.put(name, process);
        return process;
    }

    /** The queues change places, so that every ratio is wrong. */
    void reload(List<Integer> waiting) {
        load.change(standing.instant(), waiting);
    }

    List<Integer> ratios() {
        return pool.members().stream().map(Member::ratio).toList();
    }

    /** From now on Kubernetes keeps everybody waiting, until what is returned is run. */
    Runnable freezeKubernetes() {
        CountDownLatch end = new CountDownLatch(1);
        answering = end;
        return end::countDown;
    }

    /** How many times a replica has read the pool. */
    long reads(String name) {
        return device.timedRequests().stream()
                .filter(request -> request.user().equals(name) && request.line().endsWith("/members"))
                .count();
    }

    /** Who sent the writes, oldest first. */
    List<String> writers() {
        return device.timedRequests().stream()
                .filter(request -> request.line().startsWith("PATCH"))
                .map(ManagementRequest::user)
                .toList();
    }

    /** Waits until it is so, and returns how long that took. */
    Duration await(BooleanSupplier wanted) throws InterruptedException {
        long began = System.nanoTime();
        CountDownLatch never = new CountDownLatch(1);
        while (!wanted.getAsBoolean()) {
            if (System.nanoTime() - began > PATIENCE.toNanos() || never.await(50, TimeUnit.MILLISECONDS)) {
                StringBuilder said = new StringBuilder();
                processes.forEach((name, process) ->
                        said.append(name).append(":\n").append(process.output()).append('\n'));
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s; ratios " + ratios() + ", writers "
                        + writers() + "\n" + said);
            }
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Override
    public void close() throws IOException {
        processes.values().forEach(ControllerProcess::close);
        device.close();
        servers.close();
        kubernetes.destroy();
        for (String file : List.of("password", "one.yaml", "two.yaml")) {
            Files.deleteIfExists(folder.resolve(file));
        }
        Files.deleteIfExists(folder);
    }
}

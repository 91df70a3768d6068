package io.llmlb.app.scale;

import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.llmlb.app.endtoend.ControllerProcess;
import io.llmlb.sim.live.bigip.BigIpEmulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * How soon the controller's jar decides after its start, and what memory it takes when nothing happens, with 10 pools of 4
 * members on 2 devices; alone, and as one of several replicas with a Kubernetes Lease.
 */
final class Footprint {
    private static final double WANTED_SECONDS = 2.5;
    private static final long WANTED_MB = 200;
    private static final int STARTS = 5;
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Logger QUIET = Logger.getLogger("io.fabric8.mockwebserver");

    private final Path jar;
    private final CountDownLatch never = new CountDownLatch(1);
    private boolean missed;

    private Footprint(Path jar) {
        this.jar = jar;
    }

    /** The argument is the jar. */
    public static void main(String[] arguments) throws Exception {
        QUIET.setLevel(Level.WARNING);
        Footprint footprint = new Footprint(Path.of(arguments[0]));
        System.out.println(
                "| | start to first ratio written, median of " + STARTS + " | slowest | resident after a minute |");
        System.out.println("| --- | --- | --- | --- |");
        footprint.measure("alone", false);
        footprint.measure("with a lease", true);
        System.exit(footprint.missed ? 1 : 0);
    }

    private void measure(String name, boolean lease) throws Exception {
        List<Double> starts = new ArrayList<>();
        long resident = 0;
        for (int i = 0; i < STARTS; i++) {
            Path folder = Files.createTempDirectory("llmlb-footprint");
            KubernetesMockServer kubernetes = new KubernetesMockServer(
                    new Context(), new MockWebServer(), new HashMap<>(), new KubernetesCrudDispatcher(), false);
            kubernetes.init();
            try (Site site = new Site(2, 5, 4, Duration.ofMillis(20))) {
                Path config = site.configuration(folder, "2s");
                String more =
                        "status: {port: 0}\n" + (lease ? "leaderElection: {lease: llmlb, namespace: vllm}\n" : "");
                Files.writeString(config, more, StandardOpenOption.APPEND);
                Map<String, String> environment =
                        Map.of("KUBERNETES_MASTER", "http://127.0.0.1:" + kubernetes.getPort());
                System.err.printf("%s: start %d of %d%n", name, i + 1, STARTS);
                long began = System.nanoTime();
                try (ControllerProcess process =
                        new ControllerProcess(options(), environment, "run", "--config", config.toString())) {
                    await(site, process);
                    starts.add((System.nanoTime() - began) / 1e9);
                    if (i == STARTS - 1) {
                        never.await(IDLE.toMillis(), TimeUnit.MILLISECONDS);
                        resident = process.residentMb().orElseThrow();
                    }
                    process.terminate();
                }
            } finally {
                kubernetes.destroy();
                delete(folder);
            }
        }
        starts.sort(null);
        double median = starts.get(STARTS / 2);
        missed |= median > WANTED_SECONDS || resident > WANTED_MB;
        System.out.printf(
                Locale.ROOT,
                "| %s | %.2f s (wanted %.1f) | %.2f s | %d MB (wanted %d) |%n",
                name,
                median,
                WANTED_SECONDS,
                starts.get(STARTS - 1),
                resident,
                WANTED_MB);
    }

    /** As the launcher has them. */
    private List<String> options() {
        return List.of("-XX:+UseSerialGC", "-Xshare:auto", "-Xms32m", "-cp", jar.toString(), "io.llmlb.app.Main");
    }

    private void await(Site site, ControllerProcess process) throws InterruptedException {
        long began = System.nanoTime();
        while (site.devices().stream().map(BigIpEmulator::ratioWrites).allMatch(List::isEmpty)) {
            if (System.nanoTime() - began > PATIENCE.toNanos() || never.await(5, TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        "nothing was written within " + PATIENCE.toSeconds() + " s\n" + process.output());
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        for (String file : List.of("password", "llmlb.yaml")) {
            Files.deleteIfExists(folder.resolve(file));
        }
        Files.delete(folder);
    }
}

package io.llmlb.app.scale;

import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.llmlb.app.endtoend.ControllerProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * How soon the controller as it is in the image is ready after its start, and what memory it takes when nothing happens, with
 * 10 pools of 4 members on 2 devices; alone, and as one of several replicas with a Kubernetes Lease.
 */
final class Footprint {
    private static final double WANTED_SECONDS = 2;
    private static final long WANTED_MB = 200;
    private static final long WANTED_JAR_MB = 45;
    private static final int STARTS = 5;
    private static final Duration IDLE = Duration.ofSeconds(60);
    /** Each question costs the controller some of its time. */
    private static final Duration POLL = Duration.ofMillis(40);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Logger QUIET = Logger.getLogger("io.fabric8.mockwebserver");

    private final Path image;
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch never = new CountDownLatch(1);
    private boolean missed;

    private Footprint(Path image) {
        this.image = image;
    }

    /** The argument is the folder that deploy/image/assemble.sh has made. */
    public static void main(String[] arguments) throws Exception {
        QUIET.setLevel(Level.WARNING);
        Footprint footprint = new Footprint(Path.of(arguments[0]));
        System.out.println("| | start to readiness, median of " + STARTS + " | slowest | resident after a minute |");
        System.out.println("| --- | --- | --- | --- |");
        footprint.measure("alone", false);
        footprint.measure("with a lease", true);
        long jar = Files.size(footprint.image.resolve("llmlb.jar")) / 1_000_000;
        footprint.missed |= jar > WANTED_JAR_MB;
        System.out.println("\nThe controller's jar has " + jar + " MB (wanted " + WANTED_JAR_MB + ").");
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
                int port = freePort();
                String text = Files.readString(config).replace("status: {port: 0}", "status: {port: " + port + "}");
                Files.writeString(config, text + (lease ? "leaderElection: {lease: llmlb, namespace: vllm}\n" : ""));
                Map<String, String> environment =
                        Map.of("KUBERNETES_MASTER", "http://127.0.0.1:" + kubernetes.getPort());
                System.err.printf("%s: start %d of %d%n", name, i + 1, STARTS);
                long began = System.nanoTime();
                List<String> command =
                        List.of(image.resolve("bin/llmlb").toString(), "run", "--config", config.toString());
                try (ControllerProcess process = new ControllerProcess(command, environment)) {
                    await(port, process);
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

    private void await(int port, ControllerProcess process) throws InterruptedException {
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                .build();
        long began = System.nanoTime();
        while (!isGood(ready)) {
            if (System.nanoTime() - began > PATIENCE.toNanos() || never.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("not ready within " + PATIENCE.toSeconds() + " s\n" + process.output());
            }
        }
    }

    private boolean isGood(HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) throws IOException {
        for (String file : List.of("password", "llmlb.yaml")) {
            Files.deleteIfExists(folder.resolve(file));
        }
        Files.delete(folder);
    }
}

package io.llmlb.sim.live;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A real Prometheus server, run for a test or a demonstration: on a free port of 127.0.0.1, with its data and log in a
 * temporary directory that {@link #close()} removes. Not for use by several threads.
 */
public final class PrometheusProcess implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(20);
    private static final Duration END = Duration.ofSeconds(5);
    private static final int LOG_LINES = 20;

    private final Path executable;
    private final Path config;
    private final Path directory;
    private final int port;
    private Process process;

    private PrometheusProcess(Path executable, Path config) throws IOException {
        this.executable = executable;
        this.config = config.toAbsolutePath();
        this.directory = Files.createTempDirectory("llmlb-prometheus");
        this.port = freePort();
        this.process = launch();
    }

    /** The program {@code prometheus} on the PATH; empty when this machine has none. */
    public static Optional<Path> executable() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry, "prometheus"))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /**
     * Starts a server and waits until it is ready, 20 seconds at most.
     *
     * @param config its configuration file, {@code prometheus.yml}
     * @throws IllegalStateException when there is no program, or it ends or is not ready in time; the message holds the
     *     last lines of its log
     */
    public static PrometheusProcess start(Path config) {
        Path program = executable().orElseThrow(() -> new IllegalStateException("no program prometheus on the PATH"));
        try {
            PrometheusProcess server = new PrometheusProcess(program, config);
            try {
                server.awaitReady();
            } catch (RuntimeException notReady) {
                server.close();
                throw notReady;
            }
            return server;
        } catch (IOException failed) {
            throw new IllegalStateException("cannot start " + program, failed);
        }
    }

    /** Its URL, without a slash at the end. The port stays the same when the server is restarted. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Ends the server at once, as a crash does; {@link #restart()} may follow. */
    public void kill() {
        process.destroyForcibly();
        ended();
    }

    /** Ends the server if it runs, and starts it again on the same port with the same data. */
    public void restart() {
        stop();
        try {
            process = launch();
        } catch (IOException failed) {
            throw new IllegalStateException("cannot start " + executable, failed);
        }
        awaitReady();
    }

    /** Ends the server, by force after 5 seconds, and removes its data. */
    @Override
    public void close() {
        stop();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            throw new IllegalStateException("cannot remove " + directory, left);
        }
    }

    Path directory() {
        return directory;
    }

    private void stop() {
        process.destroy();
        if (!ended()) {
            process.destroyForcibly();
            ended();
        }
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                executable.toString(),
                "--config.file=" + config,
                "--web.listen-address=127.0.0.1:" + port,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--storage.tsdb.retention.time=2h",
                "--log.level=warn"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    private void awaitReady() {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest question = HttpRequest.newBuilder(URI.create(url() + "/-/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        long deadline = System.nanoTime() + READY.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                if (client.send(question, BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // It does not listen yet.
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while Prometheus started", interrupted);
            }
            if (endedWithin(Duration.ofMillis(50))) {
                throw new IllegalStateException(
                        "Prometheus ended with code " + process.exitValue() + ": " + lastLogLines());
            }
        }
        throw new IllegalStateException(
                "Prometheus was not ready within " + READY.toSeconds() + " s: " + lastLogLines());
    }

    private boolean ended() {
        return endedWithin(END);
    }

    private boolean endedWithin(Duration time) {
        try {
            process.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException still) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Path log() {
        return directory.resolve("prometheus.log");
    }

    private String lastLogLines() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException none) {
            return "(no log)";
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

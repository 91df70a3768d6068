package io.llmlb.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.sim.live.PrometheusProcess;
import io.llmlb.sim.live.Traffic;
import io.llmlb.sim.live.TrafficOptions;
import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.trace.TraceRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The article's set-up, emulated by the second build's own command, and a real Prometheus beside it. */
final class Lab implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path output = Files.createTempFile("llmlb-lab", ".json");
    private final Process emulators;
    private final JsonNode ready;
    private final PrometheusProcess prometheus;

    Lab() throws IOException, InterruptedException {
        emulators = Command.of(
                        Shipment.get().sources(),
                        "./llmlb",
                        "emulate",
                        "cluster",
                        "--config",
                        Project.ROOT
                                .resolve("llmlb-delivery/src/test/resources/io/llmlb/delivery/lab.yaml")
                                .toString())
                .start(output);
        ready = new ObjectMapper().readTree(Await.line(output, "{\"bigip\"", PATIENCE));
        prometheus = PrometheusProcess.start(Path.of(text("prometheusConfig")));
        Await.until(this::isScraped, PATIENCE, output);
    }

    private boolean isScraped() throws IOException, InterruptedException {
        URI query = URI.create(prometheus() + "/api/v1/query?query=count(vllm:num_requests_waiting)");
        String answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(query).build(), BodyHandlers.ofString())
                .body();
        return answer.contains("\"" + ready.path("servers").size() + "\"");
    }

    /** Something of what the emulators say of themselves when they serve. */
    String text(String key) {
        return ready.path(key).asText();
    }

    /** Where it is managed, {@code host:port}. */
    String bigIp() {
        return URI.create(text("bigip")).getAuthority();
    }

    String prometheus() {
        return prometheus.url().toString();
    }

    /** Where a server is, {@code host:port}. */
    String server(String name) {
        return ready.path("servers").path(name).asText();
    }

    /** Makes every step of a server so many times as long. */
    void slow(String server, double factor) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + server(server) + "/emu/config"))
                .method("PATCH", BodyPublishers.ofString("{\"slowFactor\": " + factor + "}"))
                .build();
        if (HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode() != 200) {
            throw new IOException(server + " does not take another speed");
        }
    }

    /** So many chats a second, until it is closed. */
    Traffic load(int perSecond) {
        long gap = 1_000_000_000L / perSecond;
        Trace even = new Trace(List.of(new TraceRequest(gap, 200, 100), new TraceRequest(2 * gap, 200, 100)));
        return Traffic.start(new TrafficOptions(URI.create(text("virtualServer")), "HighEndGPT", even, PATIENCE));
    }

    @Override
    public void close() throws IOException {
        prometheus.close();
        emulators.destroy();
        emulators.onExit().join();
        Files.delete(output);
    }
}

package io.llmlb.app.scale;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.llmlb.core.PoolName;
import io.llmlb.sim.live.bigip.BigIpEmulator;
import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Emulated devices with pools of played servers, and a Prometheus that tells of them over HTTP. */
final class Site implements AutoCloseable {
    private static final Pattern QUERY = Pattern.compile("model_name=\"([^\"]+)\".*\\[(\\d+)s\\]");
    private static final Pattern NAME = Pattern.compile("vllm:[a-z_]+");

    private final EventLoops loops = new EventLoops();
    private final List<BigIpEmulator> devices = new ArrayList<>();
    private final int poolsEach;
    private final Map<String, PlayedPool> pools = new ConcurrentHashMap<>();
    private final ScheduledExecutorService time = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final HttpServer prometheus;

    /**
     * @param poolsEach pools of each device
     * @param latency what every request to a device takes
     */
    Site(int deviceCount, int poolsEach, int membersEach, Duration latency) throws IOException {
        this.poolsEach = poolsEach;
        // Without this the answer's body waits for the acknowledgement of its head.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        for (int d = 0; d < deviceCount; d++) {
            BigIpEmulator device =
                    BigIpEmulator.builder().password("right").eventLoops(loops).start();
            devices.add(device);
            for (int p = 0; p < poolsEach; p++) {
                String network = "10." + (100 + d) + "." + p + ".";
                List<Member> members = IntStream.rangeClosed(1, membersEach)
                        .mapToObj(i -> Member.of("vllm", network + i, 8000))
                        .toList();
                Pool pool = new Pool(name(d, p), "ratio-member", members);
                device.addPool(pool);
                PlayedPool played = new PlayedPool(pool, model(d, p), 1_000L * d + p);
                pools.put(played.model(), played);
            }
            device.latency(latency);
        }
        long now = Instant.now().getEpochSecond();
        for (PlayedPool pool : pools.values()) {
            for (long second = now - 120; second < now; second++) {
                pool.second(second);
            }
        }
        prometheus = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        prometheus.setExecutor(workers);
        prometheus.createContext("/api/v1/query", this::answer);
        prometheus.start();
        time.scheduleAtFixedRate(this::second, 1, 1, TimeUnit.SECONDS);
    }

    List<BigIpEmulator> devices() {
        return devices;
    }

    /** How many pools each device has. */
    int poolsEach() {
        return poolsEach;
    }

    /** A pool of a device; no two devices have one of the same name. */
    static PoolName name(int device, int pool) {
        return new PoolName("/vllm/Shared/pool_" + device + "_" + pool);
    }

    private static String model(int device, int pool) {
        return "model-" + device + "-" + pool;
    }

    private void second() {
        long now = Instant.now().getEpochSecond();
        pools.values().forEach(pool -> pool.second(now));
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            String query = URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8);
            Matcher asked = QUERY.matcher(query);
            PlayedPool pool = asked.find() ? pools.get(asked.group(1)) : null;
            if (pool == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            List<String> names =
                    NAME.matcher(query).results().map(found -> found.group()).toList();
            byte[] body = pool.answer(names, Instant.now(), Integer.parseInt(asked.group(2)))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Writes a configuration of all this; the interval as it is written there. */
    Path configuration(Path folder, String interval) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "right");
        StringBuilder yaml = new StringBuilder("verbosity: 1\nstatus: {port: 0}\nbigips:\n");
        for (int d = 0; d < devices.size(); d++) {
            yaml.append("  f5-%d: {url: \"%s\", username: admin, passwordFile: \"%s\", certSha256: \"%s\"}%n"
                    .formatted(d, devices.get(d).url(), password, devices.get(d).certSha256()));
        }
        yaml.append("metrics:%n  played: {type: prometheus, url: \"http://127.0.0.1:%d\"}%npools:%n"
                .formatted(prometheus.getAddress().getPort()));
        for (int d = 0; d < devices.size(); d++) {
            for (int p = 0; p < poolsEach; p++) {
                yaml.append("  - {pool: %s, bigip: f5-%d, metrics: played, model: %s, interval: %s}%n"
                        .formatted(name(d, p), d, model(d, p), interval));
            }
        }
        return Files.writeString(folder.resolve("llmlb.yaml"), yaml);
    }

    @Override
    public void close() {
        time.shutdownNow();
        prometheus.stop(0);
        workers.shutdownNow();
        devices.forEach(BigIpEmulator::close);
        loops.close();
    }
}

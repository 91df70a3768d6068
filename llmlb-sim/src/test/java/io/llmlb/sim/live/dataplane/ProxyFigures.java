package io.llmlb.sim.live.dataplane;

import com.sun.management.OperatingSystemMXBean;
import io.llmlb.core.PoolName;
import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.bigip.DataGroup;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.JsonProfile;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.OneConnect;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.VirtualServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.parsetools.RecordParser;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * How fast the data plane is, as a Markdown table. Client, virtual server and pool member are in this one process and
 * share its cores, each on one event loop, so what is measured is an upper bound of what the virtual server adds. On a
 * machine that is busy otherwise only the CPU time of this process means something.
 *
 * <p>Short requests: {@value #CLIENTS} clients, each sending a POST of a kilobyte as soon as the last was answered.
 * Streams: {@value #STREAMS} at once, each with an event every {@value #EVENT_MILLIS} ms that carries the moment of its
 * sending; measured is the time until the client has it.
 */
public final class ProxyFigures {
    private static final int CLIENTS = 32;
    private static final int STREAMS = 300;
    private static final int EVENT_MILLIS = 25;
    private static final int ROUNDS = 5;
    private static final String BODY = "{\"model\":\"big-GPT\",\"prompt\":\"" + "x".repeat(990) + "\"}";

    private ProxyFigures() {}

    /** Takes the seconds of each measurement, 5 if not given, and {@code requests} or {@code streams} for only these. */
    public static void main(String[] args) {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        String which = args.length > 1 ? args[1] : "";
        try (EventLoops serverLoop = new EventLoops();
                EventLoops planeLoop = new EventLoops();
                EventLoops clientLoop = new EventLoops()) {
            int port = serve(serverLoop.vertx());
            Map<String, Integer> ways = ways(planeLoop, port);
            System.out.printf(
                    "%d cores, Java %s; medians of %d rounds, each way %d s in each%n%n",
                    Runtime.getRuntime().availableProcessors(), Runtime.version(), ROUNDS, seconds);
            if (which.isEmpty() || which.equals("requests")) {
                picks();
                table("short requests", ways, to -> requests(clientLoop.vertx(), to, seconds));
            }
            if (which.isEmpty() || which.equals("streams")) {
                table(STREAMS + " streams, events", ways, to -> streams(clientLoop.vertx(), to, seconds));
            }
        }
    }

    /** The choice among eight members, each already with connections. */
    private static void picks() {
        System.out.println("| mode | ns for a pick |\n|---|---|");
        for (String mode :
                List.of("round-robin", "ratio-member", "least-connections-member", "ratio-least-connections-member")) {
            Pool pool = new Pool(new PoolName("/vllm/Shared/p"), mode, List.of());
            for (int i = 0; i < 8; i++) {
                Member member = Member.of("vllm", Net.LOOPBACK, 8000 + i).withRatio(1 + 2 * i);
                pool.add(member);
                pool.opened(member.fullPath(), 0);
            }
            double[] nanos = new double[ROUNDS];
            for (int round = -2; round < ROUNDS; round++) {
                long start = cpuNanos();
                int picks = 4_000_000;
                for (int i = 0; i < picks; i++) {
                    pool.pick(0, Set.of()).orElseThrow();
                }
                nanos[Math.max(0, round)] = (cpuNanos() - start) / (double) picks;
            }
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.0f |%n",
                    mode,
                    Arrays.stream(nanos).sorted().toArray()[ROUNDS / 2]);
        }
        System.out.println();
    }

    private interface Measurement {
        /** Per second, p50 and p99 in milliseconds, and the process's CPU time for each in microseconds. */
        double[] through(int port);
    }

    /** The ways take turns, so that what else the machine does meets them all. */
    private static void table(String what, Map<String, Integer> ways, Measurement measurement) {
        Map<String, double[][]> runs = new LinkedHashMap<>();
        for (int round = -1; round < ROUNDS; round++) {
            for (Map.Entry<String, Integer> way : ways.entrySet()) {
                double[] figures = measurement.through(way.getValue());
                if (round >= 0) {
                    runs.computeIfAbsent(way.getKey(), w -> new double[ROUNDS][])[round] = figures;
                }
            }
        }
        System.out.println("| " + what + " | per second | p50 ms | p99 ms | CPU µs each |\n|---|---|---|---|---|");
        runs.forEach((way, all) -> System.out.printf(
                Locale.ROOT,
                "| %s | %.0f | %.2f | %.2f | %.0f |%n",
                way,
                median(all, 0),
                median(all, 1),
                median(all, 2),
                median(all, 3)));
        double[][] direct = runs.get("direct");
        runs.forEach((way, all) -> {
            if (!way.equals("direct")) {
                System.out.printf(
                        Locale.ROOT,
                        "| %s adds | | %.2f | %.2f | %.0f |%n",
                        way,
                        median(all, 1) - median(direct, 1),
                        median(all, 2) - median(direct, 2),
                        median(all, 3) - median(direct, 3));
            }
        });
        System.out.println();
    }

    private static double median(double[][] runs, int column) {
        return Arrays.stream(runs).mapToDouble(run -> run[column]).sorted().toArray()[runs.length / 2];
    }

    /** Ports by what lies between client and server. */
    private static Map<String, Integer> ways(EventLoops loops, int server) {
        Device device = new Device("admin", "secret", "21.0.0", InstantSource.system());
        PoolName name = new PoolName("/vllm/Shared/p");
        device.add(new Pool(name, "ratio-member", List.of(Member.of("vllm", Net.LOOPBACK, server))));
        device.put(new DataGroup(
                InferenceBodyBasedRouting.RULES,
                "string",
                new TreeMap<>(Map.of(
                        "start", "1", "1", "if .model matches_glob *GPT then 2 else 2", "2", "selectPool " + name)),
                1));
        DataPlane plane = new DataPlane(loops.vertx(), Net.LOOPBACK, device, OneConnect.DEFAULT);
        VirtualServer oneConnect = VirtualServer.of("/Common/vs_one_connect", Net.LOOPBACK, 0, name);
        Map<String, String> http = Map.of("/Common/http", "http");
        Map<String, String> json = new LinkedHashMap<>(oneConnect.profiles());
        json.put(JsonProfile.DEFAULT.fullPath(), "json");
        VirtualServer governed = VirtualServer.of("/Common/vs_rules", Net.LOOPBACK, 0, name)
                .withProfiles(json)
                .withRules(List.of("/Common/" + InferenceBodyBasedRouting.NAME));
        Map<String, Integer> ways = new LinkedHashMap<>();
        ways.put("direct", server);
        ways.put("OneConnect", plane.add(oneConnect).getPort());
        ways.put(
                "per connection",
                plane.add(VirtualServer.of("/Common/vs_plain", Net.LOOPBACK, 0, name)
                                .withProfiles(http))
                        .getPort());
        ways.put("OneConnect and rules", plane.add(governed).getPort());
        return ways;
    }

    private static int serve(Vertx vertx) {
        return Net.await(
                        vertx.createHttpServer(Net.serverOptions())
                                .requestHandler(request -> answer(vertx, request))
                                .listen(0, Net.LOOPBACK),
                        "figures",
                        "listening")
                .actualPort();
    }

    private static void answer(Vertx vertx, HttpServerRequest request) {
        HttpServerResponse reply = request.response().putHeader("content-type", "application/json");
        if (request.path().equals("/short")) {
            request.endHandler(end -> reply.end("{\"choices\":[{\"text\":\"ok\"}]}"));
            return;
        }
        reply.setChunked(true);
        long timer = vertx.setPeriodic(
                1 + (long) (Math.random() * EVENT_MILLIS),
                EVENT_MILLIS,
                tick -> reply.write("data: " + System.nanoTime() + " " + "x".repeat(200) + "\n\n"));
        reply.closeHandler(gone -> vertx.cancelTimer(timer));
    }

    private static double[] requests(Vertx vertx, int port, int seconds) {
        HttpClient client = Net.client(vertx, new HttpClientOptions(), CLIENTS);
        Latencies latencies = new Latencies();
        Net.await(
                onLoop(vertx, () -> {
                    for (int i = 0; i < CLIENTS; i++) {
                        again(client, port, latencies);
                    }
                }),
                "figures",
                "starting");
        double[] figures = latencies.over(seconds);
        latencies.stop();
        Net.await(client.close(), "figures", "stopping");
        return figures;
    }

    private static void again(HttpClient client, int port, Latencies latencies) {
        long start = System.nanoTime();
        client.request(HttpMethod.POST, port, Net.LOOPBACK, "/short")
                .compose(request ->
                        request.putHeader("content-type", "application/json").send(BODY))
                .compose(response -> response.body().map(body -> response.statusCode()))
                .onComplete(status -> {
                    if (latencies.stopped()) {
                        return;
                    }
                    if (status.failed() || status.result() != 200) {
                        throw new IllegalStateException("a request failed: " + status);
                    }
                    latencies.add(System.nanoTime() - start);
                    again(client, port, latencies);
                });
    }

    private static double[] streams(Vertx vertx, int port, int seconds) {
        HttpClient client = Net.client(vertx, new HttpClientOptions(), STREAMS);
        Latencies latencies = new Latencies();
        RequestOptions to = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(Net.LOOPBACK)
                .setPort(port)
                .setURI("/stream")
                .putHeader("content-type", "application/json");
        Net.await(
                onLoop(vertx, () -> {
                    for (int i = 0; i < STREAMS; i++) {
                        client.request(to)
                                .compose(request -> request.send(BODY))
                                .onSuccess(response -> response.handler(RecordParser.newDelimited("\n\n", event -> {
                                    String text = event.toString();
                                    latencies.add(System.nanoTime()
                                            - Long.parseLong(text.substring(6, text.indexOf(' ', 6))));
                                })));
                    }
                }),
                "figures",
                "starting");
        double[] figures = latencies.over(seconds);
        latencies.stop();
        Net.await(client.close(), "figures", "stopping");
        return figures;
    }

    private static Future<Void> onLoop(Vertx vertx, Runnable action) {
        io.vertx.core.Promise<Void> done = io.vertx.core.Promise.promise();
        vertx.runOnContext(now -> {
            action.run();
            done.complete();
        });
        return done.future();
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** Nanoseconds, all added on one event loop. */
    private static final class Latencies {
        private long[] values = new long[1 << 20];
        private int count;
        private boolean stopped;

        synchronized void add(long nanos) {
            if (count == values.length) {
                values = Arrays.copyOf(values, count * 2);
            }
            values[count++] = nanos;
        }

        synchronized boolean stopped() {
            return stopped;
        }

        synchronized void stop() {
            stopped = true;
        }

        /** What comes in so many seconds, after one that does not count. */
        double[] over(int seconds) {
            LockSupport.parkNanos(1_000_000_000L);
            long start;
            long cpu;
            synchronized (this) {
                count = 0;
                start = System.nanoTime();
                cpu = cpuNanos();
            }
            while (System.nanoTime() - start < seconds * 1_000_000_000L) {
                LockSupport.parkNanos(10_000_000);
            }
            synchronized (this) {
                double elapsed = (System.nanoTime() - start) / 1e9;
                long[] sorted = Arrays.copyOf(values, count);
                Arrays.sort(sorted);
                return new double[] {
                    count / elapsed,
                    sorted[count / 2] / 1e6,
                    sorted[(int) (count * 0.99)] / 1e6,
                    (cpuNanos() - cpu) / 1e3 / count
                };
            }
        }
    }
}

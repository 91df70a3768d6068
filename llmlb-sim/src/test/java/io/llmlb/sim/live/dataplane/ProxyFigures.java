package io.llmlb.sim.live.dataplane;

import io.llmlb.core.PoolName;
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
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * How fast the data plane is, as a Markdown table. Client, virtual server and pool member are in this one process and
 * share its cores, each on one event loop, so what is measured is an upper bound of what the virtual server adds.
 *
 * <p>Short requests: {@value #CLIENTS} clients, each sending a POST of a kilobyte as soon as the last was answered.
 * Streams: {@value #STREAMS} at once, each with an event every {@value #EVENT_MILLIS} ms that carries the moment of its
 * sending; measured is the time until the client has it.
 */
public final class ProxyFigures {
    private static final int CLIENTS = 32;
    private static final int STREAMS = 300;
    private static final int EVENT_MILLIS = 25;
    private static final int ROUNDS = 3;
    private static final String BODY = "{\"model\":\"big-GPT\",\"prompt\":\"" + "x".repeat(990) + "\"}";

    private ProxyFigures() {}

    /** Takes the seconds of each measurement as its one argument; 10 if there is none. */
    public static void main(String[] args) {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 10;
        try (EventLoops serverLoop = new EventLoops();
                EventLoops planeLoop = new EventLoops();
                EventLoops clientLoop = new EventLoops()) {
            int port = serve(serverLoop.vertx());
            Map<String, Integer> ways = ways(planeLoop, port);
            Net.await(clientLoop.vertx().timer(1), "figures", "warming up");
            System.out.printf(
                    "%d cores, Java %s; medians of %d runs of %d s%n%n",
                    Runtime.getRuntime().availableProcessors(), Runtime.version(), ROUNDS, seconds);
            System.out.println("| short requests | per second | p50 ms | p99 ms |\n|---|---|---|---|");
            ways.forEach((way, to) -> row(way, ROUNDS, () -> requests(clientLoop.vertx(), to, seconds)));
            System.out.println(
                    "\n| " + STREAMS + " streams | events per second | p50 ms | p99 ms |\n|---|---|---|---|");
            Map<String, double[]> events = new LinkedHashMap<>();
            ways.forEach((way, to) ->
                    events.put(way, row(way, ROUNDS, () -> streams(clientLoop.vertx(), to, seconds))));
            double[] direct = events.remove("direct");
            events.forEach((way, through) -> System.out.printf(
                    Locale.ROOT, "| %s adds | | %.2f | %.2f |%n", way, through[1] - direct[1], through[2] - direct[2]));
        }
    }

    private interface Measurement {
        /** Per second, p50 and p99 in milliseconds. */
        double[] run();
    }

    private static double[] row(String way, int rounds, Measurement measurement) {
        measurement.run();
        double[][] runs = new double[rounds][];
        for (int i = 0; i < rounds; i++) {
            runs[i] = measurement.run();
        }
        double[] medians = new double[3];
        for (int column = 0; column < medians.length; column++) {
            int at = column;
            medians[column] =
                    Arrays.stream(runs).mapToDouble(run -> run[at]).sorted().toArray()[rounds / 2];
        }
        System.out.printf(Locale.ROOT, "| %s | %.0f | %.2f | %.2f |%n", way, medians[0], medians[1], medians[2]);
        return medians;
    }

    /** Ports by what lies between client and server. */
    private static Map<String, Integer> ways(EventLoops loops, int server) {
        Device device = new Device("admin", "secret", "21.0.0", InstantSource.system());
        PoolName name = new PoolName("/vllm/Shared/p");
        device.add(new Pool(name, "ratio-member", List.of(Member.of("vllm", Net.LOOPBACK, server))));
        device.put(new DataGroup(
                RuleRouting.RECORDS,
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
                .withRules(List.of("/Common/" + RuleRouting.RULE));
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
                                .onSuccess(response -> response.handler(bytes -> {
                                    long now = System.nanoTime();
                                    for (String event : bytes.toString().split("\n\n")) {
                                        latencies.add(now - Long.parseLong(event.split(" ")[1]));
                                    }
                                }));
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
            synchronized (this) {
                count = 0;
                start = System.nanoTime();
            }
            while (System.nanoTime() - start < seconds * 1_000_000_000L) {
                LockSupport.parkNanos(10_000_000);
            }
            synchronized (this) {
                double elapsed = (System.nanoTime() - start) / 1e9;
                long[] sorted = Arrays.copyOf(values, count);
                Arrays.sort(sorted);
                return new double[] {count / elapsed, sorted[count / 2] / 1e6, sorted[(int) (count * 0.99)] / 1e6};
            }
        }
    }
}

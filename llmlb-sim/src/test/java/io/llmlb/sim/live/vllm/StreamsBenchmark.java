package io.llmlb.sim.live.vllm;

import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.vllm.FinishedRequest;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How late a live server is: many streams at once, each a request after the other, on one h100 server; client and server
 * share this machine. Late is what a client waited longer than the server's model had planned. Prints a Markdown table.
 */
public final class StreamsBenchmark {
    private static final Pattern ID = Pattern.compile("chatcmpl-([0-9a-f]{32})");
    private static final String BODY =
            "{\"stream\":true,\"max_tokens\":200,\"messages\":[{\"role\":\"user\",\"content\":\"" + "word".repeat(200)
                    + "\"}]}";

    private record Seen(long id, long nanos) {}

    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final Map<Long, Long> planned = new ConcurrentHashMap<>();
    private final AtomicLong tokens = new AtomicLong();
    private final int streams;
    private final long until;

    private StreamsBenchmark(int streams, Duration duration) {
        this.streams = streams;
        this.until = System.nanoTime() + duration.toNanos();
    }

    /**
     * @param arguments seconds for each line of the table; 10 if there is none
     */
    public static void main(String... arguments) throws InterruptedException {
        Duration duration = Duration.ofSeconds(arguments.length == 0 ? 10 : Long.parseLong(arguments[0]));
        new StreamsBenchmark(300, duration).run();
        System.out.println("| streams | requests | tokens/s | late p50 ms | late p99 ms | CPU cores |");
        System.out.println("|---|---|---|---|---|---|");
        for (int streams : new int[] {50, 300, 600}) {
            System.out.println(new StreamsBenchmark(streams, duration).run());
        }
    }

    private String run() throws InterruptedException {
        ServerOptions options = ServerOptions.of(VllmProfile.named("h100"), "m");
        long start = System.nanoTime();
        long cpu = cpuNanos();
        try (EventLoops loops = new EventLoops();
                VllmServer server = VllmServer.builder(options)
                        .eventLoops(loops)
                        .onFinished(this::finished)
                        .start()) {
            HttpClient client = Net.client(loops.vertx(), new HttpClientOptions(), streams);
            CountDownLatch open = new CountDownLatch(streams);
            for (int i = 0; i < streams; i++) {
                send(client, server.port(), open);
            }
            open.await();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        List<Double> late = new ArrayList<>();
        for (Seen one : seen) {
            Long plan = planned.get(one.id);
            if (plan != null) {
                late.add((one.nanos - plan) / 1e6);
            }
        }
        late.sort(null);
        return String.format(
                "| %d | %d | %.0f | %.1f | %.1f | %.2f |",
                streams,
                late.size(),
                tokens.get() / seconds,
                late.get(late.size() / 2),
                late.get(late.size() * 99 / 100),
                (cpuNanos() - cpu) / 1e9 / seconds);
    }

    private void finished(FinishedRequest request) {
        planned.put(request.id(), request.lastToken() - request.arrival());
        tokens.addAndGet(request.generatedTokens());
    }

    private void send(HttpClient client, int port, CountDownLatch open) {
        if (System.nanoTime() > until) {
            open.countDown();
            return;
        }
        long sent = System.nanoTime();
        client.request(HttpMethod.POST, port, Net.LOOPBACK, "/v1/chat/completions")
                .compose(request -> request.send(BODY))
                .onSuccess(response -> {
                    long[] id = {-1};
                    response.handler(chunk -> {
                        if (id[0] < 0) {
                            Matcher matcher = ID.matcher(chunk.toString());
                            id[0] = matcher.find() ? Long.parseLong(matcher.group(1), 16) : -1;
                        }
                    });
                    response.endHandler(end -> {
                        seen.add(new Seen(id[0], System.nanoTime() - sent));
                        send(client, port, open);
                    });
                })
                .onFailure(failure -> {
                    throw new IllegalStateException(failure);
                });
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean)
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}

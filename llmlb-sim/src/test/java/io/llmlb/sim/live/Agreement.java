package io.llmlb.sim.live;

import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.live.vllm.VllmServer;
import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.trace.TraceRequest;
import io.llmlb.sim.model.vllm.EngineRequest;
import io.llmlb.sim.model.vllm.FinishedRequest;
import io.llmlb.sim.model.vllm.ServerListener;
import io.llmlb.sim.model.vllm.ServerModel;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/**
 * The same workload on both drivers of the server model, real time and jumping time, and what the server itself noted of
 * each request.
 *
 * @param live requests in the order of their arrival
 * @param simulated the same
 */
record Agreement(List<FinishedRequest> live, List<FinishedRequest> simulated) {
    static final int REQUESTS = 200;
    /** Those that arrive while the last of them are served load the server too. */
    private static final int AFTER = 600;

    private static final Duration DEADLINE = Duration.ofMinutes(3);

    /** The first 200 requests of the Azure conversations at that rate, over HTTP and without. */
    static Agreement of(VllmProfile profile, double requestsPerSecond, long seed) {
        ServerOptions options = ServerOptions.of(profile, "m").withSeed(seed);
        Trace trace = Trace.azureConversation().startingAt(500).atRate(requestsPerSecond);
        return new Agreement(live(options, trace), simulated(options, trace));
    }

    private static List<FinishedRequest> live(ServerOptions options, Trace trace) {
        Map<Long, FinishedRequest> finished = new ConcurrentHashMap<>();
        try (VllmServer server = VllmServer.builder(options)
                        .address(Net.LOOPBACK)
                        .onFinished(request -> finished.put(request.id(), request))
                        .start();
                Traffic traffic = Traffic.start(new TrafficOptions(server.url(), "m", trace, DEADLINE))) {
            for (int more = REQUESTS; !complete(finished); more++) {
                if (!traffic.awaitOutcomes(more, DEADLINE)) {
                    throw new AssertionError("after " + DEADLINE + " only " + finished.size() + " are finished");
                }
            }
        }
        return firstOf(finished);
    }

    private static List<FinishedRequest> simulated(ServerOptions options, Trace trace) {
        ServerModel server = new ServerModel(options);
        Map<Long, FinishedRequest> finished = new ConcurrentHashMap<>();
        ServerListener listener = new ServerListener() {
            @Override
            public boolean wantsTokens() {
                return false;
            }

            @Override
            public void finished(FinishedRequest request) {
                finished.put(request.id(), request);
            }
        };
        for (int i = 0; i < REQUESTS + AFTER; i++) {
            TraceRequest request = trace.requests().get(i);
            server.advance(request.arrivalNanos(), listener);
            server.submit(
                    EngineRequest.of(i, request.inputTokens(), request.outputTokens()), request.arrivalNanos());
        }
        while (!complete(finished)) {
            server.advance(server.nextEvent().orElseThrow(), listener);
        }
        return firstOf(finished);
    }

    private static boolean complete(Map<Long, FinishedRequest> finished) {
        for (long id = 0; id < REQUESTS; id++) {
            if (!finished.containsKey(id)) {
                return false;
            }
        }
        return true;
    }

    private static List<FinishedRequest> firstOf(Map<Long, FinishedRequest> finished) {
        return finished.values().stream()
                .filter(request -> request.id() < REQUESTS)
                .sorted(Comparator.comparingLong(FinishedRequest::id))
                .toList();
    }

    static long firstToken(FinishedRequest request) {
        return request.firstToken() - request.arrival();
    }

    static long endToEnd(FinishedRequest request) {
        return request.finished() - request.arrival();
    }

    /** A quantile in seconds. */
    static double quantile(List<FinishedRequest> requests, ToLongFunction<FinishedRequest> time, double q) {
        long[] sorted = requests.stream().mapToLong(time).sorted().toArray();
        return sorted[(int) Math.ceil(q * sorted.length) - 1] / 1e9;
    }

    /** A row of a Markdown table for each figure. */
    String rows(String name) {
        StringBuilder rows = new StringBuilder();
        row(rows, name, "TTFT p50", Agreement::firstToken, 0.5);
        row(rows, name, "TTFT p95", Agreement::firstToken, 0.95);
        row(rows, name, "E2E p50", Agreement::endToEnd, 0.5);
        row(rows, name, "E2E p95", Agreement::endToEnd, 0.95);
        return rows.toString();
    }

    private void row(
            StringBuilder rows, String name, String figure, ToLongFunction<FinishedRequest> time, double q) {
        double real = quantile(live, time, q);
        double jumping = quantile(simulated, time, q);
        rows.append(String.format(
                Locale.ROOT,
                "| %s | %s | %.1f ms | %.1f ms | %+.1f %% |%n",
                name,
                figure,
                real * 1000,
                jumping * 1000,
                (real / jumping - 1) * 100));
    }
}

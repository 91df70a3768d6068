package io.llmlb.sim.live;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * The same workload on both drivers of the server model, real time and jumping time, by what the server itself noted.
 *
 * @param live over HTTP
 * @param planned simulated, with the arrivals of the plan
 * @param replayed simulated, with the arrivals as the live server noted them: a client on a busy machine is late
 */
record Agreement(List<FinishedRequest> live, List<FinishedRequest> planned, List<FinishedRequest> replayed) {
    static final int REQUESTS = 200;
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    /** The first 200 requests of the Azure conversations from the 500th on, at that rate. */
    static Agreement of(VllmProfile profile, double requestsPerSecond, long seed) {
        ServerOptions options = ServerOptions.of(profile, "m").withSeed(seed);
        List<TraceRequest> plan = Trace.azureConversation()
                .startingAt(500)
                .atRate(requestsPerSecond)
                .requests()
                .subList(0, REQUESTS);
        List<FinishedRequest> live = live(options, plan);
        List<TraceRequest> noted = live.stream()
                .sorted(Comparator.comparingLong(FinishedRequest::arrival))
                .map(request -> new TraceRequest(request.arrival(), request.promptTokens(), request.generatedTokens()))
                .toList();
        return new Agreement(live, simulated(options, plan), simulated(options, noted));
    }

    private static List<FinishedRequest> live(ServerOptions options, List<TraceRequest> plan) {
        // Traffic repeats a trace when it has ended: one request more, which nobody waits for.
        List<TraceRequest> ended = new ArrayList<>(plan);
        ended.add(new TraceRequest(Duration.ofHours(1).toNanos(), 1, 1));
        Queue<FinishedRequest> finished = new ConcurrentLinkedQueue<>();
        try (VllmServer server =
                        VllmServer.builder(options).onFinished(finished::add).start();
                Traffic traffic = Traffic.start(new TrafficOptions(server.url(), "m", new Trace(ended), DEADLINE))) {
            if (!traffic.awaitOutcomes(REQUESTS, DEADLINE)) {
                throw new AssertionError("after " + DEADLINE + " only " + finished.size() + " are finished");
            }
        }
        return List.copyOf(finished);
    }

    private static List<FinishedRequest> simulated(ServerOptions options, List<TraceRequest> arrivals) {
        ServerModel server = new ServerModel(options);
        List<FinishedRequest> finished = new ArrayList<>();
        ServerListener listener = new ServerListener() {
            @Override
            public void finished(FinishedRequest request) {
                finished.add(request);
            }
        };
        IntStream.range(0, arrivals.size()).forEach(i -> {
            TraceRequest request = arrivals.get(i);
            server.advance(request.arrivalNanos(), listener);
            server.submit(EngineRequest.of(i, request.inputTokens(), request.outputTokens()), request.arrivalNanos());
        });
        while (server.nextEvent().isPresent()) {
            server.advance(server.nextEvent().getAsLong(), listener);
        }
        return finished;
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
        return row(name, "TTFT p50", Agreement::firstToken, 0.5)
                + row(name, "TTFT p95", Agreement::firstToken, 0.95)
                + row(name, "E2E p50", Agreement::endToEnd, 0.5)
                + row(name, "E2E p95", Agreement::endToEnd, 0.95);
    }

    private String row(String name, String figure, ToLongFunction<FinishedRequest> time, double q) {
        double real = quantile(live, time, q) * 1000;
        double plan = quantile(planned, time, q) * 1000;
        double replay = quantile(replayed, time, q) * 1000;
        return String.format(
                Locale.ROOT,
                "| %s | %s | %.1f ms | %.1f ms | %+.1f %% | %.1f ms | %+.2f %% |%n",
                name,
                figure,
                real,
                plan,
                (real / plan - 1) * 100,
                replay,
                (real / replay - 1) * 100);
    }
}

package io.llmlb.sim.lab;

import io.llmlb.core.PoolName;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.vllm.FinishedRequest;
import io.llmlb.sim.model.vllm.ServerModel;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How one server fares under a steady load of Poisson arrivals with the lengths of the Azure conversation trace.
 *
 * @param running median of vLLM's gauge of the requests in the batch, looked at every five seconds
 * @param kv median of the gauge of the share of the KV cache in use
 * @param waiting mean of the gauge of the requests in the queue
 * @param queueP90 seconds in the queue
 * @param ttftP50 seconds to the first token
 * @param ttftP99 seconds to the first token
 * @param tpotP50 seconds per token after the first
 */
record ServerFigures(
        double running, double kv, double waiting, double queueP90, double ttftP50, double ttftP99, double tpotP50) {
    private static final Duration WARM_UP = Duration.ofMinutes(5);

    /** Measures over some time, after five minutes that do not count; the prefix cache is off, as prompts are unlike. */
    static ServerFigures measure(VllmProfile profile, double requestsPerSecond, Duration measured, long seed) {
        ServerModel server = new ServerModel(
                ServerOptions.of(profile, "m").withPrefixCache(false).withSeed(seed));
        Member member = Member.of("Common", "10.0.0.1", 8000);
        Pool pool = new Pool(new PoolName("/Common/pool"), "round-robin", List.of(member));
        Simulation simulation = new Simulation(pool, Map.of(member.fullPath(), server), seed);
        Samples running = new Samples();
        Samples kv = new Samples();
        Samples waiting = new Samples();
        simulation.every(Duration.ofSeconds(5), WARM_UP, now -> {
            String metrics = server.metrics().exposition();
            running.add(gauge(metrics, "vllm:num_requests_running"));
            kv.add(gauge(metrics, "vllm:kv_cache_usage_perc"));
            waiting.add(gauge(metrics, "vllm:num_requests_waiting"));
        });
        Samples queue = new Samples();
        Samples ttft = new Samples();
        Samples tpot = new Samples();
        simulation.run(
                Arrivals.poisson(Trace.azureConversation(), requestsPerSecond, seed),
                WARM_UP.plus(measured),
                outcome -> {
                    FinishedRequest request = outcome.request();
                    if (request.arrival() >= WARM_UP.toNanos()) {
                        queue.add((request.scheduled() - request.queued()) / 1e9);
                        ttft.add(outcome.firstTokenNanos() / 1e9);
                        if (request.generatedTokens() > 1) {
                            tpot.add((request.lastToken() - request.firstToken())
                                    / 1e9
                                    / (request.generatedTokens() - 1));
                        }
                    }
                });
        return new ServerFigures(
                running.quantile(0.5),
                kv.quantile(0.5),
                waiting.mean(),
                queue.quantile(0.9),
                ttft.quantile(0.5),
                ttft.quantile(0.99),
                tpot.quantile(0.5));
    }

    /** The mean of each figure over some seeds, counted from 1. */
    static ServerFigures measure(VllmProfile profile, double requestsPerSecond, Duration measured, int seeds) {
        List<ServerFigures> runs = new ArrayList<>();
        for (int seed = 1; seed <= seeds; seed++) {
            runs.add(measure(profile, requestsPerSecond, measured, (long) seed));
        }
        return new ServerFigures(
                mean(runs, ServerFigures::running),
                mean(runs, ServerFigures::kv),
                mean(runs, ServerFigures::waiting),
                mean(runs, ServerFigures::queueP90),
                mean(runs, ServerFigures::ttftP50),
                mean(runs, ServerFigures::ttftP99),
                mean(runs, ServerFigures::tpotP50));
    }

    private static double gauge(String metrics, String name) {
        int line = metrics.indexOf("\n" + name + "{");
        int end = metrics.indexOf('\n', line + 1);
        return Double.parseDouble(metrics.substring(metrics.lastIndexOf(' ', end), end));
    }

    private static double mean(List<ServerFigures> runs, ToDoubleFunction<ServerFigures> figure) {
        return runs.stream().mapToDouble(figure).average().orElseThrow();
    }
}

package io.llmlb.sim.model.vllm;

import io.llmlb.sim.model.vllm.Registry.Histogram;
import io.llmlb.sim.model.vllm.Registry.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a vLLM server (V1 engine) tells on {@code /metrics}, observed when vLLM observes it: gauges once a step, the time
 * to the first token at the first token, token latencies at every token, and everything about whole requests, the queue
 * time too, only when the request has finished. All series exist from the start. Not thread-safe.
 *
 * <p>The {@code _created} series of a single-process server are left out, as a server with several API processes does.
 */
public final class VllmMetrics {
    private static final double[] REQUEST_SECONDS = {
        0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680
    };
    private static final double[] FIRST_TOKEN_SECONDS = {
        .001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560
    };
    private static final double[] TOKEN_SECONDS = {
        .01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80
    };
    private static final double[] STEP_TOKENS = {1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384};
    private static final List<String> REASONS = List.of("stop", "length", "abort", "error", "repetition");

    private final Registry registry = new Registry();
    private final Map<String, String> labels;
    private final Value running;
    private final Value waiting;
    private final Value kvUsage;
    private final Value preemptions;
    private final Value promptTokens;
    private final Value generationTokens;
    private final Map<String, Value> finished = new HashMap<>();
    private final Histogram stepTokens;
    private final Histogram firstToken;
    private final Histogram interToken;
    private final Histogram endToEnd;
    private final Histogram queue;
    private final Histogram inference;
    private final Histogram prefill;
    private final Histogram decode;
    private final Histogram perOutputToken;
    private final Histogram requestPrompt;
    private final Histogram requestGeneration;

    /** All series of a server set up like this, at 0. */
    public VllmMetrics(ServerOptions options) {
        VllmProfile profile = options.profile();
        labels = Map.of("engine", "0", "model_name", options.model());
        running = gauge("num_requests_running", "Number of requests in model execution batches.");
        waiting = gauge("num_requests_waiting", "Number of requests waiting to be processed.");
        kvUsage = gauge("kv_cache_usage_perc", "KV-cache usage. 1 means 100 percent usage.");
        preemptions = counter("num_preemptions_total", "Cumulative number of preemption from the engine.");
        promptTokens = counter("prompt_tokens_total", "Number of prefill tokens processed.");
        generationTokens = counter("generation_tokens_total", "Number of generation tokens processed.");
        for (String reason : REASONS) {
            Map<String, String> withReason = new HashMap<>(labels);
            withReason.put("finished_reason", reason);
            finished.put(
                    reason,
                    registry.counter(
                            "vllm:request_success_total", "Count of successfully processed requests.", withReason));
        }
        double[] lengths = oneTwoFive(profile.maxModelLength());
        requestPrompt = histogram("request_prompt_tokens", "Number of prefill tokens processed.", lengths);
        requestGeneration = histogram("request_generation_tokens", "Number of generation tokens processed.", lengths);
        stepTokens = histogram("iteration_tokens_total", "Histogram of number of tokens per engine_step.", STEP_TOKENS);
        firstToken = histogram(
                "time_to_first_token_seconds", "Histogram of time to first token in seconds.", FIRST_TOKEN_SECONDS);
        interToken =
                histogram("inter_token_latency_seconds", "Histogram of inter-token latency in seconds.", TOKEN_SECONDS);
        perOutputToken = histogram(
                "request_time_per_output_token_seconds",
                "Histogram of time_per_output_token_seconds per request.",
                TOKEN_SECONDS);
        endToEnd = requestTime("e2e_request_latency_seconds", "Histogram of e2e request latency in seconds.");
        queue = requestTime("request_queue_time_seconds", "Histogram of time spent in WAITING phase for request.");
        inference =
                requestTime("request_inference_time_seconds", "Histogram of time spent in RUNNING phase for request.");
        prefill = requestTime("request_prefill_time_seconds", "Histogram of time spent in PREFILL phase for request.");
        decode = requestTime("request_decode_time_seconds", "Histogram of time spent in DECODE phase for request.");
        registry.gauge(
                        "vllm:cache_config_info",
                        "Information of the LLMEngine CacheConfig",
                        Map.of(
                                "block_size", String.valueOf(VllmEngine.BLOCK_TOKENS),
                                "cache_dtype", "auto",
                                "enable_prefix_caching", "False",
                                "engine", "0",
                                "gpu_memory_utilization", "0.9",
                                "num_gpu_blocks", String.valueOf(profile.kvBlocks())))
                .set(1);
    }

    /**
     * Takes in a step of an engine.
     *
     * @param engine its rank, from 0
     */
    public void observe(int engine, FinishedStep step) {
        running.set(step.running());
        waiting.set(step.waiting());
        kvUsage.set(step.kvUsage());
        preemptions.add(step.preemptions());
        promptTokens.add(step.promptTokens());
        generationTokens.add(step.tokens());
        stepTokens.observe(step.promptTokens() + step.tokens());
        step.firstTokens().forEach(token -> firstToken.observe(seconds(token.sinceNanos())));
        step.lateTokens().forEach(token -> interToken.observe(seconds(token.sinceNanos())));
        interToken.observe(seconds(step.end() - step.start()), step.nextTokens());
        step.finished().forEach(this::observe);
    }

    /** All metrics in the text format 0.0.4. */
    public String exposition() {
        return registry.text();
    }

    private void observe(FinishedRequest request) {
        value(request.reason().label()).add(1);
        endToEnd.observe(seconds(request.finished() - request.arrival()));
        requestPrompt.observe(request.promptTokens());
        requestGeneration.observe(request.generatedTokens());
        if (request.scheduled() >= 0) {
            queue.observe(seconds(request.scheduled() - request.arrival()));
        }
        if (request.firstToken() >= 0) {
            prefill.observe(seconds(request.firstToken() - request.scheduled()));
            inference.observe(seconds(request.lastToken() - request.scheduled()));
            double decoding = seconds(request.lastToken() - request.firstToken());
            decode.observe(decoding);
            if (request.generatedTokens() > 1) {
                perOutputToken.observe(decoding / (request.generatedTokens() - 1));
            }
        }
    }

    private Value value(String reason) {
        Value value = finished.get(reason);
        if (value == null) {
            throw new IllegalArgumentException("no finished_reason " + reason);
        }
        return value;
    }

    private Value gauge(String name, String help) {
        return registry.gauge("vllm:" + name, help, labels);
    }

    private Value counter(String name, String help) {
        return registry.counter("vllm:" + name, help, labels);
    }

    private Histogram requestTime(String name, String help) {
        return histogram(name, help, REQUEST_SECONDS);
    }

    private Histogram histogram(String name, String help, double... bounds) {
        return registry.histogram("vllm:" + name, help, labels, bounds);
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    private static double[] oneTwoFive(int max) {
        List<Double> bounds = new ArrayList<>();
        for (long ten = 1; ten <= max; ten *= 10) {
            for (long digit : new long[] {1, 2, 5}) {
                if (digit * ten <= max) {
                    bounds.add((double) (digit * ten));
                }
            }
        }
        return bounds.stream().mapToDouble(Double::doubleValue).toArray();
    }
}

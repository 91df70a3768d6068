package io.llmlb.sim.model.vllm;

import static io.llmlb.sim.model.vllm.MetricNames.V0;
import static io.llmlb.sim.model.vllm.MetricNames.V1;
import static io.llmlb.sim.model.vllm.MetricNames.V1_EARLY;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Which metric has which name and which words of help in which generation of vLLM, as its {@code metrics.py} (V0) and
 * {@code loggers.py} (V1) declare them; wrong spacing in the words is theirs.
 */
final class MetricTable {
    private static final Set<MetricNames> ALL = EnumSet.allOf(MetricNames.class);
    private static final Set<MetricNames> OLD = EnumSet.of(V0);
    private static final Set<MetricNames> EARLY = EnumSet.of(V1_EARLY);
    private static final Set<MetricNames> BEFORE = EnumSet.of(V0, V1_EARLY);
    private static final Set<MetricNames> SINCE_V1 = EnumSet.of(V1_EARLY, V1);
    private static final Set<MetricNames> TODAY = EnumSet.of(V1);

    private final MetricNames names;
    private final List<EngineNumbers> engines;
    private final List<Map<String, String>> labels = new ArrayList<>();
    private final ServerOptions options;
    private final Registry registry;

    private MetricTable(ServerOptions options, List<EngineNumbers> engines) {
        this.names = options.metricNames();
        this.options = options;
        this.engines = engines;
        this.registry = new Registry(names != V0);
        for (int rank = 0; rank < engines.size(); rank++) {
            Map<String, String> own = new HashMap<>(Map.of("model_name", options.model()));
            if (names != V0) {
                own.put("engine", String.valueOf(rank));
            }
            labels.add(own);
        }
    }

    /** All families of a server with these engines. */
    static Registry of(ServerOptions options, List<EngineNumbers> engines) {
        MetricTable table = new MetricTable(options, engines);
        table.load();
        table.caches();
        table.counters();
        table.lengths();
        table.latencies();
        table.cacheConfig();
        return table.registry;
    }

    private void load() {
        gauge(OLD, "num_requests_running", "Number of requests currently running on GPU.", n -> n.running);
        gauge(SINCE_V1, "num_requests_running", "Number of requests in model execution batches.", n -> n.running);
        gauge(ALL, "num_requests_waiting", "Number of requests waiting to be processed.", n -> n.waiting);
        gauge(OLD, "num_requests_swapped", "Number of requests swapped to CPU.", n -> n.none);
        if (names == V1) {
            registry.gauge(
                    "vllm:num_requests_waiting_by_reason",
                    "Number of waiting requests by reason. Reason labels: 'capacity' = waiting for scheduling"
                            + " capacity; 'deferred' = deferred by transient constraints (LoRA budget, KV transfer,"
                            + " blocked status). Sum of all reasons equals vllm:num_requests_waiting.");
            add("reason", "capacity", n -> n.waiting);
            add("reason", "deferred", n -> n.none);
            registry.gauge(
                    "vllm:engine_sleep_state",
                    "Engine sleep state; awake = 0 means engine is sleeping; awake = 1 means engine is awake;"
                            + " weights_offloaded = 1 means sleep level 1; discard_all = 1 means sleep level 2.");
            add("sleep_state", "awake", n -> n.one);
            add("sleep_state", "weights_offloaded", n -> n.none);
            add("sleep_state", "discard_all", n -> n.none);
        }
    }

    private void caches() {
        gauge(OLD, "gpu_cache_usage_perc", "GPU KV-cache usage. 1 means 100 percent usage.", n -> n.kvUsage);
        gauge(OLD, "cpu_cache_usage_perc", "CPU KV-cache usage. 1 means 100 percent usage.", n -> n.none);
        if (options.prefixCache()) {
            gauge(OLD, "gpu_prefix_cache_hit_rate", "GPU prefix cache block hit rate.", n -> n.prefixHitRate);
        }
        gauge(
                EARLY,
                "gpu_cache_usage_perc",
                "GPU KV-cache usage. 1 means 100 percent usage.DEPRECATED: Use vllm:kv_cache_usage_perc instead.",
                n -> n.kvUsage);
        counter(
                EARLY,
                "gpu_prefix_cache_queries",
                "GPU prefix cache queries, in terms of number of queriedtokens."
                        + " DEPRECATED: Use vllm:prefix_cache_queries instead.",
                n -> n.prefixQueries);
        counter(
                EARLY,
                "gpu_prefix_cache_hits",
                "GPU prefix cache hits, in terms of number of cached tokens."
                        + " DEPRECATED: Use vllm:prefix_cache_hits instead.",
                n -> n.prefixHits);
        gauge(SINCE_V1, "kv_cache_usage_perc", "KV-cache usage. 1 means 100 percent usage.", n -> n.kvUsage);
        counter(
                SINCE_V1,
                "prefix_cache_queries",
                "Prefix cache queries, in terms of number of queried tokens.",
                n -> n.prefixQueries);
        counter(
                SINCE_V1,
                "prefix_cache_hits",
                "Prefix cache hits, in terms of number of cached tokens.",
                n -> n.prefixHits);
        counter(
                TODAY,
                "external_prefix_cache_queries",
                "External prefix cache queries from KV connector cross-instance cache sharing,"
                        + " in terms of number of queried tokens.",
                n -> n.none);
        counter(
                TODAY,
                "external_prefix_cache_hits",
                "External prefix cache hits from KV connector cross-instance cache sharing,"
                        + " in terms of number of cached tokens.",
                n -> n.none);
        counter(
                TODAY,
                "mm_cache_queries",
                "Multi-modal cache queries, in terms of number of queried items.",
                n -> n.none);
        counter(TODAY, "mm_cache_hits", "Multi-modal cache hits, in terms of number of cached items.", n -> n.none);
    }

    private void counters() {
        counter(ALL, "num_preemptions", "Cumulative number of preemption from the engine.", n -> n.preemptions);
        counter(ALL, "prompt_tokens", "Number of prefill tokens processed.", n -> n.promptTokens);
        if (names == V1) {
            registry.counter("vllm:prompt_tokens_by_source", "Number of prompt tokens by source.");
            add("source", "local_compute", n -> n.computedTokens);
            add("source", "local_cache_hit", n -> n.cachedTokens);
            add("source", "external_kv_transfer", n -> n.none);
        }
        counter(
                TODAY,
                "prompt_tokens_cached",
                "Number of cached prompt tokens (local + external).",
                n -> n.cachedTokens);
        counter(ALL, "generation_tokens", "Number of generation tokens processed.", n -> n.generationTokens);
        registry.counter("vllm:request_success", "Count of successfully processed requests.");
        for (FinishReason reason : FinishReason.values()) {
            boolean newer = reason == FinishReason.ERROR || reason == FinishReason.REPETITION;
            if (names == V1 || !newer) {
                add("finished_reason", reason.label(), n -> n.finished(reason));
            }
        }
    }

    private void lengths() {
        histogram(ALL, "request_prompt_tokens", "Number of prefill tokens processed.", n -> n.requestPrompt);
        histogram(ALL, "request_generation_tokens", "Number of generation tokens processed.", n -> n.requestGeneration);
        // A histogram in spite of its name.
        histogram(ALL, "iteration_tokens_total", "Histogram of number of tokens per engine_step.", n -> n.stepTokens);
        histogram(
                ALL,
                "request_max_num_generation_tokens",
                "Histogram of maximum number of requested generation tokens.",
                n -> n.requestMaxGeneration);
        histogram(ALL, "request_params_n", "Histogram of the n request parameter.", n -> n.requestChoices);
        histogram(
                ALL,
                "request_params_max_tokens",
                "Histogram of the max_tokens request parameter.",
                n -> n.requestMaxTokens);
        histogram(
                TODAY,
                "request_prefill_kv_computed_tokens",
                "Histogram of new KV tokens computed during prefill (excluding cached tokens).",
                n -> n.requestComputed);
        histogram(
                TODAY,
                "request_num_preemptions",
                "Histogram of the number of times a request was preempted.",
                n -> n.requestPreemptions);
    }

    private void latencies() {
        histogram(
                ALL, "time_to_first_token_seconds", "Histogram of time to first token in seconds.", n -> n.firstToken);
        histogram(
                BEFORE,
                "time_per_output_token_seconds",
                "Histogram of time per output token in seconds.",
                n -> n.interToken);
        histogram(
                EARLY,
                "time_per_prefill_token_request_seconds",
                "Time spent per token during prefill  phase in seconds",
                n -> n.perPromptToken);
        histogram(
                TODAY,
                "inter_token_latency_seconds",
                "Histogram of inter-token latency in seconds.",
                n -> n.interToken);
        histogram(
                TODAY,
                "request_time_per_output_token_seconds",
                "Histogram of time_per_output_token_seconds per request.",
                n -> n.perOutputToken);
        String endToEnd = names == V0 ? "end to end" : "e2e";
        histogram(
                ALL,
                "e2e_request_latency_seconds",
                "Histogram of " + endToEnd + " request latency in seconds.",
                n -> n.endToEnd);
        phase("request_queue_time_seconds", "WAITING", n -> n.queue);
        phase("request_inference_time_seconds", "RUNNING", n -> n.inference);
        phase("request_prefill_time_seconds", "PREFILL", n -> n.prefill);
        phase("request_decode_time_seconds", "DECODE", n -> n.decode);
        histogram(
                OLD,
                "time_in_queue_requests",
                "Histogram of time the request spent in the queue in seconds.",
                n -> n.queue);
    }

    private void cacheConfig() {
        registry.gauge("vllm:cache_config_info", "Information of the LLMEngine CacheConfig");
        VllmProfile profile = options.profile();
        for (int rank = 0; rank < engines.size(); rank++) {
            Map<String, String> config = new HashMap<>(Map.of(
                    "block_size",
                    String.valueOf(VllmEngine.BLOCK_TOKENS),
                    "cache_dtype",
                    "auto",
                    "cpu_offload_gb",
                    "0",
                    "enable_prefix_caching",
                    options.prefixCache() ? "True" : "False",
                    "gpu_memory_utilization",
                    "0.9",
                    "num_gpu_blocks",
                    String.valueOf(profile.kvBlocks())));
            if (names != V0) {
                config.put("engine", String.valueOf(rank));
            }
            registry.add(config, engines.get(rank).one);
        }
    }

    private void phase(String name, String phase, Function<EngineNumbers, Histogram> numbers) {
        histogram(ALL, name, "Histogram of time spent in " + phase + " phase for request.", numbers);
    }

    private void gauge(Set<MetricNames> in, String name, String help, Function<EngineNumbers, Value> numbers) {
        if (in.contains(names)) {
            registry.gauge("vllm:" + name, help);
            each(numbers);
        }
    }

    private void counter(Set<MetricNames> in, String name, String help, Function<EngineNumbers, Value> numbers) {
        if (in.contains(names)) {
            registry.counter("vllm:" + name, help);
            each(numbers);
        }
    }

    private void histogram(Set<MetricNames> in, String name, String help, Function<EngineNumbers, Histogram> numbers) {
        if (in.contains(names)) {
            registry.histogram("vllm:" + name, help);
            for (int rank = 0; rank < engines.size(); rank++) {
                registry.add(labels.get(rank), numbers.apply(engines.get(rank)));
            }
        }
    }

    private void each(Function<EngineNumbers, Value> numbers) {
        for (int rank = 0; rank < engines.size(); rank++) {
            registry.add(labels.get(rank), numbers.apply(engines.get(rank)));
        }
    }

    private void add(String label, String value, Function<EngineNumbers, Value> number) {
        for (int rank = 0; rank < engines.size(); rank++) {
            Map<String, String> own = new HashMap<>(labels.get(rank));
            own.put(label, value);
            registry.add(own, number.apply(engines.get(rank)));
        }
    }
}

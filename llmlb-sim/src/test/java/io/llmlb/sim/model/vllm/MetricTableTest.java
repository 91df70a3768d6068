package io.llmlb.sim.model.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The whole list of names, so that none is lost or invented. */
class MetricTableTest {
    private static final List<String> COMMON = List.of(
            "num_requests_running gauge",
            "num_requests_waiting gauge",
            "cache_config_info gauge",
            "num_preemptions_total counter",
            "prompt_tokens_total counter",
            "generation_tokens_total counter",
            "request_success_total counter",
            "iteration_tokens_total histogram",
            "time_to_first_token_seconds histogram",
            "e2e_request_latency_seconds histogram",
            "request_queue_time_seconds histogram",
            "request_inference_time_seconds histogram",
            "request_prefill_time_seconds histogram",
            "request_decode_time_seconds histogram",
            "request_prompt_tokens histogram",
            "request_generation_tokens histogram",
            "request_max_num_generation_tokens histogram",
            "request_params_n histogram",
            "request_params_max_tokens histogram");

    @Test
    void theOldEngine() {
        assertThat(families(MetricNames.V0))
                .containsExactlyInAnyOrderElementsOf(with(
                        "num_requests_swapped gauge",
                        "gpu_cache_usage_perc gauge",
                        "cpu_cache_usage_perc gauge",
                        "gpu_prefix_cache_hit_rate gauge",
                        "time_per_output_token_seconds histogram",
                        "time_in_queue_requests histogram"));
    }

    @Test
    void theNewEngineInItsFirstVersions() {
        assertThat(families(MetricNames.V1_EARLY))
                .containsExactlyInAnyOrderElementsOf(with(
                        "gpu_cache_usage_perc gauge",
                        "kv_cache_usage_perc gauge",
                        "gpu_prefix_cache_queries_total counter",
                        "gpu_prefix_cache_hits_total counter",
                        "prefix_cache_queries_total counter",
                        "prefix_cache_hits_total counter",
                        "time_per_output_token_seconds histogram",
                        "time_per_prefill_token_request_seconds histogram"));
    }

    @Test
    void theNewEngineOfToday() {
        assertThat(families(MetricNames.V1))
                .containsExactlyInAnyOrderElementsOf(with(
                        "num_requests_waiting_by_reason gauge",
                        "engine_sleep_state gauge",
                        "kv_cache_usage_perc gauge",
                        "prefix_cache_queries_total counter",
                        "prefix_cache_hits_total counter",
                        "external_prefix_cache_queries_total counter",
                        "external_prefix_cache_hits_total counter",
                        "mm_cache_queries_total counter",
                        "mm_cache_hits_total counter",
                        "prompt_tokens_by_source_total counter",
                        "prompt_tokens_cached_total counter",
                        "inter_token_latency_seconds histogram",
                        "request_time_per_output_token_seconds histogram",
                        "request_prefill_kv_computed_tokens histogram",
                        "request_num_preemptions histogram"));
    }

    private static List<String> with(String... more) {
        return Stream.concat(COMMON.stream(), Arrays.stream(more)).toList();
    }

    private static List<String> families(MetricNames names) {
        ServerOptions options = ServerOptions.of(VllmProfile.named("a100"), "m").withMetricNames(names);
        return new VllmMetrics(options)
                .exposition()
                .lines()
                .filter(line -> line.startsWith("# TYPE vllm:"))
                .map(line -> line.substring("# TYPE vllm:".length()))
                .toList();
    }
}

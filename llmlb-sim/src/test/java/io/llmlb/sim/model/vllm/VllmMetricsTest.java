package io.llmlb.sim.model.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VllmMetricsTest {
    private static final String LABELS = "{engine=\"0\",model_name=\"org/m-1.0\"}";
    private final VllmProfile profile = VllmProfile.named("a100");
    private final VllmEngine engine = new VllmEngine(profile, 0, 1);
    private final VllmMetrics metrics = new VllmMetrics(ServerOptions.of(profile, "org/m-1.0"));

    @Test
    void allSeriesAreThereFromTheStartAtZero() {
        Map<String, String> samples = samples();
        for (String name : List.of(
                "num_requests_running",
                "num_requests_waiting",
                "kv_cache_usage_perc",
                "num_preemptions_total",
                "prompt_tokens_total",
                "generation_tokens_total",
                "iteration_tokens_total_sum",
                "iteration_tokens_total_count",
                "time_to_first_token_seconds_sum",
                "time_to_first_token_seconds_count",
                "inter_token_latency_seconds_count",
                "request_queue_time_seconds_count",
                "e2e_request_latency_seconds_count",
                "request_prompt_tokens_count",
                "request_generation_tokens_count")) {
            assertThat(samples).containsEntry("vllm:" + name + LABELS, "0.0");
        }
        for (String reason : List.of("stop", "length", "abort", "error", "repetition")) {
            assertThat(samples).containsEntry(success(reason), "0.0");
        }
        assertThat(samples)
                .containsEntry(
                        "vllm:cache_config_info{block_size=\"16\",cache_dtype=\"auto\",cpu_offload_gb=\"0\",enable_prefix_caching=\"True\","
                                + "engine=\"0\",gpu_memory_utilization=\"0.9\",num_gpu_blocks=\"27000\"}",
                        "1.0")
                .containsEntry(
                        "vllm:request_queue_time_seconds_bucket{engine=\"0\",le=\"0.3\",model_name=\"org/m-1.0\"}",
                        "0.0")
                .containsEntry(
                        "vllm:request_queue_time_seconds_bucket{engine=\"0\",le=\"+Inf\",model_name=\"org/m-1.0\"}",
                        "0.0");
    }

    @Test
    void everythingIsObservedWhenVllmObservesIt() {
        engine.submit(EngineRequest.of(1, 2000, 3), 0);
        engine.submit(EngineRequest.of(2, 3000, 2), 0);
        metrics.observe(0, engine.finishStep(TokenSink.NONE));
        // One whole prefill; the other request came while the step ran, so vLLM's gauges do not know it yet.
        Map<String, String> samples = samples();
        assertThat(samples)
                .containsEntry("vllm:num_requests_running" + LABELS, "1.0")
                .containsEntry("vllm:num_requests_waiting" + LABELS, "0.0")
                .containsEntry("vllm:prompt_tokens_total" + LABELS, "2000.0")
                .containsEntry("vllm:generation_tokens_total" + LABELS, "1.0")
                .containsEntry("vllm:iteration_tokens_total_sum" + LABELS, "2001.0")
                .containsEntry("vllm:time_to_first_token_seconds_count" + LABELS, "1.0")
                .containsEntry("vllm:inter_token_latency_seconds_count" + LABELS, "0.0")
                .containsEntry("vllm:request_queue_time_seconds_count" + LABELS, "0.0");
        while (engine.stepEnd().isPresent()) {
            metrics.observe(0, engine.finishStep(TokenSink.NONE));
        }
        samples = samples();
        assertThat(samples)
                .containsEntry("vllm:num_requests_running" + LABELS, "0.0")
                .containsEntry("vllm:kv_cache_usage_perc" + LABELS, "0.0")
                .containsEntry("vllm:prompt_tokens_total" + LABELS, "5000.0")
                .containsEntry("vllm:generation_tokens_total" + LABELS, "5.0")
                .containsEntry("vllm:time_to_first_token_seconds_count" + LABELS, "2.0")
                .containsEntry("vllm:inter_token_latency_seconds_count" + LABELS, "3.0")
                .containsEntry("vllm:request_queue_time_seconds_count" + LABELS, "2.0")
                .containsEntry("vllm:e2e_request_latency_seconds_count" + LABELS, "2.0")
                .containsEntry("vllm:request_prompt_tokens_sum" + LABELS, "5000.0")
                .containsEntry("vllm:request_generation_tokens_sum" + LABELS, "5.0")
                .containsEntry(success("length"), "2.0");
    }

    @Test
    void anAbortIsAReasonToFinish() {
        engine.submit(EngineRequest.of(1, 10, 100), 0);
        metrics.observe(0, engine.finishStep(TokenSink.NONE));
        engine.abort(1);
        metrics.observe(0, engine.finishStep(TokenSink.NONE));
        assertThat(samples()).containsEntry(success("abort"), "1.0").containsEntry(success("length"), "0.0");
    }

    @Test
    void theCacheAndTheReasonsAddUp() {
        List<TokenEvent> none = List.of();
        metrics.observe(0, new FinishedStep(0, 10, 300, 500, 200, 500, 200, 3, none, 2, none, List.of(), 7, 4, 0.25));
        assertThat(samples())
                .containsEntry("vllm:prompt_tokens_total" + LABELS, "500.0")
                .containsEntry("vllm:prompt_tokens_cached_total" + LABELS, "200.0")
                .containsEntry(with("prompt_tokens_by_source_total", "source", "local_compute"), "300.0")
                .containsEntry(with("prompt_tokens_by_source_total", "source", "local_cache_hit"), "200.0")
                .containsEntry(with("prompt_tokens_by_source_total", "source", "external_kv_transfer"), "0.0")
                .containsEntry("vllm:prefix_cache_queries_total" + LABELS, "500.0")
                .containsEntry("vllm:prefix_cache_hits_total" + LABELS, "200.0")
                .containsEntry("vllm:num_preemptions_total" + LABELS, "3.0")
                .containsEntry("vllm:generation_tokens_total" + LABELS, "2.0")
                .containsEntry("vllm:iteration_tokens_total_sum" + LABELS, "502.0")
                .containsEntry("vllm:num_requests_waiting" + LABELS, "4.0")
                .containsEntry(with("num_requests_waiting_by_reason", "reason", "capacity"), "4.0")
                .containsEntry(with("num_requests_waiting_by_reason", "reason", "deferred"), "0.0")
                .containsEntry(with("engine_sleep_state", "sleep_state", "awake"), "1.0")
                .containsEntry(with("engine_sleep_state", "sleep_state", "discard_all"), "0.0")
                .containsEntry("vllm:kv_cache_usage_perc" + LABELS, "0.25");
    }

    @Test
    void aFinishedRequestIsObservedByItsOwnTimes() {
        long second = 1_000_000_000L;
        FinishedRequest request = new FinishedRequest(
                1, FinishReason.STOP, 1000, 400, 11, 20, 0, second, 3 * second, 4 * second, 9 * second, 10 * second, 2);
        metrics.observe(
                0,
                new FinishedStep(
                        9 * second, 10 * second, 1, 0, 0, 0, 0, 0, List.of(), 1, List.of(), List.of(request), 0, 0, 0));
        assertThat(samples())
                .containsEntry("vllm:e2e_request_latency_seconds_sum" + LABELS, "10.0")
                .containsEntry("vllm:request_queue_time_seconds_sum" + LABELS, "2.0")
                .containsEntry("vllm:request_prefill_time_seconds_sum" + LABELS, "1.0")
                .containsEntry("vllm:request_inference_time_seconds_sum" + LABELS, "6.0")
                .containsEntry("vllm:request_decode_time_seconds_sum" + LABELS, "5.0")
                .containsEntry("vllm:request_time_per_output_token_seconds_sum" + LABELS, "0.5")
                .containsEntry("vllm:request_prompt_tokens_sum" + LABELS, "1000.0")
                .containsEntry("vllm:request_prefill_kv_computed_tokens_sum" + LABELS, "600.0")
                .containsEntry("vllm:request_generation_tokens_sum" + LABELS, "11.0")
                .containsEntry("vllm:request_max_num_generation_tokens_sum" + LABELS, "11.0")
                .containsEntry("vllm:request_params_max_tokens_sum" + LABELS, "20.0")
                .containsEntry("vllm:request_params_n_sum" + LABELS, "1.0")
                .containsEntry("vllm:request_num_preemptions_sum" + LABELS, "2.0")
                .containsEntry("vllm:inter_token_latency_seconds_sum" + LABELS, "1.0");
    }

    @Test
    void createdSeriesAreGaugesAfterTheirFamily() {
        String text = metrics.exposition(1_790_000_000.25);
        assertThat(text)
                .contains("vllm:num_preemptions_total" + LABELS + " 0.0\n"
                        + "# HELP vllm:num_preemptions_created Cumulative number of preemption from the engine.\n"
                        + "# TYPE vllm:num_preemptions_created gauge\n"
                        + "vllm:num_preemptions_created" + LABELS + " 1.79000000025e+09\n")
                .contains("# TYPE vllm:iteration_tokens_total_created gauge\n")
                .contains("vllm:request_success_created{engine=\"0\",finished_reason=\"stop\",")
                .doesNotContain("num_requests_running_created");
        assertThat(metrics.exposition()).doesNotContain("_created");
        ServerOptions without = ServerOptions.of(profile, "m").withCreatedSeries(false);
        assertThat(new VllmMetrics(without).exposition(1)).doesNotContain("_created");
    }

    @Test
    void everyEngineHasItsOwnSeries() {
        VllmMetrics three =
                new VllmMetrics(ServerOptions.of(profile, "org/m-1.0").withEngines(3));
        engine.submit(EngineRequest.of(1, 2000, 3), 0);
        three.observe(1, engine.finishStep(TokenSink.NONE));
        assertThat(three.exposition())
                .contains("vllm:num_requests_running" + LABELS + " 0.0\n"
                        + "vllm:num_requests_running" + LABELS.replace("\"0\"", "\"1\"") + " 1.0\n"
                        + "vllm:num_requests_running" + LABELS.replace("\"0\"", "\"2\"") + " 0.0\n")
                .containsOnlyOnce("# TYPE vllm:num_requests_running gauge\n")
                .contains("vllm:cache_config_info{block_size=\"16\",cache_dtype=\"auto\",cpu_offload_gb=\"0\","
                        + "enable_prefix_caching=\"True\",engine=\"2\",");
    }

    @Test
    void theOldEngineHasOldNamesAndNoSeriesBeforeTraffic() {
        ServerOptions options = ServerOptions.of(profile, "m").withMetricNames(MetricNames.V0);
        VllmMetrics old = new VllmMetrics(options);
        assertThat(old.exposition(5).lines().filter(line -> !line.startsWith("#")))
                .singleElement()
                .asString()
                .startsWith("vllm:cache_config_info{");
        engine.submit(EngineRequest.of(1, 2000, 2), 0);
        old.observe(0, engine.finishStep(TokenSink.NONE));
        assertThat(old.exposition(5))
                .contains("vllm:num_requests_running{model_name=\"m\"} 1.0\n")
                .contains("vllm:num_requests_swapped{model_name=\"m\"} 0.0\n")
                .contains("vllm:gpu_cache_usage_perc{model_name=\"m\"} 0.00")
                .contains("vllm:cpu_cache_usage_perc{model_name=\"m\"} 0.0\n")
                .contains("vllm:gpu_prefix_cache_hit_rate{model_name=\"m\"} 0.0\n")
                .contains("vllm:time_to_first_token_seconds_count{model_name=\"m\"} 1.0\n")
                .contains("# TYPE vllm:time_per_output_token_seconds histogram\n")
                .doesNotContain("vllm:time_per_output_token_seconds_count")
                .doesNotContain("vllm:request_success_total{")
                .doesNotContain("engine=")
                .doesNotContain("_created")
                .doesNotContain("vllm:kv_cache_usage_perc")
                .doesNotContain("inter_token");
        old.observe(0, engine.finishStep(TokenSink.NONE));
        assertThat(old.exposition())
                .contains("vllm:time_per_output_token_seconds_count{model_name=\"m\"} 1.0\n")
                .contains("vllm:time_in_queue_requests_count{model_name=\"m\"} 1.0\n")
                .contains("vllm:request_success_total{finished_reason=\"length\",model_name=\"m\"} 1.0\n")
                .doesNotContain("finished_reason=\"stop\"");
        assertThatThrownBy(() -> new VllmMetrics(options.withEngines(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a server with V0 names has one engine, but this has 2; take V1 names");
    }

    @Test
    void theEarlyNewEngineHasBothNames() {
        VllmMetrics early = new VllmMetrics(ServerOptions.of(profile, "m")
                .withMetricNames(MetricNames.V1_EARLY)
                .withPrefixCache(false));
        engine.submit(EngineRequest.of(1, 2000, 2), 0);
        FinishedStep step = engine.finishStep(TokenSink.NONE);
        early.observe(0, step);
        String usage = "_cache_usage_perc{engine=\"0\",model_name=\"m\"} ";
        String text = early.exposition();
        assertThat(text)
                .contains("# TYPE vllm:gpu_prefix_cache_queries_total counter\n")
                .contains("# TYPE vllm:prefix_cache_queries_total counter\n")
                .contains("# TYPE vllm:time_per_output_token_seconds histogram\n")
                .doesNotContain("inter_token")
                .doesNotContain("repetition")
                .doesNotContain("by_reason");
        assertThat(text.lines().filter(line -> line.contains(usage)).map(line -> line.substring(line.indexOf('}'))))
                .hasSize(2)
                .allMatch(line -> line.equals("} " + PythonFloat.text(step.kvUsage())));
    }

    @Test
    void everyFamilyHasHelpAndType() {
        String text = metrics.exposition();
        assertThat(text)
                .contains(
                        "# HELP vllm:num_requests_running Number of requests in model execution batches.\n"
                                + "# TYPE vllm:num_requests_running gauge\n"
                                + "vllm:num_requests_running" + LABELS + " 0.0\n",
                        "# TYPE vllm:num_preemptions_total counter\n",
                        "# TYPE vllm:iteration_tokens_total histogram\n");
        long families = text.lines().filter(line -> line.startsWith("# TYPE")).count();
        assertThat(text.lines().filter(line -> line.startsWith("# HELP")).count())
                .isEqualTo(families);
        assertThat(text).endsWith("\n");
    }

    private Map<String, String> samples() {
        Map<String, String> samples = new TreeMap<>();
        metrics.exposition().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int blank = line.lastIndexOf(' ');
            assertThat(samples.put(line.substring(0, blank), line.substring(blank + 1)))
                    .as("each series once")
                    .isNull();
        });
        return samples;
    }

    private static String with(String name, String label, String value) {
        return "vllm:" + name + "{engine=\"0\",model_name=\"org/m-1.0\"," + label + "=\"" + value + "\"}";
    }

    private static String success(String reason) {
        return "vllm:request_success_total{engine=\"0\",finished_reason=\"" + reason + "\",model_name=\"org/m-1.0\"}";
    }
}

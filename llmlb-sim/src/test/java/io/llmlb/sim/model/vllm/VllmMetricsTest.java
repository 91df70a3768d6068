package io.llmlb.sim.model.vllm;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static String success(String reason) {
        return "vllm:request_success_total{engine=\"0\",finished_reason=\"" + reason + "\",model_name=\"org/m-1.0\"}";
    }
}

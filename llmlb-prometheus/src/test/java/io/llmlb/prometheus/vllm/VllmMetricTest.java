package io.llmlb.prometheus.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.Signal;
import io.llmlb.prometheus.scrape.Exposition;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VllmMetricTest {
    private static final Instant T0 = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant T1 = T0.plusSeconds(10);
    private static final Duration RANGE = Duration.ofSeconds(10);

    private final TargetSamples samples = new TargetSamples();

    @Test
    void everySignalIsInTheListOnceAndInItsOrder() {
        assertThat(VllmMetric.ALL).extracting(VllmMetric::signal).containsExactly(Signal.values());
        assertThat(VllmMetric.ALL.stream().flatMap(metric -> metric.names().stream()))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("vllm:[a-z_]+"));
    }

    @Test
    void countersEndInTotalAndGaugesAndHistogramsButOneDoNot() {
        for (VllmMetric metric : VllmMetric.ALL) {
            boolean total = metric.signal().form() == Signal.Form.COUNTER || metric.signal() == Signal.STEP_TOKENS;
            assertThat(metric.names()).allMatch(name -> name.endsWith("_total") == total);
        }
    }

    @Test
    void bucketsAreNamedOnlyWhereTheyAreNeeded() {
        Needs needs = new Needs(
                EnumSet.of(Signal.INTER_TOKEN_LATENCY, Signal.RUNNING, Signal.QUEUE_TIME),
                Set.of(Signal.INTER_TOKEN_LATENCY),
                RANGE);
        assertThat(VllmMetric.seriesNames(needs))
                .containsExactly(
                        "vllm:num_requests_running",
                        "vllm:request_queue_time_seconds_sum",
                        "vllm:request_queue_time_seconds_count",
                        "vllm:time_in_queue_requests_sum",
                        "vllm:time_in_queue_requests_count",
                        "vllm:inter_token_latency_seconds_sum",
                        "vllm:inter_token_latency_seconds_count",
                        "vllm:inter_token_latency_seconds_bucket",
                        "vllm:time_per_output_token_seconds_sum",
                        "vllm:time_per_output_token_seconds_count",
                        "vllm:time_per_output_token_seconds_bucket");
    }

    @Test
    void readsTheV0Engine() {
        scrape(T0, """
                vllm:num_requests_running{model_name="m"} 4.0
                vllm:num_requests_waiting{model_name="m"} 1.0
                vllm:num_requests_swapped{model_name="m"} 7.0
                vllm:gpu_cache_usage_perc{model_name="m"} 0.25
                vllm:cpu_cache_usage_perc{model_name="m"} 0.99
                vllm:generation_tokens_total{model_name="m"} 100.0
                vllm:time_per_output_token_seconds_sum{model_name="m"} 1.0
                vllm:time_per_output_token_seconds_count{model_name="m"} 100.0
                """);
        scrape(T1, """
                vllm:num_requests_running{model_name="m"} 5.0
                vllm:num_requests_waiting{model_name="m"} 0.0
                vllm:gpu_cache_usage_perc{model_name="m"} 0.5
                vllm:generation_tokens_total{model_name="m"} 300.0
                vllm:time_per_output_token_seconds_sum{model_name="m"} 9.0
                vllm:time_per_output_token_seconds_count{model_name="m"} 300.0
                """);
        SampleWindow window = window();
        assertThat(window.latest(Signal.RUNNING)).hasValue(5);
        assertThat(window.latest(Signal.WAITING)).hasValue(0);
        assertThat(window.latest(Signal.KV_CACHE_USAGE)).hasValue(0.5);
        assertThat(window.rate(Signal.GENERATION_TOKENS, Duration.ofSeconds(11), T1)
                        .getAsDouble())
                .isCloseTo(20, offset(1e-9));
        assertThat(window.mean(Signal.INTER_TOKEN_LATENCY, Duration.ofSeconds(11), T1)
                        .getAsDouble())
                .isCloseTo(8.0 / 200, offset(1e-12));
        assertThat(window.newest()).contains(T1);
    }

    @Test
    void takesTodaysNameWhereBothAreExposedAndAddsNothing() {
        scrape(T0, """
                vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.25
                vllm:gpu_cache_usage_perc{engine="0",model_name="m"} 0.75
                vllm:inter_token_latency_seconds_bucket{engine="0",le="0.1",model_name="m"} 0.0
                vllm:inter_token_latency_seconds_bucket{engine="0",le="+Inf",model_name="m"} 0.0
                vllm:time_per_output_token_seconds_bucket{engine="0",le="0.05",model_name="m"} 0.0
                vllm:time_per_output_token_seconds_bucket{engine="0",le="0.1",model_name="m"} 0.0
                vllm:time_per_output_token_seconds_bucket{engine="0",le="+Inf",model_name="m"} 0.0
                """);
        scrape(T1, """
                vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.3
                vllm:gpu_cache_usage_perc{engine="0",model_name="m"} 0.8
                vllm:inter_token_latency_seconds_bucket{engine="0",le="0.1",model_name="m"} 8.0
                vllm:inter_token_latency_seconds_bucket{engine="0",le="+Inf",model_name="m"} 8.0
                vllm:time_per_output_token_seconds_bucket{engine="0",le="0.05",model_name="m"} 8.0
                vllm:time_per_output_token_seconds_bucket{engine="0",le="0.1",model_name="m"} 8.0
                vllm:time_per_output_token_seconds_bucket{engine="0",le="+Inf",model_name="m"} 8.0
                """);
        assertThat(window().latest(Signal.KV_CACHE_USAGE)).hasValue(0.3);
        // With the older name's bucket at 0.05 it would be 0.025.
        assertThat(window().quantile(Signal.INTER_TOKEN_LATENCY, 0.5, Duration.ofSeconds(11), T1))
                .hasValue(0.05);
    }

    @Test
    void takesTheOlderNameWhereTodaysTellsNothing() {
        scrape(T0, """
                vllm:kv_cache_usage_perc{engine="0",model_name="m"} NaN
                vllm:gpu_cache_usage_perc{engine="0",model_name="m"} 0.75
                """);
        assertThat(window().latest(Signal.KV_CACHE_USAGE)).hasValue(0.75);
    }

    @Test
    void addsUpTheEnginesOfAServerAndTakesItsFullestCache() {
        for (int i = 0; i < 2; i++) {
            Instant at = List.of(T0, T1).get(i);
            scrape(at, """
                    vllm:num_requests_running{engine="0",model_name="m"} 3.0
                    vllm:num_requests_running{engine="1",model_name="m"} 4.0
                    vllm:num_requests_waiting_by_reason{engine="1",model_name="m",reason="capacity"} 9.0
                    vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.75
                    vllm:kv_cache_usage_perc{engine="1",model_name="m"} 0.5
                    vllm:request_success_total{engine="0",finished_reason="stop",model_name="m"} %1$d00.0
                    vllm:request_success_total{engine="0",finished_reason="length",model_name="m"} %1$d00.0
                    vllm:request_success_total{engine="1",finished_reason="stop",model_name="m"} %1$d00.0
                    vllm:request_success_created{engine="1",finished_reason="stop",model_name="m"} 1.76e9
                    vllm:iteration_tokens_total_sum{engine="0",model_name="m"} %1$d000.0
                    vllm:iteration_tokens_total_count{engine="0",model_name="m"} %1$d00.0
                    """.formatted(i + 1));
        }
        SampleWindow window = window();
        assertThat(window.latest(Signal.RUNNING)).hasValue(7);
        assertThat(window.latest(Signal.WAITING)).isEmpty();
        assertThat(window.latest(Signal.KV_CACHE_USAGE)).hasValue(0.75);
        Duration range = Duration.ofSeconds(11);
        assertThat(window.rate(Signal.FINISHED, range, T1).getAsDouble()).isEqualTo(3 * 10, offset(1e-9));
        assertThat(window.mean(Signal.STEP_TOKENS, range, T1).getAsDouble()).isCloseTo(10, offset(1e-9));
        assertThat(window.observationsPerSecond(Signal.STEP_TOKENS, range, T1).getAsDouble())
                .isCloseTo(10, offset(1e-9));
    }

    private void scrape(Instant at, String page) {
        Exposition.read(
                new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)),
                "page",
                name -> VllmMetric.carrier(name).isPresent(),
                sample -> samples.add(sample.name(), sample.labels(), at, sample.value()));
    }

    private SampleWindow window() {
        return TargetSamples.window(List.of(samples));
    }
}

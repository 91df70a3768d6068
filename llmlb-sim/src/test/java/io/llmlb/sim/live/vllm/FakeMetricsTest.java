package io.llmlb.sim.live.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.live.Http;
import io.llmlb.sim.live.vllm.FakeMetrics.Signal;
import io.llmlb.sim.model.vllm.MetricNames;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeMetricsTest {
    private static final String LABELS = "{engine=\"0\",model_name=\"m\"} ";

    private final AtomicLong clock = new AtomicLong(1_000_000_000_000L);
    private final VllmServer server = VllmServer.builder(
                    ServerOptions.of(VllmProfile.named("h100"), "m").withMetricNames(MetricNames.V1_EARLY))
            .clock(clock::get)
            .start();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void gaugesTellWhatIsFakedAndThenTheTruth() {
        server.fakeMetrics(FakeMetrics.NONE
                .with(Signal.RUNNING, Waveform.parse("ramp:0:20:10s"))
                .with(Signal.KV_USAGE, Waveform.constant(0.75)));
        pass(5);
        assertThat(metrics())
                .contains("vllm:num_requests_running" + LABELS + "10.0\n")
                .contains("vllm:num_requests_waiting" + LABELS + "0.0\n")
                .contains("vllm:kv_cache_usage_perc" + LABELS + "0.75\n")
                .contains("vllm:gpu_cache_usage_perc" + LABELS + "0.75\n");
        server.fakeMetrics(server.fakeMetrics().without(Signal.RUNNING));
        assertThat(metrics())
                .contains("vllm:num_requests_running" + LABELS + "0.0\n")
                .contains("vllm:kv_cache_usage_perc" + LABELS + "0.75\n");
    }

    @Test
    void countersGrowAtTheirRateAndNeverShrink() {
        server.fakeMetrics(FakeMetrics.NONE
                .with(Signal.REQUESTS, Waveform.constant(2.5))
                .with(Signal.FIRST_TOKEN, Waveform.constant(0.3))
                .with(Signal.PROMPT_TOKENS, Waveform.constant(1000))
                .with(Signal.GENERATION_TOKENS, Waveform.constant(200)));
        pass(1);
        assertThat(metrics())
                .contains("vllm:request_success_total{engine=\"0\",finished_reason=\"stop\",model_name=\"m\"} 2.0\n")
                .contains("vllm:prompt_tokens_total" + LABELS + "1000.0\n")
                .contains("vllm:generation_tokens_total" + LABELS + "200.0\n");
        pass(3);
        String later = "vllm:request_success_total{engine=\"0\",finished_reason=\"stop\",model_name=\"m\"} 10.0\n";
        assertThat(metrics())
                .contains(later)
                .contains("vllm:time_to_first_token_seconds_count" + LABELS + "10.0\n")
                .contains("vllm:time_to_first_token_seconds_bucket{engine=\"0\",le=\"0.25\",model_name=\"m\"} 0.0\n")
                .contains("vllm:time_to_first_token_seconds_bucket{engine=\"0\",le=\"0.5\",model_name=\"m\"} 10.0\n");
        server.fakeMetrics(FakeMetrics.NONE);
        pass(10);
        assertThat(metrics()).contains(later);
    }

    private void pass(int seconds) {
        clock.addAndGet(seconds * 1_000_000_000L);
    }

    private String metrics() {
        return Http.get(server.url().resolve("/metrics")).body();
    }
}

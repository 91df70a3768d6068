package io.llmlb.sim.model.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.llmlb.sim.model.vllm.ServerNumbers.Distribution;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The numbers of a server are what its page tells. */
class ServerNumbersTest {
    private static final String LABELS = "engine=\"0\",model_name=\"m\"";

    private final VllmProfile profile = VllmProfile.named("l4");
    private final VllmEngine engine = new VllmEngine(profile, 0.04, 1);
    private final VllmMetrics metrics = new VllmMetrics(ServerOptions.of(profile, "m"));

    @Test
    void atAnyMoment() {
        for (int id = 0; id < 80; id++) {
            engine.submit(EngineRequest.of(id, 300 + 40 * id, 20 + id), 0);
        }
        for (int step = 0; step < 600; step++) {
            if (step % 37 == 0) {
                check();
            }
            if (engine.stepEnd().isPresent()) {
                metrics.observe(0, engine.finishStep(TokenSink.NONE));
            }
        }
        assertThat(metrics.numbers().finished()).isEqualTo(80);
        assertThat(metrics.numbers().preemptions()).isPositive();
        check();
    }

    @Test
    void fakedOnesToo() {
        metrics.show(OptionalDouble.of(3), OptionalDouble.of(4), OptionalDouble.of(0.5));
        metrics.invent(7, 100, 200, OptionalDouble.of(0.25));
        check();
        assertThat(metrics.numbers().waiting()).isEqualTo(4);
        assertThat(metrics.numbers().firstToken().count()).isEqualTo(7);
    }

    @Test
    void ofSeveralEnginesThereAreNone() {
        VllmMetrics two = new VllmMetrics(ServerOptions.of(profile, "m").withEngines(2));
        assertThatIllegalStateException().isThrownBy(two::numbers).withMessageContaining("one engine");
    }

    private void check() {
        Map<String, Double> page = page();
        ServerNumbers numbers = metrics.numbers();
        assertThat(numbers.running()).isEqualTo(value(page, "num_requests_running"));
        assertThat(numbers.waiting()).isEqualTo(value(page, "num_requests_waiting"));
        assertThat(numbers.kvUsage()).isEqualTo(value(page, "kv_cache_usage_perc"));
        assertThat(numbers.promptTokens()).isEqualTo(value(page, "prompt_tokens_total"));
        assertThat(numbers.generationTokens()).isEqualTo(value(page, "generation_tokens_total"));
        assertThat(numbers.preemptions()).isEqualTo(value(page, "num_preemptions_total"));
        double finished = page.entrySet().stream()
                .filter(sample -> sample.getKey().startsWith("vllm:request_success_total{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
        assertThat(numbers.finished()).isEqualTo(finished);
        same(page, "iteration_tokens_total", numbers.steps());
        same(page, "request_queue_time_seconds", numbers.queueTime());
        same(page, "time_to_first_token_seconds", numbers.firstToken());
        same(page, "inter_token_latency_seconds", numbers.interToken());
    }

    private static void same(Map<String, Double> page, String name, Distribution numbers) {
        assertThat(numbers.sum()).isEqualTo(value(page, name + "_sum"));
        assertThat((double) numbers.count()).isEqualTo(value(page, name + "_count"));
        for (int i = 0; i < numbers.bounds().length; i++) {
            double bound = numbers.bounds()[i];
            String le = Double.isInfinite(bound) ? "+Inf" : PythonFloat.text(bound);
            String bucket = "vllm:" + name + "_bucket{engine=\"0\",le=\"" + le + "\",model_name=\"m\"}";
            assertThat(page).containsEntry(bucket, (double) numbers.cumulative()[i]);
        }
        long buckets = page.keySet().stream()
                .filter(series -> series.startsWith("vllm:" + name + "_bucket{"))
                .count();
        assertThat(numbers.bounds()).hasSize((int) buckets);
    }

    private static double value(Map<String, Double> page, String name) {
        return page.getOrDefault("vllm:" + name + "{" + LABELS + "}", Double.NaN);
    }

    private Map<String, Double> page() {
        Map<String, Double> samples = new TreeMap<>();
        metrics.exposition().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int blank = line.lastIndexOf(' ');
            samples.put(line.substring(0, blank), Double.parseDouble(line.substring(blank + 1)));
        });
        return samples;
    }
}

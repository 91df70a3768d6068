package io.llmlb.sim.live.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.sim.live.Http;
import io.llmlb.sim.live.PrometheusProcess;
import io.llmlb.sim.model.vllm.MetricNames;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
class RealPrometheusTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aRealPrometheusReadsEveryGeneration(@TempDir Path directory) throws Exception {
        List<VllmServer> servers = new ArrayList<>();
        try {
            for (MetricNames names : MetricNames.values()) {
                ServerOptions options = ServerOptions.of(
                                VllmProfile.named("h100").slower(0.1), "org/model-8b")
                        .withMetricNames(names)
                        .withEngines(names == MetricNames.V0 ? 1 : 2);
                VllmServer server = VllmServer.builder(options).start();
                servers.add(server);
                Http.post(server.url().resolve("/v1/completions"), "{\"prompt\":[\"a\",\"b\"],\"max_tokens\":5}");
            }
            Path config = Files.writeString(directory.resolve("prometheus.yml"), configuration(servers));
            try (PrometheusProcess prometheus = PrometheusProcess.start(config)) {
                Http.await(
                        "three scrapes",
                        () -> query(prometheus.url(), "up == 1").size() == 3);
                for (VllmServer server : servers) {
                    assertThat(values(
                                    prometheus.url(),
                                    "sum by (instance) (vllm:generation_tokens_total{instance=\"" + server.address()
                                            + "\",model_name=\"org/model-8b\"})"))
                            .containsExactly("10");
                    // Two requests with ten tokens, two of which were the first ones.
                    assertThat(values(
                                    prometheus.url(),
                                    "sum({__name__=~\"vllm:(inter_token_latency|time_per_output_token)_seconds_count\","
                                            + "instance=\"" + server.address() + "\"})"))
                            .containsExactly("8");
                }
                assertThat(values(prometheus.url(), "count(vllm:num_requests_running)"))
                        .containsExactly("5");
                assertThat(values(prometheus.url(), "count by (job) (vllm:num_preemptions_created)"))
                        .containsExactly("4");
                assertThat(values(
                                prometheus.url(),
                                "histogram_quantile(1, sum by (le) (vllm:iteration_tokens_total_bucket)) > 0"))
                        .hasSize(1);
            }
        } finally {
            servers.forEach(VllmServer::close);
        }
    }

    private static String configuration(List<VllmServer> servers) {
        StringBuilder targets = new StringBuilder();
        servers.forEach(server -> targets.append(targets.length() == 0 ? "'" : ",'")
                .append(server.address())
                .append('\''));
        return "global:\n  scrape_interval: 1s\nscrape_configs:\n  - job_name: vllm\n    static_configs:\n"
                + "      - targets: [" + targets + "]\n";
    }

    private static JsonNode query(URI prometheus, String text) {
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
        try {
            return JSON.readTree(Http.get(URI.create(prometheus + "/api/v1/query?query=" + encoded))
                            .body())
                    .at("/data/result");
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> values(URI prometheus, String text) {
        List<String> values = new ArrayList<>();
        query(prometheus, text)
                .forEach(sample -> values.add(sample.at("/value/1").textValue()));
        return values;
    }
}

package io.llmlb.sim.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.sim.live.vllm.VllmServer;
import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.trace.TraceRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusterTest {
    @Test
    void readySaysHowToReachIt() throws Exception {
        Path caFile;
        Path prometheusConfig;
        try (Cluster cluster = Cluster.start(
                ClusterOptions.of("h100", "l4").withModel("m").withScrapeInterval(Duration.ofSeconds(1)))) {
            Ready ready = cluster.ready();
            JsonNode json = new ObjectMapper().readTree(ready.json());
            assertThat(json.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "bigip",
                            "user",
                            "password",
                            "certSha256",
                            "caFile",
                            "pool",
                            "model",
                            "virtualServer",
                            "members",
                            "prometheusConfig",
                            "servers",
                            "virtualServers");
            assertThat(json.path("bigip").textValue()).matches("https://127\\.0\\.0\\.1:\\d+");
            assertThat(json.path("virtualServer").textValue()).matches("http://127\\.0\\.0\\.1:\\d+");
            assertThat(json.path("pool").textValue()).isEqualTo("/vllm/Shared/llm_pool");
            assertThat(json.path("model").textValue()).isEqualTo("m");
            assertThat(json.path("certSha256").textValue())
                    .isEqualTo(cluster.bigIp().certSha256());
            List<String> addresses =
                    cluster.servers().stream().map(VllmServer::address).toList();
            assertThat(ready.members()).isEqualTo(addresses);
            assertThat(json.path("members")).extracting(JsonNode::textValue).containsExactlyElementsOf(addresses);
            assertThat(ready.toString()).doesNotContain(ready.password());
            assertThat(ready.password()).matches("[0-9a-f]{24}");
            caFile = Path.of(ready.caFile());
            prometheusConfig = Path.of(ready.prometheusConfig());
            assertThat(caFile).content().startsWith("-----BEGIN CERTIFICATE-----\n");
            assertThat(prometheusConfig)
                    .hasContent("global:\n  scrape_interval: 1s\n  scrape_timeout: 1s\nscrape_configs:\n"
                            + "  - job_name: vllm\n    static_configs:\n" + "      - targets: ['" + addresses.get(0)
                            + "']\n      - targets: ['" + addresses.get(1) + "']\n");
            assertThat(cluster.pool().members()).allSatisfy(member -> {
                assertThat(member.partition()).isEqualTo("vllm");
                assertThat(member.state()).isEqualTo("up");
                assertThat(member.ratio()).isEqualTo(1);
            });
        }
        assertThat(caFile).doesNotExist();
        assertThat(prometheusConfig.getParent()).doesNotExist();
    }

    @Test
    void trafficIsOpenLoopAndMeasuredPerRequest() {
        Trace trace = new Trace(IntStream.range(0, 40)
                .mapToObj(i -> new TraceRequest(i * 50_000_000L, 50 + i, 5 + i))
                .toList());
        try (Cluster cluster = Cluster.start(ClusterOptions.of("h100", "a100"));
                Traffic traffic = Traffic.start(new TrafficOptions(
                        URI.create(cluster.ready().virtualServer()),
                        cluster.ready().model(),
                        trace,
                        Duration.ofSeconds(30)))) {
            assertThat(traffic.awaitOutcomes(40, Duration.ofSeconds(30))).isTrue();
            traffic.stop();
            assertThat(traffic.awaitIdle(Duration.ofSeconds(30))).isTrue();
            TrafficSnapshot snapshot = traffic.snapshot();
            assertThat(snapshot.failed()).isZero();
            assertThat(snapshot.inFlight()).isZero();
            assertThat(snapshot.sent()).isEqualTo(snapshot.completed()).isGreaterThanOrEqualTo(40);
            assertThat(snapshot.results()).allSatisfy(result -> {
                assertThat(result.outputTokens()).isEqualTo(result.promptTokens() - 45);
                assertThat(result.lateness()).isBetween(Duration.ZERO, result.timeToFirstToken());
                assertThat(result.timeToFirstToken()).isPositive().isLessThanOrEqualTo(result.endToEnd());
                assertThat(cluster.ready().members()).contains(result.pod());
            });
            assertThat(snapshot.results())
                    .extracting(TrafficResult::arrival)
                    .contains(Duration.ZERO, Duration.ofMillis(50), Duration.ofMillis(1950));
            long onFirst = snapshot.results().stream()
                    .filter(result ->
                            result.pod().equals(cluster.ready().members().get(0)))
                    .count();
            assertThat(2 * onFirst - snapshot.sent()).isBetween(-1L, 1L);
        }
    }

    @Test
    void aSlowServerDoesNotSlowTheTraffic() {
        Trace trace = new Trace(List.of(new TraceRequest(0, 1, 100), new TraceRequest(20_000_000, 1, 100)));
        try (Cluster cluster = Cluster.start(ClusterOptions.of("h100"))) {
            cluster.servers().get(0).slowFactor(1000);
            try (Traffic traffic = Traffic.start(new TrafficOptions(
                    URI.create(cluster.ready().virtualServer()),
                    cluster.ready().model(),
                    trace,
                    Duration.ofSeconds(60)))) {
                Http.await("20 requests", () -> traffic.snapshot().sent() >= 20);
                assertThat(traffic.snapshot().inFlight()).isGreaterThanOrEqualTo(20);
            }
        }
    }

    @Test
    void aDeadServerIsAFailureAndDoesNotStopTheTraffic() {
        Trace trace = new Trace(List.of(new TraceRequest(0, 1, 1), new TraceRequest(20_000_000, 1, 1)));
        try (Cluster cluster = Cluster.start(ClusterOptions.of("h100"))) {
            cluster.servers().get(0).stop();
            try (Traffic traffic = Traffic.start(new TrafficOptions(
                    URI.create(cluster.ready().virtualServer()), "m", trace, Duration.ofSeconds(5)))) {
                assertThat(traffic.awaitOutcomes(5, Duration.ofSeconds(10))).isTrue();
                TrafficSnapshot snapshot = traffic.snapshot();
                assertThat(snapshot.completed()).isZero();
                assertThat(snapshot.results()).isNotEmpty().noneMatch(TrafficResult::completed);
            }
        }
    }

    @Test
    void anUnknownModelIsAFailureWithItsStatus() {
        Trace trace = new Trace(List.of(new TraceRequest(0, 1, 1), new TraceRequest(20_000_000, 1, 1)));
        try (Cluster cluster = Cluster.start(ClusterOptions.of("h100"));
                Traffic traffic = Traffic.start(new TrafficOptions(
                        URI.create(cluster.ready().virtualServer()), "other", trace, Duration.ofSeconds(5)))) {
            assertThat(traffic.awaitOutcomes(1, Duration.ofSeconds(10))).isTrue();
            assertThat(traffic.snapshot().results().get(0).failure()).isEqualTo("HTTP 404");
        }
    }

    @Test
    void optionsHaveDefaultsAndLimits() {
        ClusterOptions options = ClusterOptions.of("a100");
        assertThat(options.pool()).hasToString("/vllm/Shared/llm_pool");
        assertThat(options.bigIp().orElseThrow().pools())
                .extracting(PoolPlan::loadBalancingMode)
                .containsExactly("ratio-member");
        assertThat(options.bindAddress()).isEqualTo("127.0.0.1");
        assertThat(options.scrapeInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(options.bigIp().orElseThrow().monitorInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThatIllegalArgumentException().isThrownBy(() -> ClusterOptions.of(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> options.withScrapeInterval(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> ClusterOptions.of("a100", "b200"));
    }
}

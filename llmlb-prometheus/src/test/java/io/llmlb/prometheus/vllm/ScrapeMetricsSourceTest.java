package io.llmlb.prometheus.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.data.Offset.offset;

import io.llmlb.core.FailureKind;
import io.llmlb.core.MemberId;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.Signal;
import io.llmlb.prometheus.PrometheusException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScrapeMetricsSourceTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123Z");
    private static final Needs NEEDS = new Needs(
            EnumSet.of(Signal.RUNNING, Signal.GENERATION_TOKENS, Signal.TIME_TO_FIRST_TOKEN),
            Set.of(),
            Duration.ofSeconds(20));
    private static final String PAGE = """
            # TYPE vllm:num_requests_running gauge
            vllm:num_requests_running{engine="0",model_name="m"} 3.0
            vllm:num_requests_running{engine="1",model_name="m"} 4.0
            vllm:num_requests_running{engine="0",model_name="other"} 100.0
            vllm:num_requests_running 1000.0
            vllm:num_requests_waiting{engine="0",model_name="m"} 9.0
            vllm:time_to_first_token_seconds_sum{engine="0",model_name="m"} 2.0
            vllm:time_to_first_token_seconds_count{engine="0",model_name="m"} 4.0
            vllm:time_to_first_token_seconds_bucket{engine="0",le="+Inf",model_name="m"} 4.0
            """;

    private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);

    @Test
    void bringsOneSampleOfEachSeriesOfTheModel() throws IOException {
        try (PageServer server = new PageServer("/metrics", 200, () -> PAGE)) {
            Observation seen = source().observe(Set.of(server.member()), NEEDS);
            assertThat(seen.asOf()).isEqualTo(NOW);
            assertThat(seen.complete()).isTrue();
            assertThat(seen.notes()).isEmpty();
            assertThat(seen.of(server.member()).latest(Signal.RUNNING)).hasValue(7);
            assertThat(seen.of(server.member()).latest(Signal.WAITING)).isEmpty();
            assertThat(seen.of(server.member()).newest()).contains(NOW);
        }
    }

    @Test
    void historiesOfSeveralCallsGiveRates() throws IOException {
        AtomicInteger tokens = new AtomicInteger();
        try (PageServer server = new PageServer(
                "/metrics",
                200,
                () -> "vllm:generation_tokens_total{engine=\"0\",model_name=\"m\"} " + tokens.addAndGet(50) + "\n")) {
            ScrapeMetricsSource source = source();
            Observation history = source.observe(Set.of(server.member()), NEEDS);
            for (int i = 1; i <= 4; i++) {
                clock.set(NOW.plusSeconds(2 * i));
                history = history.plus(source.observe(Set.of(server.member()), NEEDS), Duration.ofSeconds(20));
            }
            assertThat(history.of(server.member())
                            .rate(
                                    Signal.GENERATION_TOKENS,
                                    Duration.ofSeconds(6).plusMillis(1),
                                    clock.get())
                            .getAsDouble())
                    .isCloseTo(25, offset(1e-9));
        }
    }

    @Test
    void aMemberThatFailsIsMissingAndNoted() throws IOException {
        try (PageServer fine = new PageServer("/metrics", 200, () -> PAGE);
                PageServer sick = new PageServer("/metrics", 500, () -> "out of order");
                PageServer other = new PageServer("/metrics", 200, () -> PAGE.replace("\"m\"", "\"n\""));
                PageServer garbage = new PageServer("/metrics", 200, () -> "vllm:num_requests_running{\n")) {
            Observation seen =
                    source().observe(Set.of(fine.member(), sick.member(), other.member(), garbage.member()), NEEDS);
            assertThat(seen.windows()).containsOnlyKeys(fine.member());
            assertThat(seen.complete()).isTrue();
            assertThat(seen.notes())
                    .containsExactlyInAnyOrder(
                            "no metrics of model m for " + sick.member() + ": HTTP 500 (\"out of order\")",
                            "no metrics of model m for " + garbage.member()
                                    + ": no page of metrics, line 1: the line ends too early. Check the address: it"
                                    + " should lead to a page of metrics",
                            "no metrics of model m for " + other.member() + ": answers, but with metrics of n, other");
        }
    }

    @Test
    void whenAllFailTheFirstOneSaysWhy() throws IOException {
        MemberId nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            nobody = MemberId.of("127.0.0.1", closed.getLocalPort());
        }
        PrometheusException failed =
                catchThrowableOfType(PrometheusException.class, () -> source().observe(Set.of(nobody), NEEDS));
        assertThat(failed.kind()).isEqualTo(FailureKind.UNREACHABLE);
        assertThat(failed)
                .hasMessageContaining("no server answered")
                .hasMessageContaining(nobody + ": no connection: ");
    }

    @Test
    void oneDeadlineHoldsForAllMembersHoweverMany() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        List<PageServer> servers = new ArrayList<>();
        Set<MemberId> members = new HashSet<>();
        try (PageServer fine = new PageServer("/metrics", 200, () -> PAGE)) {
            for (int i = 0; i < 40; i++) {
                servers.add(new PageServer("/metrics", 200, () -> {
                    await(end);
                    return PAGE;
                }));
                members.add(servers.get(i).member());
            }
            ScrapeMetricsSource source = ScrapeMetricsSource.builder("m")
                    .deadline(Duration.ofMillis(500))
                    .build();
            long start = System.nanoTime();
            PrometheusException failed =
                    catchThrowableOfType(PrometheusException.class, () -> source.observe(members, NEEDS));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(failed.kind()).isEqualTo(FailureKind.UNREACHABLE);
            assertThat(failed).hasMessageContaining("and 35 more").hasMessageContaining("timed out after 500 ms");

            // The threads are free again.
            assertThat(source.observe(Set.of(fine.member()), NEEDS).windows()).containsOnlyKeys(fine.member());
        } finally {
            end.countDown();
            servers.forEach(PageServer::close);
        }
    }

    @Test
    void manyMembersAreAllScraped() throws IOException {
        List<PageServer> servers = new ArrayList<>();
        Set<MemberId> members = new HashSet<>();
        try {
            for (int i = 0; i < 40; i++) {
                servers.add(new PageServer("/metrics", 200, () -> PAGE));
                members.add(servers.get(i).member());
            }
            ScrapeMetricsSource source = ScrapeMetricsSource.builder("m")
                    .timeout(Duration.ofSeconds(20))
                    .deadline(Duration.ofSeconds(20))
                    .build();
            assertThat(source.observe(members, NEEDS).windows().keySet()).isEqualTo(members);
        } finally {
            servers.forEach(PageServer::close);
        }
    }

    @Test
    void metricsMayBeOnAPortAndPathOfTheirOwn() throws IOException {
        try (PageServer server = new PageServer("/internal/metrics", 200, () -> PAGE)) {
            ScrapeMetricsSource source = ScrapeMetricsSource.builder("m")
                    .port(server.port())
                    .path("/internal/metrics")
                    .build();
            MemberId member = MemberId.of("127.0.0.1", 8000);
            assertThat(source.observe(Set.of(member), NEEDS).of(member).latest(Signal.RUNNING))
                    .hasValue(7);

            // Two members whose metrics are the same page cannot be told apart.
            Observation shared = source.observe(Set.of(member, MemberId.of("127.0.0.1", 8001)), NEEDS);
            assertThat(shared.windows()).isEmpty();
            assertThat(shared.notes()).singleElement().asString().contains("2 members share the target 127.0.0.1:");
        }
    }

    @Test
    void aTokenIsNotTold(@TempDir Path directory) throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "s3cr3t");
        try (PageServer server = new PageServer("/metrics", 403, () -> "no s3cr3t")) {
            ScrapeMetricsSource source =
                    ScrapeMetricsSource.builder("m").tokenFile(token).build();
            PrometheusException failed = catchThrowableOfType(
                    PrometheusException.class, () -> source.observe(Set.of(server.member()), NEEDS));
            assertThat(failed).hasMessageContaining("403").hasMessageNotContaining("s3cr3t");
        }
    }

    @Test
    void refusesWrongSettingsAtOnce() {
        ScrapeMetricsSource.Builder builder = ScrapeMetricsSource.builder("m");
        assertThatThrownBy(() -> builder.port(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.path("metrics")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.path("/a b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.deadline(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    private ScrapeMetricsSource source() {
        return ScrapeMetricsSource.builder("m")
                .timeout(Duration.ofSeconds(10))
                .deadline(Duration.ofSeconds(10))
                .clock(clock::get)
                .build();
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}

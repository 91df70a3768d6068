package io.llmlb.prometheus.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmlb.core.MemberId;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.Signal;
import io.llmlb.prometheus.PrometheusException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that misbehave. */
class ScrapeFaultsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123Z");
    private static final Needs NEEDS =
            new Needs(EnumSet.of(Signal.RUNNING, Signal.GENERATION_TOKENS), Set.of(), Duration.ofSeconds(20));
    private static final String PAGE = "vllm:num_requests_running{engine=\"0\",model_name=\"m\"} 3.0\n";

    private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "python_gc{generation=\"0\"} 1~|answers, but has no vllm: metrics",
                "|answers, but has no vllm: metrics",
                "vllm:cache_config_info{engine=\"0\"} 1~|answers, but has none of the vllm: metrics that are needed",
                "vllm:num_requests_running 1~|answers, but its metrics name no model",
                "vllm:num_requests_running{model_name=\"n\"} 1~|answers, but with metrics of n",
                "vllm:num_requests_running{model_name=\"m\"} NaN~|answers, but without a finite value",
                "vllm:num_requests_running{model_name=\"m\"} 1|the page ends within a line, after 43 bytes",
                "<html><body>Sign in</body></html>~|answers with an HTML page, which is no page of metrics",
                "{\"running\": 3}~|no page of metrics, line 1: expected a metric's name in column 1. Check the address:"
                        + " it should lead to a page of metrics",
            })
    void whyAServerThatAnswersHasNoSamples(String page, String reason) throws IOException {
        try (PageServer fine = new PageServer("/metrics", 200, () -> PAGE);
                PageServer odd = new PageServer("/metrics", 200, () -> page == null ? "" : page.replace('~', '\n'))) {
            ScrapeMetricsSource source = source(Duration.ofSeconds(10));
            Observation seen = source.observe(Set.of(fine.member(), odd.member()), NEEDS);
            assertThat(seen.windows()).containsOnlyKeys(fine.member());
            assertThat(seen.notes()).containsExactly("no metrics of model m for " + odd.member() + ": " + reason);
            assertThat(source.health().members())
                    .containsOnly(
                            Map.entry(fine.member(), new SourceHealth.Member(Optional.of(Duration.ZERO), "")),
                            Map.entry(odd.member(), new SourceHealth.Member(Optional.empty(), reason)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK~Content-Length: 1000~~vllm:x 1~|the connection broke: ",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~vllm:|the connection broke: ",
                "HTTP/1.1 302 Found~Location: http://127.0.0.1:1/~Content-Length: 0~~|HTTP 302, a redirect, probably to",
                "not http at all~~|the connection broke: ",
            })
    void brokenAnswersAreNoSamples(String answer, String reason) throws IOException {
        try (PageServer fine = new PageServer("/metrics", 200, () -> PAGE);
                RawServer broken = new RawServer(answer.replace("~", "\r\n"), RawServer.Then.CLOSE)) {
            Observation seen = source(Duration.ofSeconds(10)).observe(Set.of(fine.member(), broken.member()), NEEDS);
            assertThat(seen.windows()).containsOnlyKeys(fine.member());
            assertThat(seen.notes())
                    .singleElement()
                    .asString()
                    .startsWith("no metrics of model m for " + broken.member() + ": " + reason);
        }
    }

    @Test
    void anEndlessPageIsGivenUp() throws IOException {
        try (RawServer endless = new RawServer("HTTP/1.1 200 OK\r\n\r\n", RawServer.Then.POUR)) {
            PrometheusException failed = catchThrowableOfType(
                    PrometheusException.class,
                    () -> source(Duration.ofSeconds(20)).observe(Set.of(endless.member()), NEEDS));
            assertThat(failed)
                    .hasMessage("metrics of " + endless.member() + ": no server answered; " + endless.member()
                            + ": the answer is larger than 4 MB. Ask for less");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''", "HTTP/1.1 200 OK~Content-Le", "HTTP/1.1 200 OK~Content-Length: 100~~vllm:num_requests"})
    void aServerThatHangsDelaysNobodyAndIsAskedAgainOnlyWhenItsRequestIsGone(String beginning) throws Exception {
        try (PageServer fine = new PageServer("/metrics", 200, () -> PAGE);
                RawServer hanging = new RawServer(beginning.replace("~", "\r\n"), RawServer.Then.HANG)) {
            ScrapeMetricsSource source = ScrapeMetricsSource.builder("m")
                    .timeout(Duration.ofMillis(300))
                    .deadline(Duration.ofSeconds(20))
                    .build();
            Set<MemberId> members = Set.of(fine.member(), hanging.member());
            for (int i = 1; i <= 3; i++) {
                Observation seen = source.observe(members, NEEDS);
                assertThat(seen.windows()).containsOnlyKeys(fine.member());
                assertThat(seen.notes())
                        .containsExactly("no metrics of model m for " + hanging.member() + ": timed out after 300 ms");
                assertThat(hanging.requestsEnded(i)).isTrue();
                assertThat(hanging.accepted()).isEqualTo(i);
            }
        }
    }

    @Test
    void aServerThatTakesNoConnectionIsLateLikeAnyOther() throws IOException {
        List<Socket> queued = new ArrayList<>();
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        try (PageServer fine = new PageServer("/metrics", 200, () -> PAGE);
                ServerSocket full = new ServerSocket(0, 1, loopback)) {
            boolean taken = true;
            for (int i = 0; taken && i < 20; i++) {
                Socket socket = new Socket();
                queued.add(socket);
                try {
                    socket.connect(new InetSocketAddress(loopback, full.getLocalPort()), 300);
                } catch (SocketTimeoutException queueIsFull) {
                    taken = false;
                }
            }
            assertThat(taken).isFalse();
            MemberId member = MemberId.of("127.0.0.1", full.getLocalPort());
            ScrapeMetricsSource source = ScrapeMetricsSource.builder("m")
                    .timeout(Duration.ofMillis(700))
                    .deadline(Duration.ofSeconds(20))
                    .build();
            assertThat(source.observe(Set.of(fine.member(), member), NEEDS).notes())
                    .containsExactly("no metrics of model m for " + member + ": timed out after 700 ms");
        } finally {
            for (Socket socket : queued) {
                socket.close();
            }
        }
    }

    @Test
    void whoHungIsAskedAfterAllOthers() throws IOException {
        List<RawServer> hanging = new ArrayList<>();
        Set<MemberId> members = new TreeSet<>();
        try (PageServer fine = new PageServer("/metrics", 200, () -> PAGE)) {
            for (int i = 0; i < 33; i++) { // more than are asked at a time
                hanging.add(new RawServer("", RawServer.Then.HANG));
                members.add(hanging.get(i).member());
            }
            // All hang and take the whole time; the last was not even asked.
            ScrapeMetricsSource source = ScrapeMetricsSource.builder("m")
                    .timeout(Duration.ofSeconds(10))
                    .deadline(Duration.ofSeconds(2))
                    .build();
            catchThrowableOfType(PrometheusException.class, () -> source.observe(members, NEEDS));
            assertThat(source.health().members().values().stream().map(SourceHealth.Member::reason))
                    .containsOnly("timed out after 2 s", "not asked, since others took the whole 2 s");
            assertThat(source.health().consecutiveFailures()).isEqualTo(1);

            members.add(fine.member());
            assertThat(source.observe(members, NEEDS).windows()).containsOnlyKeys(fine.member());
            assertThat(source.health().consecutiveFailures()).isZero();
        } finally {
            hanging.forEach(RawServer::close);
        }
    }

    @Test
    void connectionsAreKept() throws IOException {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + PAGE.length() + "\r\n\r\n" + PAGE;
        try (RawServer server = new RawServer(answer, RawServer.Then.NEXT)) {
            ScrapeMetricsSource source = source(Duration.ofSeconds(10));
            for (int i = 0; i < 5; i++) {
                assertThat(source.observe(Set.of(server.member()), NEEDS).windows())
                        .containsOnlyKeys(server.member());
            }
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatRestartsCountsFromZeroAndNotBackwards() throws IOException {
        AtomicReference<String> tokens = new AtomicReference<>("0");
        try (PageServer server = new PageServer(
                "/metrics",
                200,
                () -> "vllm:generation_tokens_total{engine=\"0\",model_name=\"m\"} " + tokens.get() + "\n")) {
            ScrapeMetricsSource source = source(Duration.ofSeconds(10));
            Observation history = Observation.empty(NOW);
            List<String> values = List.of("1000", "1100", "20", "50");
            for (int i = 0; i < values.size(); i++) {
                tokens.set(values.get(i));
                clock.set(NOW.plusSeconds(2L * i));
                history = history.plus(source.observe(Set.of(server.member()), NEEDS), Duration.ofSeconds(20));
            }
            assertThat(history.of(server.member()).increase(Signal.GENERATION_TOKENS, NOW, clock.get()))
                    .hasValue(100 + 20 + 30);
        }
    }

    @Test
    void aMappedMemberIsScrapedWhereItsMetricsAre() throws IOException {
        try (PageServer server = new PageServer("/metrics", 200, () -> PAGE)) {
            MemberId known = MemberId.of("192.0.2.7", 30_800);
            MemberId other = new MemberId(known.address(), 4, 30_800);
            ScrapeMetricsSource source = ScrapeMetricsSource.builder("m")
                    .timeout(Duration.ofSeconds(10))
                    .deadline(Duration.ofSeconds(10))
                    .addresses(AddressMapping.of(Map.of(known.toString(), "localhost:" + server.port())))
                    .build();
            Observation seen = source.observe(Set.of(known), NEEDS);
            assertThat(seen.of(known).latest(Signal.RUNNING)).hasValue(3);
            assertThat(seen.notes()).isEmpty();

            ScrapeMetricsSource both = ScrapeMetricsSource.builder("m")
                    .addresses(AddressMapping.of(Map.of(
                            known.toString(), "localhost:" + server.port(),
                            other.toString(), "localhost:" + server.port())))
                    .build();
            assertThat(both.observe(Set.of(known, other), NEEDS).notes())
                    .containsExactly("no metrics of model m for " + other + ", " + known
                            + ": 2 members share the target localhost:" + server.port()
                            + ", and its metrics cannot tell them apart");
        }
    }

    private ScrapeMetricsSource source(Duration time) {
        return ScrapeMetricsSource.builder("m")
                .timeout(time)
                .deadline(time)
                .clock(clock::get)
                .build();
    }
}

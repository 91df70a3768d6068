package io.llmlb.prometheus.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmlb.core.FailureKind;
import io.llmlb.core.MemberId;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.Signal;
import io.llmlb.prometheus.PrometheusException;
import io.llmlb.prometheus.Reply;
import io.llmlb.prometheus.Transport;
import io.llmlb.prometheus.query.PromQl;
import io.llmlb.prometheus.query.PromQlClient;
import io.llmlb.prometheus.query.QueryResult;
import io.llmlb.prometheus.scrape.Exposition;
import io.llmlb.sim.live.PrometheusProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real server says, held against what is made of its samples here. */
@Tag("process")
class RealPrometheusTest {
    private static final String MODEL = "meta-llama/Llama-3.1-8B \"x\\y\"";
    private static final int SCRAPES = 27;
    private static final double[] QUANTILES = {0, 0.01, 0.1, 0.25, 0.5, 0.6180339, 0.75, 0.9, 0.95, 0.99, 0.999, 1};
    private static final List<String> NASTY = List.of(
            "say \"hi\"",
            "back\\slash\\\\n",
            "two\nlines",
            "\u00e9\u20ac\ud83d\ude80",
            "\ufffd",
            "a.b*c+(d|e)[f]{2}^$?",
            "\t\u0001\u007f",
            "a|b",
            "\\Qx\\E",
            "(?i)x",
            "- ~/#&=,");

    @TempDir
    static Path directory;

    private static ScriptedVllm first;
    private static ScriptedVllm second;
    private static PageServer nasty;
    private static PrometheusProcess prometheus;
    private static PromQlClient client;
    private static Instant end;

    @BeforeAll
    static void scrapeForAWhile() throws Exception {
        first = new ScriptedVllm(MODEL.replace("\\", "\\\\").replace("\"", "\\\""), 1, SCRAPES);
        second = new ScriptedVllm(MODEL.replace("\\", "\\\\").replace("\"", "\\\""), 2, SCRAPES);
        nasty = new PageServer("/metrics", 200, RealPrometheusTest::nastyPage);
        prometheus = PrometheusProcess.start(config());
        client = PromQlClient.builder(prometheus.url()).build();
        assertThat(first.scraped().await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.scraped().await(60, TimeUnit.SECONDS)).isTrue();
        // Half a second back: the last scrapes are certainly stored.
        end = Instant.ofEpochMilli(Instant.now().toEpochMilli() - 500);
    }

    @AfterAll
    static void stop() {
        try {
            prometheus.close();
        } finally {
            first.close();
            second.close();
            nasty.close();
        }
    }

    @Test
    void ratesMeansAndQuantilesAreThoseOfPromQl() {
        for (ScriptedVllm server : List.of(first, second)) {
            Set<Long> times = new HashSet<>();
            SampleWindow window = window(server.member(), times);
            assertThat(times).hasSizeGreaterThan(20);
            Random random = new Random(7);
            int compared = 0;
            for (int i = 0; i < 30; i++) {
                Duration range = Duration.ofSeconds(2 + random.nextInt(24));
                Instant at = end.minusMillis(random.nextInt(20_000));
                // Up to 2.x a sample at the very left edge counts, from 3.0 on it does not.
                if (times.contains(at.minus(range).toEpochMilli())) {
                    continue;
                }
                compared += compare(window, server.member(), range, at);
            }
            assertThat(compared).isGreaterThan(300);
        }
    }

    /** How many values were there to compare. */
    private static int compare(SampleWindow window, MemberId member, Duration range, Instant at) {
        int present = 0;
        String in = "{instance=\"" + member + "\"}[" + range.toSeconds() + "s]";
        for (Signal signal : Signal.values()) {
            String name = name(signal);
            switch (signal.form()) {
                case GAUGE -> {}
                case COUNTER -> present += same(window.rate(signal, range, at), "sum(rate(" + name + in + "))", at);
                case HISTOGRAM -> {
                    present += same(
                            window.observationsPerSecond(signal, range, at),
                            "sum(rate(" + name + "_count" + in + "))",
                            at);
                    present += same(
                            window.mean(signal, range, at),
                            "sum(rate(" + name + "_sum" + in + ")) / sum(rate(" + name + "_count" + in + "))",
                            at);
                    for (double q : QUANTILES) {
                        present += same(
                                window.quantile(signal, q, range, at),
                                "histogram_quantile(" + q + ", sum by (le) (rate(" + name + "_bucket" + in + ")))",
                                at);
                    }
                }
            }
        }
        return present;
    }

    private static int same(OptionalDouble ours, String promQl, Instant at) {
        OptionalDouble theirs = ask(promQl, at);
        String what = promQl + " at " + at + ": ours " + ours + ", theirs " + theirs;
        assertThat(ours.isPresent()).as(what).isEqualTo(theirs.isPresent());
        if (ours.isEmpty()) {
            return 0;
        }
        double scale = Math.max(Math.abs(theirs.getAsDouble()), 1e-9);
        assertThat(Math.abs(ours.getAsDouble() - theirs.getAsDouble()) / scale)
                .as(what)
                .isLessThan(1e-9);
        return 1;
    }

    @Test
    void theNewestValuesOfGaugesAreThoseOfPromQl() {
        for (ScriptedVllm server : List.of(first, second)) {
            SampleWindow window = window(server.member(), new HashSet<>());
            String in = "{instance=\"" + server.member() + "\"}";
            assertThat(window.latest(Signal.RUNNING)).isEqualTo(ask("sum(vllm:num_requests_running" + in + ")", end));
            assertThat(window.latest(Signal.KV_CACHE_USAGE))
                    .isEqualTo(ask("max(vllm:kv_cache_usage_perc" + in + ")", end));
            assertThat(window.latest(Signal.RUNNING)).isPresent();
        }
    }

    @Test
    void theSourceFindsEachMembersSamplesWithTheirTrueTimes() {
        Needs needs =
                new Needs(EnumSet.allOf(Signal.class), Set.of(Signal.TIME_TO_FIRST_TOKEN), Duration.ofSeconds(20));
        MemberId dark = MemberId.of("127.0.0.1", 1);
        Observation seen = PrometheusMetricsSource.builder(client, MODEL)
                .matcher("job", "vllm")
                .build()
                .observe(Set.of(first.member(), second.member(), dark), needs);
        assertThat(seen.complete()).isTrue();
        assertThat(seen.windows()).containsOnlyKeys(first.member(), second.member());
        assertThat(seen.notes())
                .containsExactly(
                        "no metrics of model " + MODEL + " for 127.0.0.1:1: no target of this address in the answer");
        for (ScriptedVllm server : List.of(first, second)) {
            SampleWindow window = seen.of(server.member());
            Instant newest = window.newest().orElseThrow();
            assertThat(newest).isBetween(seen.asOf().minusSeconds(5), seen.asOf());
            String running = "vllm:num_requests_running{instance=\"" + server.member() + "\"}";
            assertThat(ask("max(timestamp(" + running + "))", newest)).hasValue(newest.toEpochMilli() / 1000.0);
            assertThat(ask("sum(" + running + ")", newest)).isEqualTo(window.latest(Signal.RUNNING));
            assertThat(window.quantile(Signal.TIME_TO_FIRST_TOKEN, 0.5, Duration.ofSeconds(20), seen.asOf()))
                    .isPresent();
            assertThat(window.quantile(Signal.INTER_TOKEN_LATENCY, 0.5, Duration.ofSeconds(20), seen.asOf()))
                    .isEmpty();
            assertThat(window.mean(Signal.INTER_TOKEN_LATENCY, Duration.ofSeconds(20), seen.asOf()))
                    .isPresent();
        }
    }

    /** A loop ten times as fast as the scrapes sees every one of them, and yet asks about once for each. */
    @Test
    void asksARealServerOnlyWhenItHasScraped() throws Exception {
        PrometheusMetricsSource source =
                PrometheusMetricsSource.builder(client, MODEL).build();
        Needs needs = new Needs(EnumSet.of(Signal.RUNNING), Set.of(), Duration.ofSeconds(20));
        Set<Instant> scrapes = new TreeSet<>();
        AtomicInteger cycles = new AtomicInteger();
        double before = queries();
        CountDownLatch enough = new CountDownLatch(8);
        ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
        Future<?> failing = loop.scheduleAtFixedRate(
                () -> {
                    cycles.incrementAndGet();
                    Observation seen = source.observe(Set.of(first.member()), needs);
                    if (scrapes.add(seen.of(first.member()).newest().orElseThrow())) {
                        enough.countDown();
                    }
                },
                0,
                100,
                TimeUnit.MILLISECONDS);
        try {
            assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(failing.isDone()).isFalse();
        } finally {
            loop.shutdownNow();
            assertThat(loop.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        // Every cycle would be about 70.
        assertThat(queries() - before).isBetween(8.0, Math.max(8 + 3 * 8.0, cycles.get() / 2.0));
    }

    /** How many queries the server has answered, as it tells itself. */
    private static double queries() {
        Reply reply = Transport.builder().build().get(prometheus.url().resolve("/metrics"), Duration.ofSeconds(10));
        double[] sum = {0};
        Exposition.read(reply.body(), "page", "prometheus_http_requests_total"::equals, sample -> {
            if ("/api/v1/query".equals(sample.labels().get("handler"))) {
                sum[0] += sample.value();
            }
        });
        return sum[0];
    }

    @Test
    void aMappedMemberHasTheSamplesOfItsTargetAndOneWithoutVllmHasNone() {
        MemberId silent = MemberId.of("127.0.0.1", nasty.member().port());
        PrometheusMetricsSource source = PrometheusMetricsSource.builder(client, MODEL)
                .addresses(
                        AddressMapping.of(Map.of("192.0.2.1:80", first.member().toString())))
                .build();
        MemberId known = MemberId.of("192.0.2.1", 80);
        Observation seen = source.observe(
                Set.of(known, silent), new Needs(EnumSet.of(Signal.RUNNING), Set.of(), Duration.ofSeconds(20)));
        assertThat(seen.windows()).containsOnlyKeys(known);
        assertThat(source.health().members().get(silent))
                .isEqualTo(new SourceHealth.Member(Optional.empty(), "no target of this address in the answer"));
        assertThat(source.health().members().get(known).reason()).isEmpty();
    }

    @Test
    void anotherModelHasNoMetrics() {
        Observation seen = PrometheusMetricsSource.builder(client, "another")
                .build()
                .observe(
                        Set.of(first.member()),
                        new Needs(EnumSet.of(Signal.RUNNING), Set.of(), Duration.ofSeconds(20)));
        assertThat(seen.windows()).isEmpty();
        assertThat(seen.notes())
                .containsExactly("no metrics of model another for " + first.member()
                        + ": no target of this address in the answer");
    }

    @Test
    void everyTextCanBeLookedFor() {
        for (int i = 0; i < NASTY.size(); i++) {
            String text = NASTY.get(i);
            for (String matcher : List.of(
                    PromQl.equal("text", text),
                    PromQl.anyOf("text", List.of(text)),
                    PromQl.anyOf("text", List.of("none", text, "(")))) {
                QueryResult.Vector found = (QueryResult.Vector) client.query("nasty{" + matcher + "}", end);
                assertThat(found.samples()).as("%s", matcher).hasSize(1);
                assertThat(found.samples().get(0).labels()).containsEntry("text", text);
                assertThat(found.samples().get(0).point().value()).isEqualTo(i);
            }
        }
        QueryResult.Vector all = (QueryResult.Vector) client.query("nasty{" + PromQl.anyOf("text", NASTY) + "}", end);
        assertThat(all.samples()).hasSameSizeAs(NASTY);
    }

    @Test
    void readsEveryShapeAndError() {
        assertThat(((QueryResult.Scalar) client.query("1 / 0", end)).point())
                .isEqualTo(new QueryResult.Point(end, Double.POSITIVE_INFINITY));
        assertThat(((QueryResult.StringResult) client.query("\"a\\nb\"", end)).value())
                .isEqualTo("a\nb");
        assertThat(client.queryRange("vector(0.00001)", end.minusSeconds(3), end, Duration.ofMillis(1500))
                        .series())
                .singleElement()
                .satisfies(series -> assertThat(series.points())
                        .containsExactly(
                                new QueryResult.Point(end.minusSeconds(3), 0.00001),
                                new QueryResult.Point(end.minusMillis(1500), 0.00001),
                                new QueryResult.Point(end, 0.00001)));
        assertThat(client.query("up").remarks().date()).isPresent();
        QueryResult posted = PromQlClient.builder(prometheus.url())
                .method(PromQlClient.Method.POST)
                .build()
                .query("count({__name__=~\"" + "x|".repeat(10_000) + "nasty\"})", end);
        assertThat(((QueryResult.Vector) posted).samples().get(0).point().value())
                .isEqualTo(NASTY.size());

        PrometheusException syntax = catchThrowableOfType(PrometheusException.class, () -> client.query("rate(up"));
        assertThat(syntax.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(syntax).hasMessageContaining("bad_data").hasMessageContaining("parse error");
        PrometheusException execution = catchThrowableOfType(
                PrometheusException.class, () -> client.query("label_replace(up, \"x\", \"$1\", \"job\", \"(\")"));
        assertThat(execution.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(execution).hasMessageContaining("execution");
    }

    /** The samples of a minute up to the end, as they are stored. */
    private static SampleWindow window(MemberId member, Set<Long> times) {
        QueryResult.Matrix raw =
                (QueryResult.Matrix) client.query("{__name__=~\"vllm:.*\",instance=\"" + member + "\"}[60s]", end);
        TargetSamples samples = new TargetSamples();
        for (QueryResult.Series series : raw.series()) {
            for (QueryResult.Point point : series.points()) {
                times.add(point.at().toEpochMilli());
                samples.add(series.labels().get("__name__"), series.labels(), point.at(), point.value());
            }
        }
        return TargetSamples.window(List.of(samples));
    }

    private static OptionalDouble ask(String promQl, Instant at) {
        QueryResult.Vector vector = (QueryResult.Vector) client.query(promQl, at);
        if (vector.samples().isEmpty()
                || Double.isNaN(vector.samples().get(0).point().value())) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(vector.samples().get(0).point().value());
    }

    private static String name(Signal signal) {
        return VllmMetric.ALL.get(signal.ordinal()).names().get(0);
    }

    private static String nastyPage() {
        StringBuilder page = new StringBuilder();
        for (int i = 0; i < NASTY.size(); i++) {
            String text =
                    NASTY.get(i).replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
            page.append("nasty{text=\"").append(text).append("\"} ").append(i).append('\n');
        }
        return page.toString();
    }

    private static Path config() throws IOException {
        return Files.writeString(
                directory.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, scrape_timeout: 1s}
                scrape_configs:
                  - job_name: vllm
                    static_configs: [{targets: ['%s', '%s']}]
                  - job_name: nasty
                    static_configs: [{targets: ['%s']}]
                """.formatted(first.member(), second.member(), nasty.member()));
    }
}

package io.llmlb.prometheus.vllm;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.llmlb.core.FailureKind;
import io.llmlb.core.MemberId;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.Signal;
import io.llmlb.prometheus.PrometheusException;
import io.llmlb.prometheus.query.PromQlClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When the source asks the server, and what it says in between. */
class AskingTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final MemberId A = MemberId.of("10.0.0.1", 8000);
    private static final MemberId B = MemberId.of("10.0.0.2", 8000);
    private static final Needs RUNNING = new Needs(EnumSet.of(Signal.RUNNING), Set.of(), Duration.ofSeconds(15));
    private static final String NO_TARGET = "no target of this address in the answer";

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    private Instant now = START;
    private final PrometheusMetricsSource source = builder().build();

    @Test
    void aLoopOfTwoSecondsOverAScrapeOfThirtyAsksOnceInThirty() {
        List<Integer> askedAt = new ArrayList<>();
        for (int second = 0; second <= 130; second += 2) {
            at(second);
            scraped(second, A);
            int before = questions();
            Observation seen = source.observe(Set.of(A), RUNNING);
            if (questions() > before) {
                askedAt.add(second);
            }
            assertThat(seen.asOf()).isEqualTo(now);
            assertThat(seen.complete()).isTrue();
            assertThat(seen.notes()).isEmpty();
            assertThat(seen.of(A).newest()).contains(newest(second));
            assertThat(seen.of(A).latest(Signal.RUNNING))
                    .hasValue(newest(second).getEpochSecond() % 1000);
        }
        // Scrapes are at 25, 55, 85, 115; the cycles at even seconds.
        assertThat(askedAt).containsExactly(0, 26, 56, 86, 116);
        assertThat(ranges()).containsExactly("[120s]", "[90s]", "[90s]", "[90s]", "[90s]");
    }

    @Test
    void otherMembersOrNeedsAreAskedForAtOnce() {
        scraped(0, A);
        source.observe(Set.of(A), RUNNING);
        source.observe(Set.of(A), RUNNING);
        assertThat(questions()).isEqualTo(1);
        source.observe(Set.of(A, B), RUNNING);
        assertThat(questions()).isEqualTo(2);
        source.observe(
                Set.of(A, B), new Needs(EnumSet.of(Signal.RUNNING, Signal.WAITING), Set.of(), Duration.ofSeconds(15)));
        assertThat(questions()).isEqualTo(3);
    }

    @Test
    void aMemberWithoutSamplesIsAskedForMoreAndMoreSeldom() {
        scraped(0, A);
        List<Integer> askedAt = new ArrayList<>();
        for (int second = 0; second < 24; second += 2) { // the next scrape is at 25
            at(second);
            int before = questions();
            Observation seen = source.observe(Set.of(A, B), RUNNING);
            assertThat(seen.windows()).containsOnlyKeys(A);
            assertThat(seen.notes()).containsExactly("no metrics of model m for 10.0.0.2:8000: " + NO_TARGET);
            if (questions() > before) {
                askedAt.add(second);
            }
        }
        assertThat(askedAt).containsExactly(0, 2, 4, 6, 8, 10, 14, 18);
        assertThat(source.health().members())
                .containsEntry(B, new SourceHealth.Member(Optional.empty(), NO_TARGET))
                .containsEntry(A, new SourceHealth.Member(Optional.of(Duration.ofSeconds(5 + 22)), ""));
    }

    @Test
    void aFailureIsThrownAgainUntilTheServerIsAskedAgain() {
        SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(503)));
        List<Integer> askedAt = new ArrayList<>();
        for (int second = 0; second < 24; second += 2) {
            at(second);
            int before = questions();
            PrometheusException failed =
                    catchThrowableOfType(PrometheusException.class, () -> source.observe(Set.of(A), RUNNING));
            assertThat(failed.kind()).isEqualTo(FailureKind.BUSY);
            if (questions() > before) {
                askedAt.add(second);
            }
        }
        assertThat(askedAt).containsExactly(0, 2, 4, 6, 8, 10, 14, 18);
        SourceHealth sick = source.health();
        assertThat(sick.lastSuccess()).isEmpty();
        assertThat(sick.consecutiveFailures()).isEqualTo(8);
        String sentence = SERVER.baseUrl() + "/api/v1/query: HTTP 503";
        assertThat(sick.lastFailure()).contains(new SourceHealth.Failure(START.plusSeconds(18), sentence));
        assertThat(sick.members())
                .containsOnly(
                        Map.entry(A, new SourceHealth.Member(Optional.empty(), "the source has not answered yet")));

        at(24);
        scraped(24, A);
        assertThat(source.observe(Set.of(A), RUNNING).windows()).containsOnlyKeys(A);
        SourceHealth well = source.health();
        assertThat(well.lastSuccess()).contains(now);
        assertThat(well.consecutiveFailures()).isZero();
        assertThat(well.lastFailure()).isEqualTo(sick.lastFailure());
        assertThat(well.members())
                .containsOnly(Map.entry(A, new SourceHealth.Member(Optional.of(Duration.ofSeconds(29)), "")));
    }

    @Test
    void aWarningIsAFailureThatBringsSamplesAndIsAskedAgain() {
        String warned = page(0, A).replace("'data'", "'warnings':['store x is down'],'data'");
        answer(warned);
        for (int second = 0; second < 4; second += 2) {
            at(second);
            Observation seen = source.observe(Set.of(A), RUNNING);
            assertThat(seen.complete()).isFalse();
            assertThat(seen.notes()).containsExactly("warning of " + SERVER.baseUrl() + ": store x is down");
        }
        assertThat(questions()).isEqualTo(2);
        assertThat(source.health().consecutiveFailures()).isEqualTo(2);
        assertThat(source.health().lastFailure().orElseThrow().sentence())
                .isEqualTo("warning of " + SERVER.baseUrl() + ": store x is down");
        at(4);
        scraped(4, A);
        assertThat(source.observe(Set.of(A), RUNNING).complete()).isTrue();
    }

    @Test
    void theAgeOfTheNewestSampleGrowsWhileTheServerIsDown() {
        scraped(0, A);
        source.observe(Set.of(A), RUNNING);
        SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(503)));
        at(40);
        assertThatThrownBy(() -> source.observe(Set.of(A), RUNNING)).isInstanceOf(PrometheusException.class);
        at(41);
        assertThat(source.health().members())
                .containsOnly(Map.entry(A, new SourceHealth.Member(Optional.of(Duration.ofSeconds(46)), "")));
        assertThat(source.health().lastSuccess()).contains(START);
    }

    @Test
    void aFloorUnderTheTimeBetweenQueriesHolds() {
        PrometheusMetricsSource slow =
                builder().atMostEvery(Duration.ofSeconds(30)).build();
        for (int second = 0; second < 120; second += 2) {
            at(second);
            scraped(second, A);
            slow.observe(Set.of(A, B), RUNNING);
        }
        assertThat(questions()).isEqualTo(4);
        assertThatThrownBy(() -> builder().atMostEvery(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNamespaceGoesWithEachQueryAsMatcherAndAsParameter() {
        scraped(0, A);
        PromQlClient client = PromQlClient.builder(URI.create(SERVER.baseUrl()))
                .parameter("partial_response", "false")
                .build();
        for (PrometheusMetricsSource one : List.of(
                PrometheusMetricsSource.builder(client, "m").namespace("vllm").build(),
                PrometheusMetricsSource.builder(client, "m" + "x".repeat(7700))
                        .namespace("vllm")
                        .build())) {
            one.observe(Set.of(A), new Needs(EnumSet.allOf(Signal.class), Set.of(), Duration.ofSeconds(15)));
        }
        assertThat(questions()).isGreaterThan(2);
        assertThat(SERVER.getAllServeEvents()).allSatisfy(event -> {
            assertThat(event.getRequest().queryParameter("namespace").values()).containsExactly("vllm");
            assertThat(event.getRequest().queryParameter("partial_response").values())
                    .containsExactly("false");
            assertThat(event.getRequest().queryParameter("query").firstValue()).contains(",namespace=\"vllm\"}");
        });
        // The client itself is as it was.
        SERVER.resetRequests();
        client.query("up");
        assertThat(SERVER.getAllServeEvents())
                .singleElement()
                .satisfies(event -> assertThat(event.getRequest().getUrl()).doesNotContain("namespace"));
    }

    private PrometheusMetricsSource.Builder builder() {
        return PrometheusMetricsSource.builder(
                        PromQlClient.builder(URI.create(SERVER.baseUrl())).build(), "m")
                .clock(() -> now);
    }

    private void at(int second) {
        now = START.plusSeconds(second);
    }

    /** Scrapes are at 25 s of every 30. */
    private static Instant newest(int second) {
        return START.plusSeconds(Math.floorDiv(second - 25, 30) * 30L + 25);
    }

    private static void scraped(int second, MemberId member) {
        answer(page(second, member));
    }

    /** Three samples of a gauge that is its own time. */
    private static String page(int second, MemberId member) {
        List<String> points = new ArrayList<>();
        for (int back = 60; back >= 0; back -= 30) {
            long at = newest(second).getEpochSecond() - back;
            points.add("[" + at + ",'" + at % 1000 + "']");
        }
        return "{'status':'success','data':{'resultType':'matrix','result':[{'metric':{'__name__':"
                + "'vllm:num_requests_running','model_name':'m','instance':'" + member + "'},'values':"
                + points + "}]}}";
    }

    private static void answer(String body) {
        SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withBody(body.replace('\'', '"'))));
    }

    private static int questions() {
        return SERVER.getAllServeEvents().size();
    }

    private static List<String> ranges() {
        List<String> ranges = new ArrayList<>();
        SERVER.getAllServeEvents().forEach(event -> {
            String query = event.getRequest().queryParameter("query").firstValue();
            ranges.add(0, query.substring(query.lastIndexOf('[')));
        });
        return ranges;
    }
}

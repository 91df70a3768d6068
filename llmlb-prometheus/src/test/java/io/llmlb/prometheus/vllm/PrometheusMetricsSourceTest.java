package io.llmlb.prometheus.vllm;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusMetricsSourceTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.400Z");
    private static final String DATE = "Sun, 22 Nov 2026 12:00:00 GMT";
    private static final MemberId A = MemberId.of("10.0.0.1", 8000);
    private static final MemberId B = MemberId.of("10.0.0.2", 8000);
    private static final Needs RUNNING = new Needs(EnumSet.of(Signal.RUNNING), Set.of(), Duration.ofSeconds(15));

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    @Test
    void asksOnceForTheRawSamplesOfTheNamesThatAreNeeded() {
        answer(matrix("", running("10.0.0.1:8000", "", "[1795348795.123,'3'],[1795348799.5,'4']")));
        Needs needs = new Needs(
                EnumSet.of(Signal.RUNNING, Signal.KV_CACHE_USAGE, Signal.TIME_TO_FIRST_TOKEN),
                Set.of(),
                Duration.ofMillis(120_001));
        PrometheusMetricsSource source = PrometheusMetricsSource.builder(client(), "meta/\"L\"-3.1")
                .namespace("vllm")
                .clock(InstantSource.fixed(NOW))
                .build();
        Observation seen = source.observe(Set.of(A), needs);
        assertThat(queries())
                .containsExactly(
                        "{__name__=~\"vllm:num_requests_running|vllm:kv_cache_usage_perc|vllm:gpu_cache_usage_perc"
                                + "|vllm:time_to_first_token_seconds_sum|vllm:time_to_first_token_seconds_count\","
                                + "model_name=\"meta/\\\"L\\\"-3.1\",namespace=\"vllm\"}[121s]");
        assertThat(seen.of(A).newest()).contains(Instant.ofEpochMilli(1795348799500L));
        assertThat(seen.of(A).latest(Signal.RUNNING)).hasValue(4);
        assertThat(seen.complete()).isTrue();
        assertThat(seen.notes()).isEmpty();
        assertThat(seen.asOf()).isEqualTo(NOW);
    }

    @Test
    void looksBackTwoMinutesAtFirst() {
        answer(matrix(""));
        source().observe(Set.of(A), RUNNING);
        assertThat(queries()).singleElement().asString().endsWith("[120s]");
    }

    @Test
    void asksNothingWhenNothingIsNeeded() {
        answer(matrix(""));
        assertThat(source().observe(Set.of(A), new Needs(Set.of(), Set.of(), Duration.ofSeconds(20))))
                .isEqualTo(Observation.empty(NOW));
        assertThat(source().observe(Set.of(), RUNNING)).isEqualTo(Observation.empty(NOW));
        assertThat(queries()).isEmpty();
    }

    @Test
    void namesTheModelsThereAreWhateverItsOwnIs() {
        answer(
                "{'status':'success','data':{'resultType':'vector','result':[{'metric':{'model_name':'b'},'value':[1,'2']},"
                        .concat("{'metric':{},'value':[1,'1']},{'metric':{'model_name':'a'},'value':[1,'1']}]}}")
                        .replace('\'', '"'));
        PrometheusMetricsSource source =
                PrometheusMetricsSource.builder(client(), "m").namespace("vllm").build();
        assertThat(source.models()).containsExactly("a", "b");
        assertThat(queries())
                .containsExactly(
                        "count by (model_name) ({__name__=~\"vllm:num_requests_running\",namespace=\"vllm\"})");
        answer(matrix(""));
        PrometheusException wrong = catchThrowableOfType(PrometheusException.class, source::models);
        assertThat(wrong.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(wrong).hasMessageContaining("an instant query was not answered with a vector");
    }

    @Test
    void splitsTheNamesWhenTheUrlWouldBeTooLongAndLosesNone() {
        answer(matrix("", running("10.0.0.1:8000", "", "[1795348799.5,'4']")));
        Needs all = new Needs(EnumSet.allOf(Signal.class), Set.of(), Duration.ofSeconds(20));
        PrometheusMetricsSource source = PrometheusMetricsSource.builder(client(), "m" + "x".repeat(7400))
                .clock(InstantSource.fixed(NOW))
                .build();
        source.observe(Set.of(A), all);
        assertThat(queries()).hasSizeGreaterThan(1);
        List<String> names = queries().stream()
                .flatMap(query -> Arrays.stream(query.substring(query.indexOf('"') + 1, query.indexOf("\","))
                        .split("\\|")))
                .toList();
        assertThat(names).containsExactlyInAnyOrderElementsOf(VllmMetric.seriesNames(all));
        SERVER.getAllServeEvents()
                .forEach(event -> assertThat(
                                (SERVER.baseUrl() + event.getRequest().getUrl()).length())
                        .isLessThan(8192));
    }

    @Test
    void failsAsAWholeWhenOneOfItsQueriesFails() {
        answer(matrix(""));
        SERVER.stubFor(any(urlPathEqualTo("/api/v1/query"))
                .withQueryParam("query", containing("latency"))
                .willReturn(aResponse().withStatus(503)));
        PrometheusMetricsSource source =
                PrometheusMetricsSource.builder(client(), "x".repeat(7400)).build();
        Needs all = new Needs(EnumSet.allOf(Signal.class), Set.of(), Duration.ofSeconds(20));
        PrometheusException failed =
                catchThrowableOfType(PrometheusException.class, () -> source.observe(Set.of(A), all));
        assertThat(failed.kind()).isEqualTo(FailureKind.BUSY);
    }

    @Test
    void aWarningMakesTheObservationIncompleteAndAHintDoesNot() {
        answer(matrix("'warnings':['store x is down'],", running("10.0.0.1:8000", "", "[1795348799.5,'4']")));
        Observation warned = source().observe(Set.of(A), RUNNING);
        assertThat(warned.complete()).isFalse();
        assertThat(warned.notes()).containsExactly("warning of " + SERVER.baseUrl() + ": store x is down");
        assertThat(warned.of(A).latest(Signal.RUNNING)).hasValue(4);

        answer(matrix("'infos':['a hint'],", running("10.0.0.1:8000", "", "[1795348799.5,'4']")));
        Observation hinted = source().observe(Set.of(A), RUNNING);
        assertThat(hinted.complete()).isTrue();
        assertThat(hinted.notes()).containsExactly("hint of " + SERVER.baseUrl() + ": a hint");
    }

    @Test
    void namesMembersWithoutTargetAndTargetsWithoutMember() {
        List<String> targets = new ArrayList<>();
        for (int i = 1; i <= 7; i++) {
            targets.add(running("10.9.9." + i + ":8000", "", "[1795348799.5,'4']"));
        }
        targets.add(running("vllm-0.vllm:8000", "", "[1795348799.5,'4']"));
        answer(matrix("", targets.toArray(String[]::new)));
        Observation seen = source().observe(Set.of(A, B), RUNNING);
        assertThat(seen.windows()).isEmpty();
        assertThat(seen.complete()).isTrue();
        assertThat(seen.notes())
                .containsExactly(
                        "no metrics of model m for 10.0.0.1:8000, 10.0.0.2:8000: no target of this address in the"
                                + " answer",
                        "these targets are no members of the pool: 10.9.9.1:8000, 10.9.9.2:8000, 10.9.9.3:8000,"
                                + " 10.9.9.4:8000, 10.9.9.5:8000 and 3 more");
    }

    @Test
    void twoReplicasThatAreNotDeduplicatedGiveNothing() {
        answer(matrix(
                "",
                running("10.0.0.1:8000", "'prometheus_replica':'0',", "[1795348794,'3'],[1795348799,'4']"),
                running("10.0.0.1:8000", "'prometheus_replica':'1',", "[1795348796,'3'],[1795348800,'4']"),
                running("10.0.0.2:8000", "'prometheus_replica':'0',", "[1795348799,'5']")));
        Observation seen = source().observe(Set.of(A, B), RUNNING);
        assertThat(seen.windows()).containsOnlyKeys(B);
        assertThat(seen.notes())
                .containsExactly("no metrics of model m for 10.0.0.1:8000: 2 targets with the same series, so none is"
                        + " used; they differ in prometheus_replica (0, 1)");
    }

    @Test
    void targetsThatTakeTurnsOnceAreStillTwo() {
        answer(matrix(
                "",
                running("10.0.0.1:8000", "'pod':'a',", "[1795348790,'3']"),
                running("10.0.0.1:8000", "'pod':'b',", "[1795348799,'4']")));
        assertThat(source().observe(Set.of(A), RUNNING).windows()).isEmpty();
    }

    @Test
    void aNewPodOnTheSameAddressTakesTheOldOnesPlace() {
        answer(matrix(
                "",
                running("10.0.0.1:8000", "'pod':'a',", "[1795348780,'30'],[1795348785,'30']"),
                running("10.0.0.1:8000", "'pod':'b',", "[1795348794,'3'],[1795348799,'4']")));
        Observation seen = source().observe(Set.of(A), RUNNING);
        assertThat(seen.of(A).latest(Signal.RUNNING)).hasValue(4);
        assertThat(seen.of(A).between(Instant.ofEpochSecond(1795348794), Instant.ofEpochSecond(1795348999)))
                .usingRecursiveComparison()
                .isEqualTo(seen.of(A));
        assertThat(seen.notes()).isEmpty();
    }

    @Test
    void membersThatDifferInTheirRouteDomainAloneGetNothing() {
        answer(matrix("", running("10.0.0.1:8000", "", "[1795348799,'4']")));
        MemberId twin = new MemberId(A.address(), 5, 8000);
        Observation seen = source().observe(Set.of(A, twin), RUNNING);
        assertThat(seen.windows()).isEmpty();
        assertThat(seen.notes())
                .containsExactly("no metrics of model m for 10.0.0.1%5:8000, 10.0.0.1:8000: 2 members share the target"
                        + " 10.0.0.1:8000, and its metrics cannot tell them apart");
    }

    @Test
    void findsTheMemberByTheMappingOrByTheInstanceBeforeRelabelling() {
        answer(matrix(
                "",
                running("vllm-0", "", "[1795348799,'4']"),
                running("gateway:9091", "'exported_instance':'10.0.0.2:8000',", "[1795348799,'5']")));
        PrometheusMetricsSource source = PrometheusMetricsSource.builder(client(), "m")
                .addresses(AddressMapping.of(Map.of("10.0.0.1:8000", "vllm-0")))
                .clock(InstantSource.fixed(NOW))
                .build();
        Observation seen = source.observe(Set.of(A, B), RUNNING);
        assertThat(seen.of(A).latest(Signal.RUNNING)).hasValue(4);
        assertThat(seen.of(B).latest(Signal.RUNNING)).hasValue(5);
        assertThat(seen.notes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "2026-11-22T12:00:00.400Z|2026-11-22T12:00:00.400Z|-",
                "2026-11-22T12:00:01.900Z|2026-11-22T12:00:01.900Z|-",
                "2026-11-22T12:00:02.500Z|2026-11-22T12:00:00.000Z|-",
                "2026-11-22T11:59:57.000Z|2026-11-22T12:00:00.000Z|-",
                "2026-11-22T12:00:07.000Z|2026-11-22T12:00:00.000Z|the server's clock is 7 s behind the local one",
                "2026-11-22T11:58:00.000Z|2026-11-22T12:00:00.000Z|the server's clock is 120 s ahead of the local one",
            })
    void tellsTheTimeByTheServersClockWhenTheLocalOneIsOff(Instant local, Instant asOf, String note) {
        answer(matrix("", running("10.0.0.1:8000", "", "[1795348790,'4']")));
        PrometheusMetricsSource source = PrometheusMetricsSource.builder(client(), "m")
                .clock(InstantSource.fixed(local))
                .build();
        Observation seen = source.observe(Set.of(A), RUNNING);
        assertThat(seen.asOf()).isEqualTo(asOf);
        assertThat(seen.notes()).isEqualTo(note == null ? List.of() : List.of(note));
    }

    @Test
    void theNewestSampleIsNotInTheFuture() {
        answer(matrix("", running("10.0.0.1:8000", "", "[1795348801.5,'4']")));
        assertThat(source().observe(Set.of(A), RUNNING).asOf()).isEqualTo(Instant.ofEpochMilli(1795348801500L));
        answer(matrix("", running("10.0.0.1:8000", "", "[1795348891.5,'4']")));
        assertThat(source().observe(Set.of(A), RUNNING).asOf()).isEqualTo(NOW);
    }

    private static PromQlClient client() {
        return PromQlClient.builder(URI.create(SERVER.baseUrl())).build();
    }

    private static PrometheusMetricsSource source() {
        return PrometheusMetricsSource.builder(client(), "m")
                .clock(InstantSource.fixed(NOW))
                .build();
    }

    private static void answer(String body) {
        ResponseDefinitionBuilder response = aResponse().withBody(body).withHeader("Date", DATE);
        SERVER.stubFor(any(anyUrl()).willReturn(response));
    }

    private static String matrix(String remarks, String... series) {
        return ("{'status':'success'," + remarks + "'data':{'resultType':'matrix','result':[" + String.join(",", series)
                        + "]}}")
                .replace('\'', '"');
    }

    private static String running(String instance, String labels, String values) {
        return "{'metric':{'__name__':'vllm:num_requests_running','engine':'0','model_name':'m'," + labels
                + "'instance':'" + instance + "'},'values':[" + values + "]}";
    }

    private static List<String> queries() {
        return SERVER.getAllServeEvents().stream()
                .map(ServeEvent::getRequest)
                .map(request -> request.queryParameter("query").firstValue())
                .collect(Collectors.toList());
    }
}

package io.llmlb.sim.live.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.sim.live.Http;
import io.llmlb.sim.live.vllm.FakeMetrics.Signal;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final VllmServer server = VllmServer.start(VllmProfile.named("h100"), "m");

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void whatIsNamedIsChangedAndNothingElse() throws Exception {
        assertThat(send("PATCH", "{\"slowFactor\":2.5,\"faults\":{\"errorStatuses\":[429,503]}}")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> changed = send(
                "PUT",
                "{\"faults\":{\"errorRate\":0.5,\"metrics\":\"frozen\",\"health\":\"failing\",\"abortRate\":1,"
                        + "\"abortAfterTokens\":7},\"fakeMetrics\":{\"running\":3,\"waiting\":\"ramp:0:9:1m\"}}");
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(server.slowFactor()).isEqualTo(2.5);
        assertThat(server.faults())
                .isEqualTo(Faults.NONE
                        .withErrors(0.5, 429, 503)
                        .withAborts(1, 7)
                        .withMetrics(Faults.Metrics.FROZEN)
                        .withHealth(Faults.Health.FAILING));
        assertThat(server.fakeMetrics().get(Signal.RUNNING)).hasValue(Waveform.constant(3));
        assertThat(server.fakeMetrics().get(Signal.WAITING)).hasValue(Waveform.parse("ramp:0:9:60"));
        JsonNode state =
                JSON.readTree(Http.get(server.url().resolve("/emu/state")).body());
        for (String part : List.of("slowFactor", "faults", "fakeMetrics")) {
            assertThat(state.path(part)).isEqualTo(JSON.readTree(changed.body()).path(part));
        }
        assertThat(state.path("model").textValue()).isEqualTo("m");
        assertThat(state.path("profile").textValue()).isEqualTo("h100");
        assertThat(state.path("ready").booleanValue()).isTrue();
        assertThat(state.path("running").intValue()).isZero();
    }

    @Test
    void nullSetsBack() {
        send("PATCH", "{\"slowFactor\":3,\"faults\":{\"hangRate\":1},\"fakeMetrics\":{\"running\":3,\"waiting\":4}}");
        send("PATCH", "{\"slowFactor\":null,\"fakeMetrics\":{\"running\":null}}");
        assertThat(server.slowFactor()).isEqualTo(1);
        assertThat(server.faults().hangRate()).isEqualTo(1);
        assertThat(server.fakeMetrics().get(Signal.RUNNING)).isEmpty();
        assertThat(server.fakeMetrics().get(Signal.WAITING)).isPresent();
        send("PATCH", "{\"faults\":null,\"fakeMetrics\":null}");
        assertThat(server.faults()).isEqualTo(Faults.NONE);
        assertThat(server.fakeMetrics().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"slow\":1} | there is no setting \"slow\"; there are slowFactor, faults and fakeMetrics",
                "{\"faults\":{\"hang\":1}} | there is no fault \"hang\"; there are errorRate,",
                "{\"fakeMetrics\":{\"load\":1}} | there is no fake metric \"load\"; there are running, waiting,",
                "{\"slowFactor\":0} | a slow factor is positive and finite, but this is 0.0",
                "{\"slowFactor\":\"2\"} | slowFactor is a number, but this is \"2\"",
                "{\"faults\":{\"errorRate\":1.5}} | errorRate is a probability from 0 to 1, but this is 1.5",
                "{\"faults\":{\"errorStatuses\":[200]}} | errorStatuses are one or more of 400 to 599, but these are",
                "{\"faults\":{\"errorStatuses\":503}} | faults.errorStatuses is a list of statuses, but this is 503",
                "{\"faults\":{\"abortAfterTokens\":1.5}} | faults.abortAfterTokens is a whole number, but this is 1.5",
                "{\"faults\":{\"metrics\":\"gone\"}} | faults.metrics is one of none, frozen, nan, off, error, hang,",
                "{\"fakeMetrics\":{\"running\":\"ramp\"}} | \"ramp\" is neither a number nor oscillate,",
                "{\"faults\":[]} | faults is a JSON object, but this is []",
                "[] | the body is a JSON object, but this is []",
                "{ | the body is not JSON",
            })
    void mistakesAreNamedAndChangeNothing(String body, String sentence) throws Exception {
        String mixed = body.startsWith("{\"") ? "{\"slowFactor\":9," + body.substring(1) : body;
        HttpResponse<String> response = send("PATCH", mixed);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).path("error").textValue()).startsWith(sentence);
        assertThat(server.slowFactor()).isEqualTo(1);
    }

    @Test
    void otherMethodsAndPathsAreNotThere() {
        assertThat(send("POST", "{}").statusCode()).isEqualTo(405);
        assertThat(Http.get(server.url().resolve("/emu/nothing")).statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> send(String method, String body) {
        return Http.send(
                Http.plain(),
                HttpRequest.newBuilder(server.url().resolve("/emu/config"))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }
}

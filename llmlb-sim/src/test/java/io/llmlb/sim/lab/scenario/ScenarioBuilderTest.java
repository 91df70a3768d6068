package io.llmlb.sim.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.llmlb.sim.lab.Arrival;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScenarioBuilderTest {
    @Test
    void eventsComeInOrderOfTimeAndThoseOfATimeAsTheyWereTold() {
        Scenario scenario = two().outage(seconds(300), seconds(400))
                .slow(1, 3, seconds(100), seconds(300))
                .as3Reset(seconds(100))
                .build();
        assertThat(Script.of(scenario))
                .containsExactly(
                        "100 slow 1 3.0", "100 redeclare", "300 outage true", "300 slow 1 1.0", "400 outage false");
    }

    @Test
    void whatIsNotToldIsUsual() {
        Scenario scenario = two().build();
        assertThat(scenario.duration()).isEqualTo(seconds(500));
        assertThat(scenario.warmUp()).isEqualTo(seconds(80));
        assertThat(scenario.tmms()).containsExactly(1);
        assertThat(scenario.usualLoad()).isEmpty();
        assertThat(scenario.watched()).isEmpty();
        assertThat(scenario.description()).isEmpty();
        assertThat(scenario).hasToString("two");
    }

    @Test
    void whatCannotBeIsRefused() {
        refused(builder -> builder.slow(2, 2, seconds(1), seconds(2)), "there is no server 2");
        refused(builder -> builder.leave(-1, seconds(1)), "there is no server -1");
        refused(builder -> builder.slow(1, 0, seconds(1), seconds(2)), "a factor is 0.01 to 1000, but this is 0.0");
        refused(builder -> builder.frozen(1, seconds(2), seconds(2)), "has an end behind its beginning");
        refused(
                builder -> builder.leave(1, seconds(501)),
                "a run takes 500.0 s, but something is to happen at 501.0 s");
        refused(builder -> builder.lengths("azure_code", seconds(501)), "at 501.0 s");
        refused(builder -> builder.watch(seconds(1), seconds(501)), "at 501.0 s");
        refused(builder -> builder.watch(seconds(2), seconds(1)), "has an end behind its beginning");
        refused(builder -> builder.lengths("azure_con"), "there is no trace \"azure_con\"");
        refused(builder -> builder.lasts(seconds(80), seconds(80)), "a run is longer than its warm-up");
        refused(builder -> builder.lasts(Duration.ofHours(25), seconds(80)), "no longer than a day");
        refused(builder -> builder.load(0), "a load is more than 0, and 10 at most, but this is 0.0");
        refused(builder -> builder.tmms(List.of(1, 200)), "a BIG-IP has 1 to 128 TMMs, but this is 200");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scenario.of("none", List.of()))
                .withMessage("a scenario has 1 to 100 servers");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Scenario.of("many", Collections.nCopies(100, "a100")).join("a100", seconds(1)))
                .withMessage("a scenario has 1 to 100 servers");
    }

    @Test
    void aServerThatJoinsCanBeSpokenOf() {
        assertThat(Script.of(
                        two().join("h100", seconds(10)).leave(2, seconds(20)).build()))
                .containsExactly("10 join", "20 leave 2");
    }

    @Test
    void aScenarioCanBeCutToAnotherDuration() {
        Scenario whole = two().description("Two servers.")
                .load(0.7)
                .tmms(List.of(4))
                .lengths("azure_code")
                .lengths("azure_conv", seconds(150))
                .join("h100", seconds(30))
                .slow(2, 3, seconds(60), seconds(200))
                .watch(seconds(30), seconds(60))
                .build();
        Scenario cut = whole.lasting(seconds(100), seconds(20));
        assertThat(cut.duration()).isEqualTo(seconds(100));
        assertThat(cut.warmUp()).isEqualTo(seconds(20));
        assertThat(Script.of(cut)).containsExactly("30 join", "60 slow 2 3.0");
        assertThat(cut.description()).isEqualTo("Two servers.");
        assertThat(cut.serverNames()).containsExactly("a100-1", "l4-1", "h100-1");
        assertThat(cut.usualLoad()).hasValue(0.7);
        assertThat(cut.tmms()).containsExactly(4);
        assertThat(cut.watched()).isEqualTo(whole.watched()).isPresent();
        assertThat(whole.lasting(seconds(59), seconds(20)).watched()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> whole.lasting(seconds(20), seconds(20)))
                .withMessage("a run is longer than its warm-up");
    }

    @Test
    void theRequestsOfAScenarioThatIsCutAreThoseOfTheWhole() {
        Scenario shift = Scenarios.named("shift");
        assertThat(first(5000, shift.lasting(seconds(400), seconds(80)))).isEqualTo(first(5000, shift));
        assertThat(Scenarios.OVERLOAD.lasting(seconds(100), seconds(0)).load(Model.LINEAR, Traffic.POISSON, 0.5))
                .isEqualTo(1.05);
        assertThat(Scenarios.LOWRATE.lasting(seconds(100), seconds(0)).load(Model.LINEAR, Traffic.POISSON, 0.5))
                .isEqualTo(Scenarios.LOWRATE.load(Model.LINEAR, Traffic.POISSON, 0.5));
    }

    @Test
    void modelsKnowTheirProfiles() {
        assertThat(Model.VLLM.profile("a100/2.5").name()).isEqualTo("a100/2.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Model.VLLM.profile("a100/x"))
                .withMessage("a profile is such as a100 or a100/2.5, but behind the slash is x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Model.LINEAR.profile("a40"))
                .withMessageContaining("h100, a100, l4");
        assertThat(Model.named("linear")).isSameAs(Model.LINEAR);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Model.named("LINEAR"))
                .withMessageContaining("vllm");
    }

    @Test
    void trafficHasItsNames() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Traffic("bursty"))
                .withMessage("there are no arrivals \"bursty\": they are poisson, gamma, mmpp or trace:NAME");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Traffic("trace:none"))
                .withMessageContaining("there is no trace \"none\"");
    }

    private static List<Arrival> first(int count, Scenario scenario) {
        Iterator<Arrival> arrivals = scenario.arrivals(Model.LINEAR, Traffic.POISSON, 0.8, 1);
        return Stream.generate(arrivals::next).limit(count).toList();
    }

    private static void refused(UnaryOperator<ScenarioBuilder> telling, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> telling.apply(two()).build())
                .withMessageContaining(why);
    }

    private static ScenarioBuilder two() {
        return Scenario.of("two", List.of("a100", "l4"));
    }

    private static Duration seconds(int count) {
        return Duration.ofSeconds(count);
    }
}

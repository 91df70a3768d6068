package io.llmlb.sim.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.sim.lab.Arrival;
import io.llmlb.sim.model.trace.Traces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each scenario is as its description says. */
class ScenariosTest {
    private static final List<String> MIX = List.of("h100", "h100", "a100", "a100", "a100", "a100", "l40s", "l40s");

    @Test
    void theNamesAreFixed() {
        assertThat(Scenarios.ALL.stream().map(Scenario::name))
                .containsExactly(
                        "equal",
                        "mixed",
                        "extreme",
                        "degrade",
                        "join",
                        "leave",
                        "noisy",
                        "shift",
                        "frozen",
                        "restart",
                        "outage",
                        "as3-reset",
                        "overload",
                        "lowrate",
                        "reasoning");
        assertThat(Scenarios.named("as3-reset")).isSameAs(Scenarios.AS3_RESET);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scenarios.named("as3_reset"))
                .withMessageStartingWith("there is no scenario \"as3_reset\": the scenarios are equal, mixed,");
    }

    @Test
    void theServersAreThoseOfTheStudies() {
        assertThat(Scenarios.EQUAL.servers(Model.VLLM)).hasSize(8).containsOnly("a100");
        assertThat(Scenarios.MIXED.servers(Model.VLLM)).isEqualTo(MIX);
        assertThat(Scenarios.MIXED.servers(Model.LINEAR)).endsWith("l4", "l4").doesNotContain("l40s");
        assertThat(Scenarios.EXTREME.servers(Model.VLLM))
                .startsWith("h100", "h100")
                .endsWith("l4", "l4");
        assertThat(Scenarios.LOWRATE.servers(Model.VLLM))
                .containsExactly("h100x4-70b", "h100x4-70b", "a100x4-70b", "a100x4-70b");
        assertThat(Scenarios.LOWRATE.servers(Model.LINEAR)).containsExactly("h100/4", "h100/4", "a100/4", "a100/4");
        for (Scenario scenario : Scenarios.ALL) {
            for (Model model : Model.values()) {
                assertThat(scenario.serversInTheEnd(model))
                        .allSatisfy(profile -> assertThat(model.profile(profile).maxModelLength())
                                .isPositive());
            }
        }
    }

    @Test
    void serversHaveNames() {
        assertThat(Scenarios.JOIN.serverNames())
                .containsExactly(
                        "h100-1", "h100-2", "a100-1", "a100-2", "a100-3", "a100-4", "l40s-1", "l40s-2", "h100-3");
    }

    @Test
    void theyTakeAsLongAsTheySay() {
        for (Scenario scenario : Scenarios.ALL) {
            boolean reasoning = scenario == Scenarios.REASONING;
            assertThat(scenario.duration()).isEqualTo(Duration.ofSeconds(reasoning ? 1500 : 500));
            assertThat(scenario.warmUp()).isEqualTo(Duration.ofSeconds(reasoning ? 300 : 80));
            assertThat(scenario.tmms())
                    .isEqualTo(reasoning || scenario == Scenarios.LOWRATE ? List.of(1, 4, 16) : List.of(1));
            assertThat(scenario.description()).isNotBlank();
        }
    }

    @Test
    void whatHappensHappensWhenItIsSaid() {
        assertThat(Script.of(Scenarios.MIXED)).isEmpty();
        assertThat(Script.of(Scenarios.DEGRADE)).containsExactly("175 slow 3 2.5", "375 slow 3 1.0");
        assertThat(Script.of(Scenarios.JOIN)).containsExactly("200 join", "200 slow 8 2.0", "215 slow 8 1.0");
        assertThat(Script.of(Scenarios.LEAVE)).containsExactly("250 leave 0");
        assertThat(Script.of(Scenarios.FROZEN))
                .containsExactly(
                        "200 scraped 2 false", "200 frozen 3 true", "350 scraped 2 true", "350 frozen 3 false");
        assertThat(Script.of(Scenarios.RESTART)).containsExactly("250 restart 2 30");
        assertThat(Script.of(Scenarios.OUTAGE)).containsExactly("200 outage true", "320 outage false");
        assertThat(Script.of(Scenarios.AS3_RESET)).containsExactly("200 redeclare", "250 redeclare", "300 redeclare");
        assertThat(Script.of(Scenarios.NOISY))
                .startsWith("50 slow 2 1.6", "70 slow 2 1.0", "70 slow 3 1.6", "90 slow 3 1.0", "90 slow 2 1.6")
                .endsWith("490 slow 2 1.6", "500 slow 2 1.0")
                .hasSize(46);
    }

    @Test
    void changesAreWatched() {
        Map<Scenario, List<Integer>> spans = Map.of(
                Scenarios.DEGRADE, List.of(175, 375),
                Scenarios.JOIN, List.of(200, 400),
                Scenarios.LEAVE, List.of(250, 475),
                Scenarios.SHIFT, List.of(250, 475),
                Scenarios.RESTART, List.of(250, 400));
        for (Scenario scenario : Scenarios.ALL) {
            Optional<List<Integer>> watched = scenario.watched()
                    .map(span -> List.of(
                            (int) span.from().toSeconds(), (int) span.until().toSeconds()));
            assertThat(watched).as(scenario.name()).isEqualTo(Optional.ofNullable(spans.get(scenario)));
        }
    }

    @Test
    void someHaveALoadOfTheirOwn() {
        assertThat(Scenarios.MIXED.load(Model.VLLM, Traffic.POISSON, 0.7)).isEqualTo(0.7);
        assertThat(Scenarios.OVERLOAD.load(Model.VLLM, Traffic.POISSON, 0.7)).isEqualTo(1.05);
        double load = Scenarios.LOWRATE.load(Model.LINEAR, Traffic.POISSON, 0.7);
        double capacity = Scenarios.LOWRATE.capacities(Model.LINEAR, Traffic.POISSON).stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        assertThat(load * capacity).isCloseTo(3, within(1e-9));
        assertThat(rate(Scenarios.LOWRATE.arrivals(Model.LINEAR, Traffic.POISSON, load, 1)))
                .isCloseTo(3, within(0.1));
    }

    @Test
    void theRateIsThePartOfTheCapacity() {
        double capacity = Scenarios.EQUAL.capacities(Model.LINEAR, Traffic.POISSON).stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        for (String traffic : List.of("poisson", "gamma")) {
            Iterator<Arrival> arrivals = Scenarios.EQUAL.arrivals(Model.LINEAR, new Traffic(traffic), 0.5, 1);
            assertThat(rate(arrivals)).isCloseTo(capacity / 2, within(0.04 * capacity));
        }
    }

    @Test
    void aJoiningServerAddsNoLoad() {
        assertThat(Scenarios.JOIN.capacities(Model.LINEAR, Traffic.POISSON)).hasSize(9);
        assertThat(Scenarios.JOIN
                        .arrivals(Model.LINEAR, Traffic.POISSON, 0.5, 1)
                        .next())
                .isEqualTo(Scenarios.MIXED
                        .arrivals(Model.LINEAR, Traffic.POISSON, 0.5, 1)
                        .next());
    }

    @Test
    void theShiftGoesFromConversationToCode() {
        List<Arrival> before = new ArrayList<>();
        List<Arrival> after = new ArrayList<>();
        Iterator<Arrival> arrivals = Scenarios.SHIFT.arrivals(Model.VLLM, Traffic.POISSON, 0.9, 1);
        for (Arrival next = arrivals.next(); next.time() < 500_000_000_000L; next = arrivals.next()) {
            (next.time() < 250_000_000_000L ? before : after).add(next);
        }
        assertThat(prompt(before)).isCloseTo(prompt("azure_conv"), within(60.0));
        assertThat(prompt(after)).isCloseTo(prompt("azure_code"), within(100.0));
        assertThat(before).isSortedAccordingTo((a, b) -> Long.compare(a.time(), b.time()));
        assertThat(after).isSortedAccordingTo((a, b) -> Long.compare(a.time(), b.time()));
        List<Double> code = Scenarios.SHIFT.servers(Model.VLLM).stream()
                .map(profile -> Model.VLLM.saturation(profile, "azure_code"))
                .toList();
        double capacity = code.stream().mapToDouble(Double::doubleValue).sum();
        assertThat(after.size() / 250.0).as("the same load").isCloseTo(0.9 * capacity, within(0.03 * capacity));
    }

    @Test
    void aReplayedTraceBringsItsOwnLengths() {
        Iterator<Arrival> arrivals = Scenarios.MIXED.arrivals(Model.VLLM, new Traffic("trace:azure_code"), 0.9, 1);
        List<Arrival> some = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            some.add(arrivals.next());
        }
        assertThat(prompt(some)).isCloseTo(prompt("azure_code"), within(100.0));
    }

    @Test
    void answersOfAReasoningModelAreLong() {
        Iterator<Arrival> arrivals = Scenarios.REASONING.arrivals(Model.VLLM, Traffic.POISSON, 0.9, 1);
        double sum = 0;
        for (int i = 0; i < 5000; i++) {
            sum += arrivals.next().outputTokens();
        }
        assertThat(sum / 5000).isBetween(2500.0, 3500.0);
    }

    private static double rate(Iterator<Arrival> arrivals) {
        Arrival last = arrivals.next();
        for (int i = 1; i < 10_000; i++) {
            last = arrivals.next();
        }
        return 10_000 / (last.time() / 1e9);
    }

    private static double prompt(List<Arrival> arrivals) {
        return arrivals.stream().mapToInt(Arrival::promptTokens).average().orElseThrow();
    }

    private static double prompt(String trace) {
        return Traces.named(trace).requests().stream()
                .mapToInt(request -> request.inputTokens())
                .average()
                .orElseThrow();
    }
}

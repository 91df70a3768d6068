package io.llmlb.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmlb.app.config.ConfigException;
import io.llmlb.sim.lab.scenario.Event;
import io.llmlb.sim.lab.scenario.Model;
import io.llmlb.sim.lab.scenario.Scenario;
import io.llmlb.sim.lab.scenario.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioFileTest {
    private static final Path EXAMPLE = Path.of("../examples/simulate/upgrade.yaml");

    @TempDir
    private Path directory;

    @Test
    void theExampleIsAnUpgrade() {
        Scenario scenario = ScenarioFile.read(EXAMPLE);
        assertThat(scenario.name()).isEqualTo("upgrade");
        assertThat(scenario.description()).startsWith("Two a100 restart one after the other");
        assertThat(scenario.serverNames())
                .containsExactly(
                        "h100-1", "h100-2", "a100-1", "a100-2", "a100-3", "a100-4", "l40s-1", "l40s-2", "h100-3");
        assertThat(scenario.servers(Model.VLLM)).hasSize(8);
        assertThat(scenario.duration()).isEqualTo(Duration.ofSeconds(420));
        assertThat(scenario.warmUp()).isEqualTo(Duration.ofSeconds(60));
        assertThat(scenario.usualLoad()).hasValue(0.75);
        assertThat(scenario.load(Model.VLLM, Traffic.POISSON, 0.5)).isEqualTo(0.5);
        assertThat(scenario.tmms()).containsExactly(1);
        assertThat(times(scenario)).containsExactly(100, 120, 160, 200, 220, 220, 240, 240, 255, 300);
        assertThat(scenario.watched()).contains(new Scenario.Span(Duration.ofSeconds(240), Duration.ofSeconds(360)));
    }

    @Test
    void theOtherExamplesAreOfServersThatNothingWasTunedFor() {
        Scenario uneven = ScenarioFile.read(EXAMPLE.resolveSibling("uneven.yaml"));
        assertThat(uneven.servers(Model.LINEAR)).hasSize(8).contains("uneven");
        assertThat(uneven.servers(Model.VLLM)).hasSize(8).contains("uneven");
        assertThat(ScenarioFile.read(EXAMPLE.resolveSibling("older.yaml")).servers(Model.VLLM))
                .containsExactly("h100", "a40", "a40", "a40", "a10", "a10", "a10");
    }

    @Test
    void everythingCanBeSaid() throws IOException {
        Scenario scenario = read("""
                name: everything
                servers: {a100: 1, l4/2: 1}
                duration: 10m
                warmUp: 90s
                tmms: [2, 8]
                lengths: azure_code
                events:
                  - {at: 100s, event: leave, server: l4/2-1}
                  - {at: 110s, event: unscraped, server: a100-1, for: 10s}
                  - {at: 130s, event: frozen, server: a100-1}
                  - {at: 140s, event: lengths, trace: azure_conv}
                """);
        assertThat(scenario.name()).isEqualTo("everything");
        assertThat(scenario.duration()).isEqualTo(Duration.ofMinutes(10));
        assertThat(scenario.tmms()).containsExactly(2, 8);
        assertThat(scenario.usualLoad()).isEmpty();
        assertThat(scenario.serverNames()).containsExactly("a100-1", "l4/2-1");
        assertThat(times(scenario)).containsExactly(100, 110, 120, 130, 600);
        assertThat(scenario.watched()).isEmpty();
    }

    @Test
    void littleMustBeSaid() throws IOException {
        Scenario scenario = read("servers: {a100: 2}\n");
        assertThat(scenario.name()).isEqualTo("scenario");
        assertThat(scenario.duration()).isEqualTo(Duration.ofSeconds(500));
        assertThat(scenario.tmms()).containsExactly(1);
        assertThat(scenario.events()).isEmpty();
    }

    @Test
    void allProblemsAreToldAtOnceWithTheirPlaces() {
        assertThat(problems("""
                servers: {a100: 2, b200: 1, l4: none}
                duration: 100s
                warmUp: 200s
                load: 0
                tmms: [0]
                lengths: none
                evnts: []
                events:
                  - {event: slow, server: a100-1, factor: 2}
                  - {at: 10s, event: slow, server: a100-9, factor: 2}
                  - {at: 10s, event: slow, server: a100-1, factor: x}
                  - {at: 10s, event: slwo, server: a100-1}
                  - {at: 100s, event: as3-reset}
                  - {at: 10s, event: restart, server: a100-1}
                  - {at: 10s, event: outage, for: 91s}
                  - {at: 10s, event: join, profile: b200}
                  - {at: 10s, event: leave, server: a100-1, for: 5s}
                  - {at: 10s, event: lengths, trace: none}
                watch: {at: 50s, for: 60s}
                """))
                .satisfiesExactly(
                        p -> assertThat(p).contains(":1:26: servers.b200: no vLLM profile \"b200\"", "h100, a100"),
                        p -> assertThat(p).contains(":1:33: servers.l4: this is a whole number from 1 to 100"),
                        p -> assertThat(p).contains(":2:11: duration: a run is longer than its warm-up"),
                        p -> assertThat(p).contains(":4:7: load: this is a number from 0.01 to 10.0"),
                        p -> assertThat(p).contains(":5:7: tmms: this is a whole number from 1 to 128"),
                        p -> assertThat(p).contains(":6:10: lengths: there is no trace \"none\""),
                        p -> assertThat(p).contains(":9:5: events[0].at: this key is missing"),
                        p -> assertThat(p)
                                .contains("events[1].server: there is no server \"a100-9\": they are a100-1,"),
                        p -> assertThat(p).contains("events[2].factor: this is a number from 0.01 to 1000.0"),
                        p -> assertThat(p)
                                .contains("events[3].event: there is no event \"slwo\": they are slow, join,"),
                        p -> assertThat(p).contains("events[4].at: this is before the end of the run, at 100 s"),
                        p -> assertThat(p).contains("events[5].for: this key is missing"),
                        p -> assertThat(p).contains("events[6].for: this is more than 0, and over before the end"),
                        p -> assertThat(p).contains("events[7].profile: no vLLM profile \"b200\""),
                        p -> assertThat(p).contains("events[8].for: unknown key"),
                        p -> assertThat(p).contains("events[9].trace: there is no trace \"none\""),
                        p -> assertThat(p).contains(":19:23: watch.for: this is over only behind the end of the run"),
                        p -> assertThat(p).contains(":7:1: evnts: unknown key: did you mean events?"));
    }

    @Test
    void aScenarioHasServers() {
        assertThat(problems("load: 0.5\n")).singleElement().asString().contains("servers: this key is missing");
        assertThat(problems("servers: {}\n")).singleElement().asString().contains("1 to 100 servers");
        assertThat(problems("servers: {a100: 60, l4: 60}\n"))
                .singleElement()
                .asString()
                .contains("1 to 100 servers");
        assertThat(problems("servers: [a100]\n")).first().asString().contains("a mapping");
    }

    private static List<Integer> times(Scenario scenario) {
        return scenario.events().stream()
                .map(Event::at)
                .map(at -> (int) at.toSeconds())
                .toList();
    }

    private List<String> problems(String yaml) {
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> read(yaml));
        assertThat(wrong).isNotNull();
        return wrong.problems();
    }

    private Scenario read(String yaml) throws IOException {
        return ScenarioFile.read(Files.writeString(directory.resolve("scenario.yaml"), yaml));
    }
}

package io.llmlb.sim.lab.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.control.Cycle;
import io.llmlb.sim.lab.experiment.Conditions;
import io.llmlb.sim.lab.experiment.Row;
import io.llmlb.sim.lab.experiment.Run;
import io.llmlb.sim.lab.scenario.Model;
import io.llmlb.sim.lab.scenario.Scenario;
import io.llmlb.sim.lab.scenario.Scenarios;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DoNoHarmTest {
    private final List<Cycle> cycles = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "ratio:article, swing",
        "ratio:article/coefNrw=10/coefRqt=10, swing",
        "ratio:bad-random, swing",
        "ratio:bad-flipped, longer queues",
        "ratio:bad-swapped-water-filling, longer queues",
        "rlc:article, swing",
        "rlc:bad-random, swing",
        "rlc:bad-flipped, longer queues",
        "rlc:bad-swapped-capacity-trim, longer queues"
    })
    void harmIsFoundWithinAMinuteOnUnequalServers(String policy, String finding) {
        run(policy + "/harm=act", Scenarios.MIXED, 0.9, 1);

        Cycle alarm = cycles.stream()
                .filter(cycle -> cycle.harm().alarms() > 0)
                .findFirst()
                .orElseThrow();
        Instant began = cycles.get(0).at();
        assertThat(Duration.between(began, alarm.at())).isLessThan(Duration.ofSeconds(60));
        assertThat(alarm.harm().sentence())
                .startsWith("this strategy did harm: ")
                .contains(finding);
        assertThat(alarm.guarded()).containsEntry("do-no-harm", 8);
    }

    @Test
    void whoIsSetAsideInTimeCostsLittle() {
        Row left = run("ratio:article", Scenarios.MIXED, 0.9, 1);
        Row watched = run("ratio:article/harm=act", Scenarios.MIXED, 0.9, 1);

        assertThat(watched.ttftP99()).isLessThan(left.ttftP99() / 2);
    }

    @Test
    void whoOnlyWatchesChangesNothing() {
        String law = "ratio:water-filling";

        assertThat(run(law + "/harm=warn", Scenarios.MIXED, 0.9, 1).ttftP99())
                .isEqualTo(run(law, Scenarios.MIXED, 0.9, 1).ttftP99());
    }

    static Stream<Scenario> trouble() {
        return Stream.of(Scenarios.DEGRADE, Scenarios.OUTAGE, Scenarios.AS3_RESET, Scenarios.OVERLOAD);
    }

    @ParameterizedTest
    @MethodSource("trouble")
    void goodLawsAreNeverBlamed(Scenario scenario) {
        for (String law : List.of("ratio:water-filling", "rlc:capacity-trim")) {
            cycles.clear();
            run(law + "/harm=warn", scenario, 0.9, 1);

            assertThat(cycles)
                    .isNotEmpty()
                    .allSatisfy(cycle -> assertThat(cycle.harm().alarms()).isZero());
        }
    }

    private Row run(String name, Scenario scenario, double load, long seed) {
        Policy policy = Policies.named(name);
        Policy listened = new Policy() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void begin(Site site) {
                policy.begin(new Site(
                        site.simulation(),
                        site.pool(),
                        site.device(),
                        site.metrics(),
                        site.time(),
                        site.delays(),
                        site.capacities(),
                        site.seed(),
                        site.cycles().andThen(cycles::add)));
            }
        };
        return Run.of(Conditions.of(scenario, Model.LINEAR, load), listened, seed);
    }
}

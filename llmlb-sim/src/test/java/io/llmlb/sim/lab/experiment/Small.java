package io.llmlb.sim.lab.experiment;

import io.llmlb.sim.lab.scenario.Model;
import io.llmlb.sim.lab.scenario.Scenario;
import io.llmlb.sim.lab.scenario.ScenarioBuilder;
import java.time.Duration;
import java.util.List;

/** Scenarios that take no time to run. */
final class Small {
    private Small() {}

    /** Two servers and a slow one, for 60 s, of which 10 s are warm-up. */
    static ScenarioBuilder scenario() {
        return Scenario.of("small", List.of("a100", "a100", "l4"))
                .description("Three servers.")
                .lasts(seconds(60), seconds(10));
    }

    static Conditions conditions() {
        return conditions(scenario().build());
    }

    static Conditions conditions(Scenario scenario) {
        return Conditions.of(scenario, Model.LINEAR, 0.7);
    }

    static Duration seconds(int count) {
        return Duration.ofSeconds(count);
    }
}

package io.llmlb.app.simulate;

import io.llmlb.sim.lab.experiment.Conditions;
import java.time.Duration;
import java.util.List;

/** A set of conditions in a line. */
final class Headline {
    private Headline() {}

    static String of(Conditions conditions, List<Long> seeds) {
        return conditions.scenario().name() + " at load " + Figures.brief(conditions.load()) + ": "
                + conditions.model().word() + ", " + conditions.traffic().name() + ", "
                + tmms(conditions) + ", scrape "
                + seconds(conditions.delays().scrape()) + ", interval "
                + seconds(conditions.delays().interval()) + ", "
                + (conditions.idle().isZero()
                        ? ""
                        : "idle connections counted for " + seconds(conditions.idle()) + ", ")
                + (seeds.size() == 1
                        ? "seed " + seeds.get(0)
                        : "seeds " + seeds.get(0) + "-" + seeds.get(seeds.size() - 1));
    }

    /** What tells the conditions of one scenario in one experiment from another. */
    static String brief(Conditions conditions) {
        return "load " + Figures.brief(conditions.load()) + ", " + tmms(conditions);
    }

    private static String tmms(Conditions conditions) {
        return conditions.tmms() + (conditions.tmms() == 1 ? " TMM" : " TMMs");
    }

    private static String seconds(Duration time) {
        return Figures.brief(time.toMillis() / 1000.0) + " s";
    }
}

package io.llmlb.app.faults;

import java.time.Duration;
import java.util.List;

/** The clock of the controller's machine is wrong. */
final class ClockRows {
    private static final int SCRAPE = 5;

    private ClockRows() {}

    static List<Row> all() {
        return List.of(
                clock("The controller's clock jumps ahead 1 h", Duration.ofHours(1), Plan.USUAL),
                clock("The controller's clock is put back 1 h", Duration.ofHours(-1), Plan.USUAL),
                clock(
                        "The controller's clock is put back 1 h, metrics by Prometheus",
                        Duration.ofHours(-1),
                        Plan.USUAL.withPrometheus()),
                clock(
                        "The controller's clock is put back 1 h, a pair of devices",
                        Duration.ofHours(-1),
                        Plan.USUAL.withPair()),
                Row.event(
                        "The controller's clock jumps ahead 1 h and back again",
                        "Samples of another hour are not believed.",
                        Row.NEXT,
                        Plan.USUAL,
                        rig -> {
                            rig.clock.setController(Duration.ofHours(1));
                            rig.beatFor(Row.LONG);
                            rig.reload();
                            rig.clock.setController(Duration.ZERO);
                        }));
    }

    /** A budget fills nothing while a clock goes back, which lets a cycle of many requests wait a moment. */
    private static Row clock(String breaks, Duration by, Plan plan) {
        int allowed = plan.prometheus() ? SCRAPE + 2 * Row.NEXT : Row.NEXT + 1;
        return Row.event(
                breaks, "Ages and pauses count by a clock that does not jump, or begin anew.", allowed, plan, rig -> {
                    rig.clock.setController(by);
                    rig.reload();
                });
    }
}

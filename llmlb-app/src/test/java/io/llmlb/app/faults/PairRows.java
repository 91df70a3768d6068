package io.llmlb.app.faults;

import java.time.Duration;
import java.util.List;

/** Two units of a pair. */
final class PairRows {
    private static final Plan PAIR = Plan.USUAL.withPair();

    private PairRows() {}

    static List<Row> all() {
        return List.of(
                Row.event(
                        "Failover, both units answer",
                        "The standby is not written; the second cycle goes to the active unit.",
                        2 * Row.NEXT,
                        PAIR,
                        rig -> {
                            rig.device().failover();
                            rig.reload();
                        }),
                Row.event(
                        "The active unit dies, the other takes over",
                        "One cycle fails, the next one finds the active unit.",
                        2 * Row.NEXT,
                        PAIR,
                        rig -> {
                            rig.device().failover();
                            rig.device().stop();
                            rig.reload();
                        }),
                Row.event(
                        "Failover and back",
                        "Each time the second cycle goes to the active unit.",
                        2 * Row.NEXT,
                        PAIR,
                        rig -> {
                            rig.device().failover();
                            rig.untilRight();
                            rig.device().failover();
                            rig.reload();
                        }),
                splitBrain(),
                Row.blocking(
                        "Neither unit says that it is active",
                        "Nothing is read or written.",
                        Row.AFTER_PAUSE,
                        PAIR,
                        "neither says that it is the active unit",
                        rig -> rig.device().active(false),
                        rig -> rig.device().active(true)),
                Row.event(
                        "The standby unit is down",
                        "The active unit is served as ever; the other one is asked once a minute.",
                        Row.NEXT,
                        PAIR,
                        rig -> {
                            rig.peer().stop();
                            rig.beatFor(Row.LONG);
                            rig.reload();
                        }));
    }

    private static Row splitBrain() {
        return new Row(
                "Both units say that they are active",
                "Noticed within 10 s; from then on nothing is read or written.",
                Row.AFTER_PAUSE,
                PAIR,
                rig -> {
                    rig.settled();
                    rig.peer().active(true);
                    rig.beatFor(Duration.ofSeconds(10));
                    rig.told("both say that they are the active unit");
                    rig.reload();
                    rig.struckFor(Row.LONG, "both say that they are the active unit");
                    rig.peer().active(false);
                    return rig.untilRight();
                });
    }
}

package io.llmlb.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.model.bigip.DataGroup;
import io.llmlb.sim.model.bigip.ManagementFault;
import io.llmlb.sim.model.bigip.ManagementFault.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** Somebody asks to be let alone: {@code llmlb neutral --hold}. */
final class HoldRows {
    private static final String GROUP = "/Common/llmlb_hold";
    private static final String HELD = "Takes back what it wrote (ratio 1) and writes nothing more.";

    /** A hold is read every 5 s. */
    private static final int SEEN = 6 + Row.NEXT;

    private HoldRows() {}

    static List<Row> all() {
        return List.of(
                Row.blocking(
                        "A person holds the pool, and releases it",
                        HELD,
                        SEEN,
                        Plan.USUAL,
                        "held until",
                        rig -> seen(rig, rig.clock.instant().plus(Duration.ofHours(1)) + " ann@ops"),
                        rig -> hold(rig, "")),
                ended(),
                Row.blocking(
                        "A hold says something that is no time; then it is removed",
                        HELD,
                        SEEN,
                        Plan.USUAL,
                        "does not begin with a time",
                        rig -> seen(rig, "until lunch"),
                        rig -> hold(rig, "")),
                unread());
    }

    /** Until it is seen ratios may still be written; they are taken back then. */
    private static void seen(Rig rig, String record) {
        hold(rig, record);
        rig.beatFor(Duration.ofSeconds(6));
        assertThat(rig.ratios()).containsOnly(1);
    }

    private static void hold(Rig rig, String record) {
        TreeMap<String, String> records = new TreeMap<>();
        if (!record.isEmpty()) {
            records.put(Rig.POOL.path(), record);
        }
        rig.device().put(new DataGroup(GROUP, "string", records, 1));
    }

    private static Row ended() {
        return new Row(
                "A hold that nobody releases ends",
                HELD + " At the time that the hold names it goes on.",
                Row.NEXT,
                Plan.USUAL,
                rig -> {
                    rig.settled();
                    Instant end = rig.clock.instant().plus(Row.LONG);
                    seen(rig, end + " ann@ops");
                    rig.reload();
                    rig.struckFor(Duration.between(rig.clock.instant(), end).minus(Rig.CYCLE), "held until");
                    return rig.untilRight();
                });
    }

    private static Row unread() {
        return new Row(
                "Whether the pool is held cannot be read (500 for data groups)",
                "The last answer counts for a minute; from then on nothing is written.",
                Row.NEXT,
                Plan.USUAL,
                rig -> {
                    rig.settled();
                    rig.device().fault(ManagementFault.of(Kind.MCPD_LOST).on("/mgmt/tm/ltm/data-group"));
                    rig.beatFor(Duration.ofSeconds(70));
                    rig.reload();
                    rig.struckFor(Row.LONG, "nothing is written meanwhile");
                    rig.device().clearFaults();
                    return rig.untilRight();
                });
    }
}

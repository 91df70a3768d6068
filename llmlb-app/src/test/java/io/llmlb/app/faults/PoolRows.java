package io.llmlb.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.time.Duration;
import java.util.List;

/** Somebody else changes the pool. */
final class PoolRows {
    private static final String CORRECTED = "The next cycle reads it and writes what is wanted.";

    private PoolRows() {}

    static List<Row> all() {
        return List.of(
                absent(),
                Row.event("AS3 sets every ratio to 1", CORRECTED, Row.NEXT, Plan.USUAL, rig -> {
                    for (Member member : rig.pool().members()) {
                        rig.pool().configure(member.fullPath(), old -> old.withRatio(1));
                    }
                }),
                Row.event(
                        "AS3 deletes and creates the members, their ratios are 1",
                        CORRECTED + " They are not taken for new, as they were away for less than 30 s.",
                        Row.NEXT,
                        Plan.USUAL,
                        Rig::redeclare),
                empty(),
                recreated(),
                Row.event(
                        "A person changes a ratio",
                        CORRECTED,
                        Row.NEXT,
                        Plan.USUAL,
                        rig -> rig.pool().configure(rig.member(2), member -> member.withRatio(77))),
                fight(),
                goneInMidCycle(),
                Row.event(
                        "A member is disabled and enabled again",
                        "Its ratio is kept up to date; it is not enabled by the controller.",
                        Row.NEXT,
                        Plan.USUAL,
                        rig -> {
                            rig.pool().configure(rig.member(0), member -> member.withEnabled(false));
                            rig.beatFor(Duration.ofSeconds(10));
                            rig.reload();
                            rig.pool().configure(rig.member(0), member -> member.withEnabled(true));
                        }),
                Row.event(
                        "A member is down for 40 s",
                        "The monitor keeps traffic away; when it is back it begins at 0.3 of its share.",
                        30 + Row.NEXT,
                        Plan.USUAL,
                        rig -> {
                            rig.device().health(Rig.POOL, rig.member(0), Member.Health.DOWN);
                            rig.beatFor(Row.LONG);
                            rig.device().health(Rig.POOL, rig.member(0), Member.Health.UP);
                        }),
                Row.event(
                        "The pool balances by round-robin, which ignores ratios",
                        "Says so in every cycle and keeps the ratios up to date; the mode is not touched.",
                        Row.NEXT,
                        Plan.USUAL,
                        rig -> {
                            rig.pool().loadBalancingMode("round-robin");
                            rig.beatFor(Duration.ofSeconds(10));
                            rig.told("which ignores ratios");
                            assertThat(rig.pool().loadBalancingMode()).isEqualTo("round-robin");
                            rig.reload();
                            rig.pool().loadBalancingMode("ratio-member");
                        }),
                twoControllers(),
                budget());
    }

    private static Row absent() {
        return new Row(
                "The pool does not exist (404); then it is created",
                "Looked for in every cycle.",
                Row.NEXT,
                Plan.USUAL,
                rig -> {
                    rig.settled();
                    rig.device().removePool(Rig.POOL);
                    rig.beatFor(Row.LONG);
                    rig.told("was not found");
                    rig.device().addPool(new Pool(Rig.POOL, "ratio-member", rig.metrics.members()));
                    return rig.untilRight();
                });
    }

    private static Row empty() {
        return new Row(
                "The pool is empty for a second (AS3 between its two steps)",
                "Nothing to do; the next cycle finds the members with ratio 1 and writes what is wanted.",
                Row.NEXT,
                Plan.USUAL,
                rig -> {
                    rig.settled();
                    List<Member> members = rig.pool().members();
                    members.forEach(member -> rig.pool().remove(member.fullPath()));
                    rig.beat();
                    rig.told("the pool has no members");
                    members.forEach(member -> rig.pool().add(member.withRatio(1)));
                    return rig.untilRight();
                });
    }

    private static Row recreated() {
        return Row.event("The pool is deleted and created within one cycle", CORRECTED, Row.NEXT, Plan.USUAL, rig -> {
            rig.device().removePool(Rig.POOL);
            rig.device().addPool(new Pool(Rig.POOL, "ratio-member", rig.metrics.members()));
        });
    }

    /** Five mends at once, then one in 30 s; so of 300 cycles 25 or 26 write. */
    private static Row fight() {
        return new Row(
                "Somebody sets a ratio back in every cycle, for 10 minutes",
                "Put back five times at once and then every 30 s only, so as not to fight; said and counted.",
                30 + Row.NEXT,
                Plan.USUAL,
                rig -> {
                    rig.settled();
                    int writes = rig.writes();
                    for (int i = 0; i < 300; i++) {
                        rig.pool().configure(rig.member(2), member -> member.withRatio(7));
                        rig.beat();
                    }
                    rig.told("so as not to fight over the ratios");
                    assertThat(rig.writes() - writes).isBetween(24, 26);
                    rig.pool().configure(rig.member(2), member -> member.withRatio(7));
                    return rig.untilRight();
                });
    }

    private static Row goneInMidCycle() {
        return new Row(
                "A member leaves between a cycle's read and its write (404), and comes back",
                "The others get their ratios in the same cycle; nobody is added.",
                Row.NEXT,
                Plan.USUAL,
                rig -> {
                    rig.settled();
                    rig.reload();
                    Member member = rig.pool().member(rig.member(0)).orElseThrow();
                    rig.metrics.atNextQuestion(() -> rig.pool().remove(member.fullPath()));
                    rig.beat();
                    rig.told("GONE");
                    assertThat(rig.pool().members()).hasSize(2);
                    rig.pool().add(member.withRatio(1));
                    return rig.untilRight();
                });
    }

    private static Row twoControllers() {
        return new Row(
                "Two controllers at once",
                "Both read the same metrics and the same ratios, so the second one finds nothing to change.",
                Row.NEXT,
                Plan.USUAL,
                rig -> {
                    rig.settled();
                    rig.addController();
                    rig.reload();
                    Duration took = rig.untilRight();
                    int writes = rig.writes();
                    rig.beatFor(Row.LONG);
                    assertThat(rig.writes()).as("writes of two that agree").isEqualTo(writes);
                    return took;
                });
    }

    /** Of 60 a minute 20 can come at once, and a ratio may need two steps; before that the next scrape has to tell. */
    private static Row budget() {
        return new Row(
                "All 100 members need another ratio, and the budget is 60 a minute",
                "20 at once, then one a second, the member farthest from its share first, in steps that overload nobody;"
                        + " no request more than 10 in a second.",
                180 + 5 + Row.NEXT,
                Plan.USUAL.withPrometheus().withMembers(100),
                rig -> {
                    rig.settled();
                    rig.beatFor(Row.LONG);
                    rig.reload();
                    Duration took = rig.untilRight();
                    rig.told("DEFERRED");
                    return took;
                });
    }
}

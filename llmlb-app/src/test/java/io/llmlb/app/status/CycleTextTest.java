package io.llmlb.app.status;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.WriteReport.Outcome;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.MemberCycle;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.observe.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CycleTextTest {
    private static final Instant T = Instant.ofEpochSecond(1_000_000);

    @Test
    void aCycleIsATableWithItsNotes() {
        Cycle cycle = cycle(0, List.of("a note"), Outcome.WRITTEN, Outcome.UNCHANGED);

        assertThat(CycleText.table(cycle))
                .containsExactly(
                        "pool /Common/p: 1 of 2 changed, 51 ms",
                        "  member         age    ratio   share  signals               reason",
                        "  10.0.0.1:8000  2.1 s  1 -> 4  50 %   waiting 3, cost 3.27  weight 0.234; a reason",
                        "  10.0.0.2:8000  2.1 s  4       50 %   waiting 3, cost 3.27  weight 0.234; a reason",
                        "  note: a note");
    }

    @Test
    void aDryRunSaysWhatWouldChange() {
        Cycle cycle = cycle(0, List.of(), Outcome.WITHHELD, Outcome.WITHHELD);

        assertThat(CycleText.table(cycle).get(0)).isEqualTo("pool /Common/p: 2 of 2 would change (dry run), 51 ms");
        assertThat(CycleText.changes(cycle))
                .isEqualTo("10.0.0.1:8000 1 -> 4 (dry run), 10.0.0.2:8000 1 -> 4 (dry run)");
    }

    @Test
    void whatDidNotHappenIsSaid() {
        assertThat(CycleText.table(cycle(0, List.of(), Outcome.GONE, Outcome.FAILED)))
                .anyMatch(line -> line.contains("1 -> 4 (left the pool)"))
                .anyMatch(line -> line.contains("1 -> 4 (not written)"));
        assertThat(CycleText.table(cycle(0, List.of(), Outcome.UNCHANGED)).get(0))
                .contains("nothing to change");
    }

    @Test
    void aTroubleIsLoggedWhenItBeginsOnceAMinuteAndWhenItIsOver() {
        Logger logger = (Logger) LoggerFactory.getLogger("llmlb");
        Level before = logger.getLevel();
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        logger.addAppender(said);
        logger.setLevel(Level.INFO);
        try {
            CycleLog log = new CycleLog(() -> 0);
            for (int second = 0; second < 62; second += 2) {
                log.onCycle(cycle(second, List.of("no metrics for " + second + " s"), Outcome.UNCHANGED));
            }
            log.onCycle(cycle(64, List.of(), Outcome.WRITTEN));
            log.onCycle(cycle(66, List.of(), Outcome.WRITTEN));
        } finally {
            logger.setLevel(before);
            logger.detachAppender(said);
        }

        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "pool /Common/p: no metrics for 0 s",
                        "pool /Common/p: no metrics for 60 s",
                        "pool /Common/p: all is well again");
    }

    @Test
    void ratiosThatWaitForTheBudgetAreCountedWhereOthersChanged() {
        assertThat(CycleText.changes(cycle(0, List.of(), Outcome.WRITTEN, Outcome.DEFERRED, Outcome.DEFERRED)))
                .isEqualTo("10.0.0.1:8000 1 -> 4 at 1.000 of its share;"
                        + " 2 wait for their turn, first 1 -> 4, at 1.000 of its share");
        assertThat(CycleText.changes(cycle(0, List.of(), Outcome.DEFERRED))).isEmpty();
    }

    @Test
    void aStepTellsWhereItLeadsToAndWhoIsNext() {
        List<MemberCycle> members = List.of(
                member(1, 1, 3, 20, Outcome.WRITTEN),
                member(2, 1, 10, 10, Outcome.DEFERRED),
                member(3, 1, 1, 10, Outcome.DEFERRED),
                member(4, 1, 1, 1, Outcome.UNCHANGED));
        assertThat(CycleText.changes(cycle(0, List.of(), members)))
                .isEqualTo("10.0.0.1:8000 1 -> 3 of 20 at 0.5125 of its share; 2 wait for their turn");
        members = List.of(
                member(1, 1, 3, 20, Outcome.WRITTEN),
                member(2, 1, 15, 15, Outcome.DEFERRED),
                member(3, 1, 1, 1, Outcome.UNCHANGED));
        assertThat(CycleText.changes(cycle(0, List.of(), members)))
                .isEqualTo("10.0.0.1:8000 1 -> 3 of 20 at 0.6000 of its share;"
                        + " 1 waits for its turn, first 1 -> 15, at 0.8000 of its share");
    }

    @Test
    void ofManyPoolsWithOneTroubleFiveAreToldInAMinuteAndThenHowManyMoreThereWere() {
        Crowd crowd = new Crowd();
        List<String> said = new ArrayList<>();
        for (int second : List.of(0, 60)) {
            for (int i = 0; i < 200; i++) {
                PoolName pool = new PoolName("/vllm/p" + i);
                crowd.tell(pool, "https://a/~vllm~p" + i + " did not answer for " + i + " s", T.plusSeconds(second))
                        .ifPresent(said::add);
            }
        }
        assertThat(said).hasSize(10);
        assertThat(said.get(4)).isEqualTo("https://a/~vllm~p4 did not answer for 4 s");
        assertThat(said.get(5)).isEqualTo("https://a/~vllm~p0 did not answer for 0 s (and 195 pools more)");
        assertThat(crowd.tell(new PoolName("/vllm/q"), "something else", T.plusSeconds(60)))
                .contains("something else");
    }

    @Test
    void aMinuteOfCyclesIsOneLine() {
        MinuteTimes times = new MinuteTimes();
        List<String> said = new ArrayList<>();
        for (int second : List.of(0, 2, 4, 10, 58, 60, 62)) {
            times.add(cycle(second, List.of(), Outcome.DEFERRED)).ifPresent(said::add);
        }
        assertThat(said)
                .containsExactly("5 cycles of 1 pools in 60 s, decided after 51 ms (half), 51 ms (99 %), 51 ms (all);"
                        + " at most 48.0 s from one to the next, in /Common/p;"
                        + " 1 ratios wait for their turn, first 1 -> 4, at 1.000 of its share, in /Common/p");
    }

    private static Cycle cycle(int second, List<String> notes, Outcome... outcomes) {
        List<MemberCycle> members = new ArrayList<>();
        for (int i = 0; i < outcomes.length; i++) {
            int ratio = outcomes[i] == Outcome.UNCHANGED ? 4 : 1;
            members.add(member(i + 1, ratio, 4, 4, outcomes[i]));
        }
        return cycle(second, notes, members);
    }

    @Test
    void whereGuardsChangedAShareBothAreTold() {
        MemberCycle half = member(1, 1, 1, 1, Outcome.UNCHANGED);
        MemberCycle much = new MemberCycle(
                half.member(),
                half.age(),
                Reading.NONE,
                OptionalDouble.of(0.75),
                half.weight(),
                List.of("deadband"),
                1,
                1,
                Outcome.UNCHANGED);
        MemberCycle unknown = new MemberCycle(
                member(2, 1, 1, 1, Outcome.UNCHANGED).member(),
                Optional.empty(),
                Reading.NONE,
                OptionalDouble.empty(),
                half.weight(),
                List.of("usual-for-unknown"),
                1,
                1,
                Outcome.UNCHANGED);
        List<String> table = CycleText.table(cycle(0, List.of(), List.of(much, unknown)));
        assertThat(table.get(2)).contains("  100 -> 50 %  ");
        assertThat(table.get(3)).contains("  ? -> 50 %    ");
    }

    private static MemberCycle member(int last, int before, int ratio, int wanted, Outcome outcome) {
        MemberId id = MemberId.of("10.0.0." + last, 8000);
        return new MemberCycle(
                new PoolMember(id, "/Common/" + id, before, Availability.AVAILABLE),
                Optional.of(Duration.ofMillis(2100)),
                Reading.NONE,
                OptionalDouble.of(0.25),
                new Weight(0.2342, new TreeMap<>(Map.of("waiting", 3.0, "cost", 3.27)).descendingMap(), "a reason"),
                List.of("deadband"),
                ratio,
                wanted,
                outcome);
    }

    private static Cycle cycle(int second, List<String> notes, List<MemberCycle> members) {
        return new Cycle(
                new PoolName("/Common/p"),
                T.plusSeconds(second),
                Duration.ofMillis(51),
                Cycle.Outcome.DONE,
                members,
                notes,
                null);
    }
}

package io.llmlb.core.control;

import static io.llmlb.core.control.World.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.FailureKind;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.MemberTraffic;
import io.llmlb.core.act.PoolDevice;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.decide.RatioScale;
import io.llmlb.core.decide.RatioStrategy;
import io.llmlb.core.decide.Strategies;
import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.decide.Weights;
import io.llmlb.core.guard.Freshness;
import io.llmlb.core.guard.Guards;
import io.llmlb.core.guard.OutputGuard;
import io.llmlb.core.guard.Situation;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.Signal;
import io.llmlb.core.supervise.DoNoHarm;
import io.llmlb.core.supervise.Harm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ControlLoopTest {
    private final World world = new World();
    private final ControlLoop loop = loop(world);

    private ControlLoop loop(PoolDevice device) {
        return new ControlLoop(
                World.POOL,
                device,
                world,
                Strategies.create("article", StrategyOptions.NONE),
                Guards.standard(),
                new RatioScale(20),
                world);
    }

    @Test
    void theMemberWithTheLongerQueueGetsTheSmallerRatio() {
        world.member(1, 1, 0);
        world.member(2, 1, 3);

        Cycle cycle = loop.runOnce();

        assertThat(world.ratios.values()).containsExactly(4, 1);
        assertThat(cycle.outcome()).isEqualTo(Cycle.Outcome.DONE);
        assertThat(cycle.members())
                .extracting(MemberCycle::outcome)
                .containsExactly(WriteReport.Outcome.WRITTEN, WriteReport.Outcome.UNCHANGED);
        assertThat(cycle.members().get(1).weight().terms()).containsEntry("waiting", 3.0);
    }

    @Test
    void equalMembersAreLeftAtOne() {
        world.member(1, 1, 2);
        world.member(2, 1, 2);

        loop.runOnce();

        assertThat(world.written).isEmpty();
    }

    @Test
    void theSameSampleIsActedOnOnce() {
        world.member(1, 1, 0);
        world.member(2, 1, 3);
        loop.runOnce();
        world.waiting.put(id(2), 9.0); // not scraped yet: the sample bears the old time

        world.pass(2, false);
        loop.runOnce();
        assertThat(world.ratios.values()).containsExactly(4, 1);

        world.pass(3, true);
        loop.runOnce();
        assertThat(world.ratios.values()).containsExactly(10, 1);
    }

    @Test
    void ratiosThatSomebodyElseResetAreReasserted() {
        world.member(1, 1, 0);
        world.member(2, 1, 3);
        loop.runOnce();
        world.ratios.put(id(1), 1);

        world.pass(2, false);
        loop.runOnce();

        assertThat(world.ratios.values()).containsExactly(4, 1);
    }

    @Test
    void asLongAsRequestsDoNotFollowTheRatiosNothingIsLearned() {
        world.member(1, 1, 0);
        world.member(2, 1, 3);
        long sent = 0;
        boolean told = false;
        for (int i = 0; i < 120; i++) {
            sent += 20; // to each, whatever the ratios are
            world.traffic = Map.of(id(1), new MemberTraffic(sent, sent, 5), id(2), new MemberTraffic(sent, sent, 5));
            if (told) {
                world.waiting.put(id(2), 15.0);
            }
            Cycle cycle = loop.runOnce();
            told = cycle.notes().stream().anyMatch(note -> note.contains("does not follow the ratios"));
            assertThat(world.ratios.values()).as("after %d s", 2 * i).containsExactly(4, 1);
            world.pass(2, true);
        }
        assertThat(told).isTrue();

        for (int i = 0; i < 60; i++) {
            sent += 10;
            world.traffic =
                    Map.of(id(1), new MemberTraffic(4 * sent, 4 * sent, 5), id(2), new MemberTraffic(sent, sent, 5));
            loop.runOnce();
            world.pass(2, true);
        }
        assertThat(world.ratios.values()).containsExactly(16, 1);
    }

    @Test
    void untilTheFirstEvidenceTheDeviceIsLeftAsItIs() {
        world.member(1, 17, 0);
        world.member(2, 0, 0); // AS3 can declare it
        world.observeFailure = new World.Failure(FailureKind.UNREACHABLE);

        for (int i = 0; i < 200; i++) {
            Cycle cycle = loop.runOnce();
            assertThat(cycle.outcome()).isEqualTo(Cycle.Outcome.HELD);
            assertThat(cycle.problem()).contains((World.Failure) world.observeFailure);
            world.pass(2, false);
        }

        assertThat(world.written).isEmpty();
    }

    @Test
    void withoutMetricsTheRatiosAreHeldForLongThenGlideToNeutralAndComeBack() {
        world.member(1, 1, 0);
        world.member(2, 1, 15);
        loop.runOnce();
        assertThat(world.ratios.values()).containsExactly(16, 1);

        world.observeFailure = new World.Failure(FailureKind.UNREACHABLE);
        for (int i = 0; i < 30; i++) {
            world.pass(2, false);
            loop.runOnce();
        }
        assertThat(world.ratios.values()).containsExactly(16, 1);
        for (int i = 0; i < 31 * 30; i++) {
            world.pass(2, false);
            loop.runOnce();
        }
        assertThat(world.ratios.values()).as("as usual").containsExactly(16, 1);
        for (int i = 0; i < 31 * 30; i++) {
            world.pass(2, false);
            loop.runOnce();
        }
        assertThat(world.ratios.values()).containsExactly(1, 1);

        world.observeFailure = null;
        world.pass(2, true);
        loop.runOnce();
        assertThat(world.ratios.values()).containsExactly(16, 1);
    }

    @Test
    void anIncompleteAnswerIsNotActedOn() {
        world.member(1, 1, 0);
        world.member(2, 1, 3);
        world.complete = false;

        Cycle cycle = loop.runOnce();

        assertThat(world.written).isEmpty();
        assertThat(cycle.notes()).contains("a store is down", "the metrics are incomplete, so this answer is not used");
    }

    @Test
    void aMemberWithoutMetricsGetsTheMeanAndIsNamed() {
        world.member(1, 1, 0);
        world.member(2, 1, 3);
        world.member(3, 1, 0);
        world.waiting.remove(id(3));

        Cycle cycle = loop.runOnce();

        assertThat(cycle.members().get(2).age()).isEmpty();
        assertThat(cycle.members().get(2).weight().reason()).isEqualTo("no fresh samples, so the mean of the others");
        assertThat(world.ratios.get(id(3))).isBetween(world.ratios.get(id(2)), world.ratios.get(id(1)));
    }

    @Test
    void aMemberThatJoinsStartsSoftlyAndTheCycleSaysSo() {
        world.member(1, 1, 0);
        world.member(2, 1, 0);
        loop.runOnce();
        world.pass(2, true);
        world.member(3, 1, 0);

        Cycle joined = loop.runOnce();
        assertThat(world.ratios.values()).containsExactly(4, 4, 1);
        assertThat(joined.guarded()).isEqualTo(Map.of("soft-start", 1));
        assertThat(joined.members().get(2).weight().reason()).contains("new, so it starts softly");

        for (int i = 0; i < 15; i++) {
            world.pass(2, true);
            loop.runOnce();
        }
        assertThat(world.ratios.values()).containsExactly(1, 1, 1);
    }

    @Test
    void anEmptyPoolAndOneThatIsNotThereAreWaitedFor() {
        assertThat(loop.runOnce().outcome()).isEqualTo(Cycle.Outcome.EMPTY);

        world.readFailure = new World.Failure(FailureKind.ABSENT);
        Cycle cycle = loop.runOnce();

        assertThat(cycle.outcome()).isEqualTo(Cycle.Outcome.FAILED);
        assertThat(cycle.problem().orElseThrow().kind()).isEqualTo(FailureKind.ABSENT);
    }

    @Test
    void aDryRunDecidesAndWritesNothing() {
        world.member(1, 1, 0);
        world.member(2, 1, 3);

        Cycle cycle = loop(PoolDevice.dryRun(world)).runOnce();

        assertThat(cycle.members()).extracting(MemberCycle::ratio).containsExactly(4, 1);
        assertThat(cycle.members().get(0).outcome()).isEqualTo(WriteReport.Outcome.WITHHELD);
        assertThat(world.written).isEmpty();
    }

    @Test
    void aModeThatIgnoresRatiosIsSaid() {
        world.member(1, 1, 0);
        world.mode = LoadBalancingMode.OTHER;

        assertThat(loop.runOnce().notes()).anyMatch(note -> note.contains("ignores ratios"));
    }

    @Test
    void aClockThatWasAheadDoesNotKeepOldSamplesYoung() {
        world.member(1, 1, 0);
        world.member(2, 1, 3);
        world.pass(3600, true);
        loop.runOnce();
        world.now = world.now.minusSeconds(3600);
        world.sampledAt = world.now;
        world.waiting.put(id(2), 0.0);

        loop.runOnce();

        assertThat(world.ratios.values()).containsExactly(1, 1);
    }

    @Test
    void aStrategyThatSwingsIsSetAsideAndTheCycleSaysSo() {
        Cycle cycle = swing(Guards.standard());

        assertThat(cycle.harm().status()).isEqualTo(Harm.Status.SUSPENDED);
        assertThat(cycle.guarded()).containsEntry("do-no-harm", 2);
        assertThat(cycle.notes()).containsExactly(cycle.harm().sentence());
        assertThat(cycle.members().get(0).weight().reason()).contains("by capacity, as the strategy did harm");
        assertThat(world.ratios.get(id(1))).isGreaterThan(world.ratios.get(id(2)));
    }

    @Test
    void noGuardHoldsWhatDidHarm() {
        OutputGuard freeze = new OutputGuard() {
            @Override
            public String name() {
                return "freeze";
            }

            @Override
            public Weights guard(Weights wanted, Situation situation) {
                boolean suspended = wanted.of(id(1)).orElseThrow().reason().contains("did harm");
                return suspended ? situation.last() : wanted;
            }
        };

        Cycle cycle = swing(new Guards(new Freshness(Freshness.LEAST), List.of(freeze)));

        assertThat(cycle.members())
                .allSatisfy(member -> assertThat(member.weight().reason()).contains("by capacity"));
    }

    /** Gives the first and the second in turns four times as much, while the second has a queue. */
    private Cycle swing(Guards guards) {
        world.member(1, 1, 0);
        world.member(2, 1, 20);
        int[] turn = {0};
        RatioStrategy swinging = new RatioStrategy() {
            @Override
            public Needs needs() {
                return new Needs(Set.of(Signal.WAITING), Set.of(), Duration.ofSeconds(10));
            }

            @Override
            public Weights decide(Instant now, PoolState state, Observation fresh, Weights last) {
                int favourite = ++turn[0] % 2;
                return Weights.equal(state.ids(), "")
                        .map((id, one) -> id.equals(id(1 + favourite)) ? Weight.of(4, "its turn") : one);
            }
        };
        ControlLoop supervised =
                new ControlLoop(World.POOL, world, world, swinging, guards, new RatioScale(20), world, DoNoHarm.ACT);
        Cycle cycle = supervised.runOnce();
        for (int i = 0; i < 20; i++) {
            world.pass(2, true);
            cycle = supervised.runOnce();
        }
        return cycle;
    }
}

package io.llmlb.core.control;

import static io.llmlb.core.control.World.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.FailureKind;
import io.llmlb.core.act.Hold;
import io.llmlb.core.decide.RatioScale;
import io.llmlb.core.decide.Strategies;
import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.core.guard.Guards;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** AS3, people and other controllers beside a loop. */
class OtherWritersTest {
    private final World world = new World();
    private final ControlLoop loop = loop();

    private ControlLoop loop() {
        return new ControlLoop(
                World.POOL,
                world,
                world,
                Strategies.create("article", StrategyOptions.NONE),
                Guards.standard(),
                new RatioScale(20),
                world);
    }

    @BeforeEach
    void twoMembersOfWhichOneQueues() {
        world.member(1, 1, 0);
        world.member(2, 1, 3);
        assertThat(loop.runOnce().others()).isEqualTo(OtherWriters.NONE);
        assertThat(world.ratios.values()).containsExactly(4, 1);
    }

    private Cycle later(int seconds) {
        world.pass(seconds, true);
        return loop.runOnce();
    }

    @Test
    void theFirstChangeBySomebodyElseIsMendedAtOnceAndTold() {
        world.ratios.put(id(1), 1);
        Cycle cycle = later(2);
        assertThat(world.ratios.values()).containsExactly(4, 1);
        assertThat(cycle.outcome()).isEqualTo(Cycle.Outcome.DONE);
        assertThat(cycle.others().changed()).isEqualTo(1);
        assertThat(cycle.notes())
                .containsExactly(
                        "1 ratio was set to 1 by somebody else, as AS3 and CIS do when they apply a declaration");
        assertThat(later(2).others())
                .isEqualTo(new OtherWriters(
                        List.of(), 1, Optional.empty(), Optional.empty(), Optional.empty(), true, List.of()));
    }

    @Test
    void whoeverChangesThemAgainAndAgainIsAnsweredMoreAndMoreRarely() {
        world.ratios.put(id(1), 7);
        assertThat(later(2).notes())
                .containsExactly("10.0.0.1:8000 from 4 to 7: changed by somebody else, a person or another controller");
        for (int i = 0; i < 4; i++) {
            world.ratios.put(id(1), 7);
            assertThat(later(2).outcome()).isEqualTo(Cycle.Outcome.DONE);
        }
        world.ratios.put(id(1), 7);
        Cycle sixth = later(2);
        assertThat(sixth.outcome()).isEqualTo(Cycle.Outcome.HELD);
        assertThat(sixth.others().waitsUntil()).contains(world.now.plusSeconds(20)); // 30, less 10 that have passed
        assertThat(sixth.notes())
                .containsExactly(
                        "10.0.0.1:8000 from 4 to 7: changed by somebody else, a person or another controller;"
                                + " that was 6 times in 10 minutes",
                        "nothing is written before 1970-01-12T13:47:12Z, so as not to fight over the ratios");
        assertThat(sixth.members().get(0).ratio()).as("what is in force").isEqualTo(7);
        assertThat(later(18).others().mayWrite()).isFalse();
        assertThat(world.ratios.values()).containsExactly(7, 1);
        assertThat(later(2).outcome()).isEqualTo(Cycle.Outcome.DONE);
        assertThat(world.ratios.values()).containsExactly(4, 1);
    }

    @Test
    void whoeverResetsThemEveryHalfMinuteIsAnsweredAtOnce() {
        for (int i = 0; i < 40; i++) {
            world.ratios.put(id(1), 1);
            assertThat(later(30).outcome()).isEqualTo(Cycle.Outcome.DONE);
            assertThat(world.ratios.values()).containsExactly(4, 1);
        }
    }

    @Test
    void aClockThatIsPutBackDoesNotSilenceThePool() {
        for (int i = 0; i < 7; i++) {
            world.ratios.put(id(1), 7 + i);
            later(2);
        }
        assertThat(later(2).others().waitsUntil()).isPresent();
        world.now = world.now.minusSeconds(3600);
        world.sampledAt = world.now;
        assertThat(later(2).others().mayWrite()).isTrue();
    }

    @Test
    void writesThatFailedAreNoChangesBySomebodyElse() {
        world.writeFailure = new World.Failure(FailureKind.BUSY);
        world.waiting.put(id(2), 9.0);
        assertThat(later(2).outcome()).isEqualTo(Cycle.Outcome.FAILED);
        world.ratios.put(id(1), 10); // it was taken all the same
        world.writeFailure = null;
        assertThat(later(2).others()).isEqualTo(OtherWriters.NONE);
    }

    @Test
    void onStandbyItWatchesAndWritesNothingAndTakesOverFromWhatIsInForce() {
        world.standby = "the other leads";
        world.ratios.put(id(1), 2); // by the other replica: nothing to report
        Cycle watching = later(2);
        assertThat(watching.outcome()).isEqualTo(Cycle.Outcome.HELD);
        assertThat(watching.others())
                .isEqualTo(new OtherWriters(
                        List.of(),
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("the other leads"),
                        false,
                        List.of()));
        assertThat(watching.members().get(0).member().ratio()).isEqualTo(2);
        assertThat(watching.members().get(0).asked()).as("what it would want").isPresent();
        world.ratios.put(id(1), 3);
        assertThat(later(2).others().changed()).isZero();
        assertThat(world.ratios.values()).containsExactly(3, 1);

        world.standby = null;
        Cycle first = later(2);
        assertThat(first.others()).isEqualTo(OtherWriters.NONE);
        assertThat(first.outcome()).isEqualTo(Cycle.Outcome.DONE);
        assertThat(world.ratios.values()).containsExactly(4, 1);
    }

    @Test
    void aHoldThatBeginsOnStandbyIsLeftToTheLeader() {
        world.standby = "the other leads";
        world.hold = new Hold(World.POOL, world.now.plusSeconds(60), "ann@ops");
        assertThat(later(2).outcome()).isEqualTo(Cycle.Outcome.HELD);
        assertThat(world.ratios.values()).containsExactly(4, 1);
    }

    @Test
    void membersThatComeAndGoAreNoChanges() {
        world.member(3, 1, 0);
        assertThat(later(2).others().changed()).isZero();
        world.ratios.remove(id(2));
        assertThat(later(2).others().changed()).isZero();
        world.ratios.clear();
        assertThat(later(2).outcome()).isEqualTo(Cycle.Outcome.EMPTY);
    }

    @Test
    void aHoldTakesBackWhatTheLoopHasPutThereAndThenNothingIsTouched() {
        world.hold = new Hold(World.POOL, world.now.plusSeconds(60), "ann@ops");
        Cycle cycle = later(2);
        assertThat(world.ratios.values()).containsExactly(1, 1);
        assertThat(cycle.outcome()).isEqualTo(Cycle.Outcome.HELD);
        assertThat(cycle.notes())
                .containsExactly("held until 1970-01-12T13:47:40Z by ann@ops: nothing is written"
                        + " (llmlb neutral --release ends it)");
        world.ratios.put(id(1), 9); // the person who asked for it
        world.written.clear();
        assertThat(later(2).others().changed()).isZero();
        assertThat(later(50).outcome()).isEqualTo(Cycle.Outcome.HELD);
        assertThat(world.written).isEmpty();

        Cycle after = later(8);
        assertThat(after.outcome()).isEqualTo(Cycle.Outcome.DONE);
        assertThat(after.others().changed()).isZero();
        assertThat(world.ratios.values()).containsExactly(4, 1);
    }

    @Test
    void aHoldThatHasEndedIsNone() {
        world.hold = new Hold(World.POOL, world.now, "ann@ops");
        assertThat(later(2).others()).isEqualTo(OtherWriters.NONE);
    }

    @Test
    void whatCannotBeReadForAMinuteCountsAsHeld() {
        world.holdFailure = new World.Failure(FailureKind.UNREACHABLE);
        Cycle soon = later(50);
        assertThat(soon.others().mayWrite()).isTrue();
        assertThat(soon.notes()).singleElement().asString().startsWith("whether the pool is held cannot be read: ");
        Cycle late = later(20);
        assertThat(late.others().mayWrite()).isFalse();
        assertThat(late.outcome()).isEqualTo(Cycle.Outcome.HELD);
        world.holdFailure = null;
        assertThat(later(2).outcome()).isEqualTo(Cycle.Outcome.DONE);
    }

    @Test
    void aDeviceThatRefusesToTellOfHoldsHasNone() {
        world.holdFailure = new World.Failure(FailureKind.DENIED);
        assertThat(later(600).others().mayWrite()).isTrue();
    }

    @Test
    void anUnknownHoldIsNoHoldAtTheFirstLook() {
        World fresh = new World();
        fresh.member(1, 5, 0);
        fresh.holdFailure = new World.Failure(FailureKind.BUSY);
        HoldWatch watch = new HoldWatch(fresh, World.POOL);
        assertThat(watch.look(Instant.EPOCH).mayWrite())
                .as("nothing was ever known")
                .isFalse();
        fresh.holdFailure = null;
        assertThat(watch.look(Instant.EPOCH.plus(Duration.ofSeconds(2))).mayWrite())
                .isTrue();
    }
}

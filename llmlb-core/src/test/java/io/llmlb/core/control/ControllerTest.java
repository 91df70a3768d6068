package io.llmlb.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.FailureKind;
import io.llmlb.core.PoolName;
import io.llmlb.core.decide.RatioScale;
import io.llmlb.core.decide.Strategies;
import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.core.guard.Guards;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControllerTest {
    private final Beats beats = new Beats();
    private final Deque<Runnable> queued = new ArrayDeque<>();
    private final List<Cycle> cycles = new ArrayList<>();
    private final List<PoolName> skipped = new ArrayList<>();
    private final World world = new World();
    private final Controller controller = new Controller(beats, queued::add, new CycleListener() {
        @Override
        public void onCycle(Cycle cycle) {
            cycles.add(cycle);
        }

        @Override
        public void onSkipped(PoolName pool) {
            skipped.add(pool);
        }
    });

    @AfterEach
    void stop() {
        beats.shutdownNow();
    }

    @Test
    void aCycleThatIsDueWhileAnotherRunsIsSkippedAndCounted() {
        controller.add(loop(world), Duration.ofSeconds(2)).start();

        beats.beat(0);
        beats.beat(0);
        runQueued();
        beats.beat(0);
        runQueued();

        assertThat(cycles).hasSize(2);
        assertThat(skipped).containsExactly(World.POOL);
    }

    @Test
    void aFailingPoolIsLeftAloneLongerAndLongerAndTheOtherGoesOn() {
        World healthy = new World();
        world.readFailure = new World.Failure(FailureKind.UNREACHABLE);
        controller
                .add(loop(world), Duration.ofSeconds(2))
                .add(loop(healthy), Duration.ofSeconds(2))
                .start();

        StringBuilder ran = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            int before = cycles.size();
            beats.beat(0);
            runQueued();
            ran.append(cycles.size() > before ? 'x' : '.');
            beats.beat(1);
            runQueued();
        }

        // Waits of 2, 4, 8, 15, 15 s ... at a beat of 2 s.
        assertThat(ran).hasToString("xx.x...x......x......x..");
        assertThat(cycles)
                .filteredOn(cycle -> cycle.outcome() == Cycle.Outcome.EMPTY)
                .hasSize(24);
    }

    @Test
    void aPoolThatDoesNotExistIsLookedForAtEveryBeat() {
        world.readFailure = new World.Failure(FailureKind.ABSENT);
        controller.add(loop(world), Duration.ofSeconds(2)).start();

        for (int i = 0; i < 10; i++) {
            beats.beat(0);
            runQueued();
        }

        assertThat(cycles).hasSize(10);
    }

    @Test
    void poolsAreSpreadOverTheInterval() {
        controller
                .add(loop(world), Duration.ofSeconds(2))
                .add(loop(new World()), Duration.ofSeconds(2))
                .start();

        assertThat(beats.offsets).containsExactly(0L, 3_000_000_000L);
        assertThat(beats.sooner).as("its first cycle").containsExactly(250_000_000L);
    }

    @Test
    void poolsThatShareAReadBeginWithinItsTimeAndTheirGroupsAreSpread() {
        Duration interval = Duration.ofSeconds(2);
        for (int i = 0; i < 6; i++) {
            controller.add(loop(new World()), interval, i % 3 == 2 ? "small" : "large");
        }
        controller.start();

        assertThat(beats.offsets)
                .containsExactly(0L, 2_100_000_000L, 2_200_000_000L, 2_300_000_000L, 3_333_333_333L, 3_533_333_333L);
        assertThat(beats.sooner).containsExactly(25_000_000L, 50_000_000L, 75_000_000L, 333_333_333L, 383_333_333L);
    }

    @Test
    void afterARegroupingLoopsThatStayGoOnAndThoseThatWereLeftDoNot() {
        world.readFailure = new World.Failure(FailureKind.UNREACHABLE);
        ControlLoop stays = loop(world);
        controller.add(stays, Duration.ofSeconds(2), "a").add(loop(new World()), Duration.ofSeconds(2), "b");
        controller.start();
        for (int i = 0; i < 2; i++) {
            beats.beat(0);
            runQueued();
        }
        assertThat(cycles).as("failed twice, so the next beat is left out").hasSize(2);

        ControlLoop joins = loop(new World());
        controller.regroup(
                () -> controller.add(joins, Duration.ofSeconds(2), "c").add(stays, Duration.ofSeconds(2), "a"));
        assertThat(beats.offsets).hasSize(3);
        assertThat(beats.cancelled()).containsExactly(false, true, false);
        beats.beat(0);
        runQueued();
        assertThat(cycles).as("left out, as it remembers").hasSize(2);
        beats.beat(2);
        runQueued();
        assertThat(cycles).hasSize(3);
    }

    @Test
    void anotherLoopOfAPoolTakesOverItsBeat() {
        controller.add(loop(world), Duration.ofSeconds(20), "a").start();
        controller.regroup(() -> controller.add(loop(world), Duration.ofSeconds(20), "a"));
        controller.regroup(() -> controller.add(loop(world), Duration.ofSeconds(2), "a"));

        // The beats of this test are due in a day, so that is bounded by the interval.
        assertThat(beats.offsets).containsExactly(0L, 20_000_000_000L, 2_000_000_000L);
    }

    @Test
    void aPoolThatJoinsAGroupKeepsItsTime() {
        ControlLoop stays = loop(world);
        controller.add(stays, Duration.ofDays(2), "a").start();
        controller.regroup(() -> controller
                .add(loop(new World()), Duration.ofDays(2), "b")
                .add(stays, Duration.ofDays(2), "a")
                .add(loop(new World()), Duration.ofDays(2), "a"));

        // The one that stays is due in a day, the other 200 ms later.
        assertThat(beats.offsets.get(1)).isZero();
        assertThat(Duration.ofNanos(beats.offsets.get(2)).minusDays(2))
                .as("after its first cycle")
                .isBetween(Duration.ofHours(23), Duration.ofDays(1).plusMillis(200));
    }

    @Test
    void aNewLoopOfAPoolBeginsWhenTheOldOnesCycleHasEnded() throws InterruptedException {
        controller.add(loop(world), Duration.ofSeconds(2), "device").start();
        beats.beat(0);
        Thread regrouping = new Thread(
                () -> controller.regroup(() -> controller.add(loop(world), Duration.ofSeconds(3), "device")));
        regrouping.start();
        beats.awaitScheduled(2);
        beats.beat(1);
        assertThat(skipped).as("the old one's is still to run").containsExactly(World.POOL);
        runQueued();
        regrouping.join();
        beats.beat(1);
        runQueued();
        assertThat(cycles).hasSize(2);
    }

    @Test
    void aPoolWhoseCyclesHangDelaysNoOther() {
        for (int i = 0; i < 3; i++) {
            controller.add(loop(new World()), Duration.ofSeconds(2));
        }
        controller.start();
        beats.beat(0);
        Runnable hangs = queued.poll();

        for (int i = 0; i < 10; i++) {
            for (int pool = 0; pool < 3; pool++) {
                beats.beat(pool);
            }
            runQueued();
        }

        assertThat(cycles).hasSize(20);
        assertThat(skipped).hasSize(10);
        hangs.run();
        assertThat(cycles).hasSize(21);
    }

    @Test
    void aStretchedIntervalIsToldWithItsCauseUntilFiveCyclesWereInTime() {
        world.member(1, 1, 0);
        controller.add(loop(world), Duration.ofSeconds(2)).start();
        world.limit = "the device's budget of 10 requests a second";
        everyThirdBeat(6);
        world.limit = null;
        everyThirdBeat(1);
        for (int i = 0; i < 6; i++) {
            beats.beat(0);
            runQueued();
        }

        String rare = "a cycle every 6.0 s instead of 2.0 s: ";
        assertThat(cycles.stream().map(cycle -> String.join("; ", cycle.notes())))
                .containsExactly(
                        "",
                        "",
                        "a cycle every 4.7 s instead of 2.0 s: the device's budget of 10 requests a second",
                        "a cycle every 5.0 s instead of 2.0 s: the device's budget of 10 requests a second",
                        "a cycle every 5.2 s instead of 2.0 s: the device's budget of 10 requests a second",
                        rare + "the device's budget of 10 requests a second",
                        rare + "one takes 0.0 s, of which 0.0 s are for reading and deciding",
                        "a cycle every 6.0 s instead of 2.0 s: one takes 0.0 s, of which 0.0 s are for reading and deciding",
                        "a cycle every 5.2 s instead of 2.0 s: one takes 0.0 s, of which 0.0 s are for reading and deciding",
                        "a cycle every 4.4 s instead of 2.0 s: one takes 0.0 s, of which 0.0 s are for reading and deciding",
                        "a cycle every 3.6 s instead of 2.0 s: one takes 0.0 s, of which 0.0 s are for reading and deciding",
                        "a cycle every 2.8 s instead of 2.0 s: one takes 0.0 s, of which 0.0 s are for reading and deciding",
                        "");
    }

    /** So many cycles, each of which lasts for more than two beats. */
    private void everyThirdBeat(int times) {
        for (int i = 0; i < times; i++) {
            for (int beat = 0; beat < 3; beat++) {
                beats.beat(0);
            }
            runQueued();
        }
    }

    @Test
    void aFailureThatTakesLongIsNoStretchedInterval() {
        controller.add(loop(world), Duration.ofSeconds(2)).start();
        world.readFailure = new World.Failure(FailureKind.UNREACHABLE);
        everyThirdBeat(20);
        world.readFailure = null;
        for (int i = 0; i < 20; i++) {
            beats.beat(0);
            runQueued();
        }

        assertThat(cycles).hasSizeGreaterThan(10);
        assertThat(cycles).allMatch(cycle -> cycle.notes().stream().noneMatch(note -> note.contains("a cycle every")));
    }

    @Test
    void afterCloseNothingBegins() {
        controller.add(loop(world), Duration.ofSeconds(2)).start();
        controller.close();

        beats.beat(0);
        runQueued();

        assertThat(cycles).isEmpty();
    }

    private void runQueued() {
        while (!queued.isEmpty()) {
            queued.poll().run();
        }
    }

    private static ControlLoop loop(World world) {
        return new ControlLoop(
                World.POOL,
                world,
                world,
                Strategies.create("article", StrategyOptions.NONE),
                Guards.standard(),
                new RatioScale(20),
                world);
    }

    /** A scheduler whose beats the test gives. */
    private static final class Beats extends ScheduledThreadPoolExecutor {
        final List<Runnable> tasks = new CopyOnWriteArrayList<>();
        final List<Long> offsets = new CopyOnWriteArrayList<>();
        final List<Long> sooner = new CopyOnWriteArrayList<>();
        private final List<ScheduledFuture<?>> timers = new CopyOnWriteArrayList<>();
        private final Semaphore scheduled = new Semaphore(0);

        Beats() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long offset, long period, TimeUnit unit) {
            tasks.add(task);
            offsets.add(unit.toNanos(offset));
            ScheduledFuture<?> timer = super.schedule(() -> {}, 1, TimeUnit.DAYS);
            timers.add(timer);
            scheduled.release();
            return timer;
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            sooner.add(unit.toNanos(delay));
            return super.schedule(() -> {}, 1, TimeUnit.DAYS);
        }

        void awaitScheduled(int count) throws InterruptedException {
            assertThat(scheduled.tryAcquire(count, 20, TimeUnit.SECONDS)).isTrue();
        }

        List<Boolean> cancelled() {
            return timers.stream().map(ScheduledFuture::isCancelled).toList();
        }

        void beat(int lane) {
            tasks.get(lane).run();
        }
    }
}

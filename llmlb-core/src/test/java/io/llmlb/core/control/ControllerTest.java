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
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
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

        assertThat(beats.offsets).containsExactly(0L, 1_000_000_000L);
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
        final List<Runnable> tasks = new ArrayList<>();
        final List<Long> offsets = new ArrayList<>();

        Beats() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long offset, long period, TimeUnit unit) {
            tasks.add(task);
            offsets.add(unit.toNanos(offset));
            return schedule(() -> {}, 1, TimeUnit.DAYS);
        }

        void beat(int lane) {
            tasks.get(lane).run();
        }
    }
}

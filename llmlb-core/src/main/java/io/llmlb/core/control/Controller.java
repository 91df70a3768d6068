package io.llmlb.core.control;

import io.llmlb.core.PoolName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the loops of many pools, each at its own interval, spread over it. A pool's cycles never overlap: one that is due
 * while the last is still running is skipped and counted. After a failure a pool is left alone for a while; the others go
 * on. Scheduling and threads are given, so that a test can turn the hands.
 */
public final class Controller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Controller.class);
    private static final Duration LAST_CYCLE = Duration.ofSeconds(10);

    private final ScheduledExecutorService scheduler;
    private final Executor io;
    private final CycleListener listener;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<ScheduledFuture<?>> timers = new ArrayList<>();

    /**
     * @param scheduler gives the beat; only hands over to {@code io}. Not shut down by this class
     * @param io runs the cycles, which block; best with a thread for each pool. Not shut down by this class
     * @param listener is told of every cycle
     */
    public Controller(ScheduledExecutorService scheduler, Executor io, CycleListener listener) {
        this.scheduler = scheduler;
        this.io = io;
        this.listener = listener;
    }

    /**
     * Adds a pool; before {@link #start()}.
     *
     * @param loop its loop, used by this controller alone
     * @param interval from the begin of one cycle to the begin of the next, positive
     */
    public Controller add(ControlLoop loop, Duration interval) {
        lanes.add(new Lane(loop, interval));
        return this;
    }

    /** Begins. */
    public void start() {
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get(i);
            long nanos = lane.interval.toNanos();
            long offset = nanos * i / lanes.size();
            timers.add(scheduler.scheduleAtFixedRate(lane::due, offset, nanos, TimeUnit.NANOSECONDS));
        }
    }

    /** Begins no further cycle, and waits (at most 10 s) for those that are running. */
    @Override
    public void close() {
        timers.forEach(timer -> timer.cancel(false));
        lanes.forEach(Lane::close);
    }

    /** One pool's place: at most one cycle at a time. */
    private final class Lane {
        private final ControlLoop loop;
        private final Duration interval;
        private final Backoff backoff;
        private final Semaphore free = new Semaphore(1);
        // Counted in beats, not in time of day: a clock that is put back must not silence a pool.
        private final AtomicLong beatsToLeaveOut = new AtomicLong();

        Lane(ControlLoop loop, Duration interval) {
            this.loop = loop;
            this.interval = interval;
            this.backoff = new Backoff(interval);
        }

        void due() {
            if (beatsToLeaveOut.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return;
            }
            if (!free.tryAcquire()) {
                tell(() -> listener.onSkipped(loop.pool()), loop.pool());
                return;
            }
            try {
                io.execute(this::run);
            } catch (RejectedExecutionException shuttingDown) {
                free.release();
            }
        }

        private void run() {
            try {
                Cycle cycle = loop.runOnce();
                if (cycle.outcome() == Cycle.Outcome.FAILED) {
                    cycle.problem()
                            .ifPresent(problem -> beatsToLeaveOut.set(
                                    backoff.after(problem.kind()).toNanos() / interval.toNanos() - 1));
                } else {
                    backoff.reset();
                }
                tell(() -> listener.onCycle(cycle), loop.pool());
            } finally {
                free.release();
            }
        }

        void close() {
            try {
                if (!free.tryAcquire(LAST_CYCLE.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.warn("pool {}: the last cycle did not end within {} s", loop.pool(), LAST_CYCLE.toSeconds());
                }
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void tell(Runnable event, PoolName pool) {
        try {
            event.run();
        } catch (RuntimeException failure) {
            LOG.warn("pool {}: a cycle listener failed", pool, failure);
        }
    }
}

package io.llmlb.core.control;

import io.llmlb.core.PoolName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the loops of many pools, each at its own interval, spread over it (the first cycles over a quarter of it); pools
 * that can share what is read of their device come shortly after each other. A pool's cycles never overlap: one that is due
 * while the last is still running is skipped and counted, and when that makes cycles rare, they say so. After a failure a
 * pool is left alone for a while; the others go on. Scheduling and threads are given, so that a test can turn the hands.
 */
public final class Controller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Controller.class);
    private static final Duration LAST_CYCLE = Duration.ofSeconds(10);

    /** Within so long those begin that share a read: less than the half a second for which a device's client keeps it. */
    private static final Duration TOGETHER = Duration.ofMillis(400);

    /** First cycles follow each other so many times as closely as later ones. */
    private static final int HASTE = 4;

    private final ScheduledExecutorService scheduler;
    private final Executor io;
    private final CycleListener listener;
    private final Map<Object, List<Lane>> lanes = new LinkedHashMap<>();
    private final Map<ControlLoop, Lane> before = new HashMap<>();
    private final Map<List<Object>, Semaphore> places = new HashMap<>();
    private final Map<Semaphore, Long> dues = new HashMap<>();

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
     * Adds a pool that shares nothing with others; before {@link #start()}.
     *
     * @param loop its loop, used by this controller alone
     * @param interval from the begin of one cycle to the begin of the next, positive
     */
    public Controller add(ControlLoop loop, Duration interval) {
        return add(loop, interval, new Object());
    }

    /**
     * Adds a pool; before {@link #start()}.
     *
     * @param loop its loop, used by this controller alone
     * @param interval from the begin of one cycle to the begin of the next, positive
     * @param shared what equals that of the pools with which it is read in one request
     */
    public Controller add(ControlLoop loop, Duration interval, Object shared) {
        Lane known = before.remove(loop);
        Lane lane = known == null || !known.interval.equals(interval)
                ? new Lane(loop, interval, place(loop, shared))
                : known;
        lanes.computeIfAbsent(shared, first -> new ArrayList<>()).add(lane);
        return this;
    }

    /** Where one cycle of a pool has room, whichever loop's it is. */
    private Semaphore place(ControlLoop loop, Object shared) {
        return places.computeIfAbsent(List.of(shared, loop.pool()), pool -> new Semaphore(1));
    }

    /** Begins. */
    public void start() {
        long count = all().count();
        long before = 0;
        for (List<Lane> together : lanes.values()) {
            int size = together.size();
            // Those that join a group keep its time.
            int known = IntStream.range(0, size)
                    .filter(i -> together.get(i).hasBeat())
                    .findFirst()
                    .orElse(-1);
            for (int i = 0; i < size; i++) {
                Lane lane = together.get(i);
                long nanos = lane.interval.toNanos();
                long share = Math.min(nanos * size / count, TOGETHER.toNanos()) / size;
                long first =
                        known < 0 ? nanos * before / count : together.get(known).next() - share * known;
                lane.begin(Math.floorMod(first + share * i, nanos));
            }
            before += size;
        }
    }

    /**
     * Goes on with other pools, and waits (at most 10 s) for the last cycles of those that are left. A loop that was there
     * before goes on as if nothing had happened; one of the same pool begins when the old one would have had its next cycle,
     * and that has ended which is running. So a pool keeps its beat however often others, or it, are changed.
     *
     * @param adding adds the pools, all of them
     */
    public void regroup(Runnable adding) {
        all().forEach(lane -> before.put(lane.loop, lane));
        lanes.clear();
        adding.run();
        before.values().forEach(left -> {
            left.end();
            dues.put(left.free, left.next());
        });
        start();
        dues.clear();
        long deadline = System.nanoTime() + LAST_CYCLE.toNanos();
        for (Lane left : before.values()) {
            if (left.awaitLast(deadline)) {
                left.free.release();
            }
        }
        before.clear();
    }

    private Stream<Lane> all() {
        return lanes.values().stream().flatMap(List::stream);
    }

    /** Begins no further cycle, and waits (at most 10 s) for those that are running. */
    @Override
    public void close() {
        all().forEach(Lane::end);
        long deadline = System.nanoTime() + LAST_CYCLE.toNanos();
        all().forEach(lane -> lane.awaitLast(deadline));
    }

    /** One pool's place: at most one cycle at a time. */
    private final class Lane {
        private final ControlLoop loop;
        private final Duration interval;
        private final Backoff backoff;
        private final Semaphore free;
        // Counted in beats, not in time of day: a clock that is put back must not silence a pool.
        private final AtomicLong beatsToLeaveOut = new AtomicLong();
        private final AtomicLong skipped = new AtomicLong();
        private final Tempo tempo; // touched by the one cycle at a time
        private @Nullable ScheduledFuture<?> timer; // null before it begins
        private @Nullable ScheduledFuture<?> sooner; // its first cycle, where that is not on its beat

        Lane(ControlLoop loop, Duration interval, Semaphore place) {
            this.loop = loop;
            this.interval = interval;
            this.free = place;
            this.backoff = new Backoff(interval);
            this.tempo = new Tempo(interval);
        }

        /** Whether it runs, or takes the place of one that did. */
        boolean hasBeat() {
            return timer != null || dues.containsKey(free);
        }

        /** After how long the next cycle is due, nanoseconds, when it has a beat. */
        long next() {
            return timer == null
                    ? Math.min(dues.getOrDefault(free, 0L), interval.toNanos())
                    : Math.max(0, timer.getDelay(TimeUnit.NANOSECONDS));
        }

        /** Begins after so long, or as its beat has it. One that runs goes on. */
        void begin(long offset) {
            if (timer == null) {
                long first = hasBeat() ? next() : offset;
                if (!hasBeat() && offset > 0) {
                    // The first cycles follow each other closely: a controller that has just begun is soon of use.
                    sooner = scheduler.schedule(this::due, offset / HASTE, TimeUnit.NANOSECONDS);
                    first += interval.toNanos();
                }
                timer = scheduler.scheduleAtFixedRate(this::due, first, interval.toNanos(), TimeUnit.NANOSECONDS);
            }
        }

        /** Begins no further cycle. */
        void end() {
            for (ScheduledFuture<?> coming : Arrays.asList(sooner, timer)) {
                if (coming != null) {
                    coming.cancel(false);
                }
            }
        }

        void due() {
            if (beatsToLeaveOut.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return;
            }
            if (!free.tryAcquire()) {
                skipped.incrementAndGet();
                tell(() -> listener.onSkipped(loop.pool()), loop.pool());
                return;
            }
            long beats = 1 + skipped.getAndSet(0);
            try {
                io.execute(() -> run(beats));
            } catch (RejectedExecutionException shuttingDown) {
                free.release();
            }
        }

        private void run(long beatsSinceTheLast) {
            try {
                tempo.begins(beatsSinceTheLast);
                Cycle cycle = loop.runOnce();
                if (cycle.outcome() == Cycle.Outcome.FAILED) {
                    cycle.problem()
                            .ifPresent(problem -> beatsToLeaveOut.set(
                                    backoff.after(problem.kind()).toNanos() / interval.toNanos() - 1));
                    tempo.forget();
                    skipped.set(0);
                } else {
                    backoff.reset();
                }
                Cycle told = tempo.complaint()
                        .map(complaint -> cycle.noting(complaint + ": " + cause(cycle)))
                        .orElse(cycle);
                tell(() -> listener.onCycle(told), loop.pool());
            } finally {
                free.release();
            }
        }

        private String cause(Cycle cycle) {
            return loop.limit()
                    .orElseGet(() -> "one takes " + Tempo.seconds(cycle.took()) + ", of which "
                            + Tempo.seconds(cycle.decidedAfter()) + " are for reading and deciding");
        }

        /** Takes its place for good when the last cycle has ended; false when that did not happen in time. */
        boolean awaitLast(long deadline) {
            try {
                if (free.tryAcquire(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    return true;
                }
                LOG.warn("pool {}: the last cycle did not end within {} s", loop.pool(), LAST_CYCLE.toSeconds());
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            }
            return false;
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

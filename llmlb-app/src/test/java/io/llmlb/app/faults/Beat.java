package io.llmlb.app.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A scheduler whose beats a test gives. */
final class Beat extends ScheduledThreadPoolExecutor {
    private final List<Runnable> tasks = new ArrayList<>();

    Beat() {
        super(0);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long delay, long period, TimeUnit unit) {
        tasks.add(task);
        return new Timer();
    }

    /** First cycles that are wanted before the first beat: tests begin with a beat. */
    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return new Timer();
    }

    void give() {
        tasks.forEach(Runnable::run);
    }

    private static final class Timer extends FutureTask<Void> implements ScheduledFuture<Void> {
        Timer() {
            super(() -> null);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return 0;
        }
    }
}

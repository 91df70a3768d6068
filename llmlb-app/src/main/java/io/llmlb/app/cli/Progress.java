package io.llmlb.app.cli;

import io.llmlb.app.status.Screen;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicInteger;

/** Says how far a simulation has come: often on a terminal, every few seconds elsewhere. */
final class Progress implements AutoCloseable {
    private static final Duration LIVE = Duration.ofMillis(200);
    private static final Duration PLAIN = Duration.ofSeconds(5);

    private final Screen screen;
    private final int runs;
    private final AtomicInteger done = new AtomicInteger();
    private final Timer clock = new Timer("llmlb-progress", true);

    Progress(Screen screen, boolean live, int runs) {
        this.screen = screen;
        this.runs = runs;
        long period = (live ? LIVE : PLAIN).toMillis();
        TimerTask task = new TimerTask() {
            @Override
            public void run() {
                show();
            }
        };
        clock.schedule(task, period, period);
    }

    /** Another run is done. */
    void done() {
        done.incrementAndGet();
    }

    /** Takes the line away, or says on a line of its own that all is done. */
    @Override
    public void close() {
        clock.cancel();
        synchronized (this) {
            screen.say(done + " of " + Counted.of(runs, "run"));
        }
    }

    private synchronized void show() {
        int now = done.get();
        screen.progress((double) now / runs, now + " of " + Counted.of(runs, "run"));
    }
}

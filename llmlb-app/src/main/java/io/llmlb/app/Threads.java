package io.llmlb.app;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Threads that do not keep the program from ending. */
final class Threads {
    private Threads() {}

    /** One thread, for what comes at its time. */
    static ScheduledExecutorService timer(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> daemon(task, name));
    }

    /** As many as there is work at a time. */
    static ExecutorService pool(String name) {
        return Executors.newCachedThreadPool(task -> daemon(task, name));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, "llmlb-" + name);
        thread.setDaemon(true);
        return thread;
    }
}

package io.llmlb.app.cli;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** What happens on SIGTERM and Ctrl-C. */
final class Termination {
    private Termination() {}

    /**
     * Keeps the calling thread until the program is told to end, cleans up, and ends it with exit code 0: being told to
     * end is no failure.
     *
     * @param cleanUp what is to be done then, first to last; bounds its own time
     */
    static void await(Runnable... cleanUp) throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        Thread end = new Thread(
                () -> {
                    List.of(cleanUp).forEach(Runnable::run);
                    runtime.halt(Llmlb.DONE); // or the Java runtime would end with 128 + the signal's number
                },
                "llmlb-end");
        runtime.addShutdownHook(end);
        new CountDownLatch(1).await();
    }

    /**
     * Does some work that SIGTERM or Ctrl-C interrupts, and gives it 10 s to clean up before the program ends.
     *
     * @throws InterruptedException when it was interrupted
     */
    static <T> T interruptibly(Work<T> work) throws InterruptedException {
        Thread worker = Thread.currentThread();
        CountDownLatch cleanedUp = new CountDownLatch(1);
        Thread end = new Thread(
                () -> {
                    worker.interrupt();
                    waitFor(cleanedUp);
                },
                "llmlb-end");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            return work.run();
        } finally {
            cleanedUp.countDown();
        }
    }

    /** Work that can be interrupted. */
    interface Work<T> {
        T run() throws InterruptedException;
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                LoggerFactory.getLogger(Termination.class).warn("Not all was cleaned up within 10 s");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}

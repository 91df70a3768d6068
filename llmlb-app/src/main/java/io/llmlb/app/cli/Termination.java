package io.llmlb.app.cli;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Waits for SIGTERM or Ctrl-C, cleans up, and ends the program with exit code 0: being told to end is no failure. */
final class Termination {
    private Termination() {}

    /**
     * Keeps the calling thread until the program is told to end.
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
}

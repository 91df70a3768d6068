package io.llmlb.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for what other processes do. */
final class Await {
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private Await() {}

    /** Something that may be so. */
    interface Question {
        boolean holds() throws IOException, InterruptedException;
    }

    static void until(Question question, Duration atMost, Path output) throws IOException, InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!question.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + atMost + ":\n" + Files.readString(output));
            }
            NEVER.await(100, TimeUnit.MILLISECONDS);
        }
    }

    /** The first line with this in it. */
    static String line(Path output, String part, Duration atMost) throws IOException, InterruptedException {
        until(() -> find(output, part).isPresent(), atMost, output);
        return find(output, part).orElseThrow();
    }

    private static Optional<String> find(Path output, String part) throws IOException {
        String text = Files.readString(output);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.contains(part))
                .findFirst();
    }
}

package io.llmlb.app.page;

import io.llmlb.app.demo.Demo;
import io.llmlb.app.demo.DemoOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A demo that plays while somebody looks at its page. */
final class RunningDemo {
    private final StringWriter said = new StringWriter();
    private final CompletableFuture<URI> page = new CompletableFuture<>();
    private final Thread plays;

    RunningDemo(Duration duration) {
        Demo demo = new Demo(new DemoOptions(duration, 1, 0), new PrintWriter(said, true), false, page::complete);
        plays = new Thread(
                () -> {
                    try {
                        demo.run();
                    } catch (InterruptedException ended) {
                        page.cancel(false);
                    } catch (RuntimeException failed) {
                        page.completeExceptionally(failed);
                    }
                },
                "demo");
        plays.start();
    }

    URI page() throws Exception {
        return page.get(30, TimeUnit.SECONDS);
    }

    String said() {
        return said.toString();
    }

    /** Ends it as Ctrl-C does. */
    void end() throws InterruptedException {
        plays.interrupt();
        plays.join(TimeUnit.SECONDS.toMillis(20));
        if (plays.isAlive()) {
            throw new IllegalStateException("the demo did not end within 20 s");
        }
    }
}

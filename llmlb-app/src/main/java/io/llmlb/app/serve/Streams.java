package io.llmlb.app.serve;

import com.sun.net.httpserver.HttpExchange;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.CycleListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells browsers at once what has changed, as server-sent events: all there is to tell on connecting, and again after each
 * cycle of a pool, twice a second at most. A stream ends in good order after some seconds, and the browser asks again: so
 * no client holds anything here for longer than any other answer may take.
 */
final class Streams implements CycleListener, AutoCloseable {
    /**
     * One message.
     *
     * @param name of the event
     * @param data in one line
     */
    record Event(String name, String data) {}

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
    private static final int MOST = 16;
    private static final long LASTS_MILLIS = 7_000;
    private static final long LEAST_MILLIS = 500;
    private static final long AGAIN_MILLIS = 2_000;

    private final Semaphore free = new Semaphore(MOST);
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "llmlb-stream");
        thread.setDaemon(true);
        return thread;
    });
    private long cycles;

    @Override
    public synchronized void onCycle(Cycle cycle) {
        cycles++;
        notifyAll();
    }

    /**
     * Streams what {@code events} tells; returns at once.
     *
     * @return whether there is room for another stream; if not, the exchange is left alone
     */
    boolean begin(HttpExchange exchange, Supplier<List<Event>> events) {
        if (!free.tryAcquire()) {
            return false;
        }
        try {
            threads.execute(() -> stream(exchange, events));
        } catch (RejectedExecutionException ending) {
            free.release();
            return false;
        }
        return true;
    }

    private void stream(HttpExchange exchange, Supplier<List<Event>> events) {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            out.write("retry: 100\n\n".getBytes(StandardCharsets.UTF_8));
            long ends = System.nanoTime() / 1_000_000 + LASTS_MILLIS;
            long told;
            do {
                told = count();
                for (Event event : events.get()) {
                    out.write(("event: " + event.name + "\ndata: " + event.data + "\n\n")
                            .getBytes(StandardCharsets.UTF_8));
                }
                out.flush();
            } while (waited(told, ends));
        } catch (IOException gone) {
            LOG.debug("a reader of the stream is gone: {}", gone.toString());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException defect) {
            LOG.error("unexpected failure of a stream. This is a defect: please report it", defect);
        } finally {
            free.release();
        }
    }

    private synchronized long count() {
        return cycles;
    }

    /** Waits for a cycle after that one, or for a while; false when the stream is to end instead. */
    private synchronized boolean waited(long told, long ends) throws InterruptedException {
        long now = System.nanoTime() / 1_000_000;
        long earliest = now + LEAST_MILLIS;
        long latest = now + AGAIN_MILLIS;
        while (now < earliest || (now < latest && cycles == told)) {
            wait(Math.max(1, (now < earliest ? earliest : latest) - now));
            now = System.nanoTime() / 1_000_000;
        }
        return now < ends;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

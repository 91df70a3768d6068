package io.llmlb.sim.live;

import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.trace.TraceRequest;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Replays traces as requests, open loop: a request is sent when it is due, whatever became of those
 * before it, and its times count from when it was due. So a slow server cannot hide by slowing its clients. Thread-safe.
 */
public final class Traffic implements AutoCloseable {
    /** Outcomes kept for snapshots; the counts cover all. */
    public static final int KEPT = 20_000;

    /** Less than vLLM's 5 s, so that no request is sent on a connection that the server is closing. */
    private static final int IDLE_SECONDS = 3;

    private final EventLoops loops = new EventLoops();
    private final long origin = System.nanoTime();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final Deque<TrafficResult> results = new ArrayDeque<>();
    private long sent;
    private long completed;
    private long failed;
    private volatile boolean stopped;

    private Traffic() {}

    /** Begins to send at once; several traces side by side, all from the same moment on. */
    public static Traffic start(TrafficOptions... several) {
        Traffic traffic = new Traffic();
        for (TrafficOptions options : several) {
            Net.await(traffic.loops.vertx().deployVerticle(traffic.new Sender(options)), "traffic", "starting");
        }
        return traffic;
    }

    /** The state now. */
    public TrafficSnapshot snapshot() {
        lock.lock();
        try {
            return new TrafficSnapshot(sent, sent - completed - failed, completed, failed, List.copyOf(results));
        } finally {
            lock.unlock();
        }
    }

    /** Sends no more; requests under way go on. */
    public void stop() {
        stopped = true;
    }

    /**
     * Waits until so many requests have an outcome.
     *
     * @return whether they had before the deadline
     */
    public boolean awaitOutcomes(long count, Duration deadline) {
        return await(() -> completed + failed >= count, deadline);
    }

    /**
     * Waits until no request is under way; sensible after {@link #stop}.
     *
     * @return whether that was so before the deadline
     */
    public boolean awaitIdle(Duration deadline) {
        return await(() -> completed + failed >= sent, deadline);
    }

    /** Sends no more and cuts what is under way. */
    @Override
    public void close() {
        stop();
        loops.close();
    }

    private boolean await(BooleanSupplier reached, Duration deadline) {
        long left = deadline.toNanos();
        lock.lock();
        try {
            while (!reached.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = change.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void sending() {
        lock.lock();
        try {
            sent++;
        } finally {
            lock.unlock();
        }
    }

    private void done(TrafficResult result) {
        lock.lock();
        try {
            completed += result.completed() ? 1 : 0;
            failed += result.completed() ? 0 : 1;
            results.add(result);
            if (results.size() > KEPT) {
                results.remove();
            }
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private final class Sender extends VerticleBase {
        private final TrafficOptions options;
        private final List<TraceRequest> requests;
        private final long period;
        private final RequestOptions target;
        private @Nullable HttpClient client;
        private long next;

        Sender(TrafficOptions options) {
            this.options = options;
            this.requests = options.trace().requests();
            this.period = options.trace().periodNanos();
            this.target = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setHost(options.virtualServer().getHost())
                    .setPort(options.virtualServer().getPort())
                    .setURI(options.kind().path())
                    .setIdleTimeout(options.deadline().toMillis())
                    .putHeader("content-type", "application/json");
        }

        @Override
        public Future<?> start() {
            client = Net.client(
                    vertx,
                    new HttpClientOptions()
                            .setConnectTimeout(5_000)
                            .setKeepAlive(true)
                            .setKeepAliveTimeout(IDLE_SECONDS),
                    20_000);
            sendDue();
            return Future.succeededFuture();
        }

        private void sendDue() {
            HttpClient http = client;
            while (!stopped && http != null) {
                TraceRequest request = requests.get((int) (next % requests.size()));
                long due = next / requests.size() * period + request.arrivalNanos();
                long wait = due - now();
                if (wait > 0) {
                    vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(wait + 999_999)), timer -> sendDue());
                    return;
                }
                sending();
                new Exchange(options.kind(), next++, request.inputTokens(), due, this::now, Traffic.this::done)
                        .send(http, target, options.model(), request.outputTokens());
            }
        }

        private long now() {
            return System.nanoTime() - origin;
        }
    }
}

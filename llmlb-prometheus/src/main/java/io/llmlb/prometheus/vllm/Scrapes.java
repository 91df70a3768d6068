package io.llmlb.prometheus.vllm;

import io.llmlb.core.FailureKind;
import io.llmlb.core.MemberId;
import io.llmlb.prometheus.PrometheusException;
import io.llmlb.prometheus.Reply;
import io.llmlb.prometheus.Transport;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One request to each of many servers, a bounded number of them at a time. Each has a deadline of its own from when it
 * was sent, and all have one together; what is not done by then is cancelled, so nothing goes on when this has ended.
 */
final class Scrapes {
    private record Running(long deadline, CompletableFuture<Reply> reply) {}

    private final Transport transport;
    private final Duration each;
    private final Duration whole;
    private final int atOnce;
    private final Map<MemberId, Reply> replies = new TreeMap<>();
    private final Map<MemberId, String> failures = new TreeMap<>();

    Scrapes(Transport transport, Duration each, Duration whole, int atOnce) {
        this.transport = transport;
        this.each = each;
        this.whole = whole;
        this.atOnce = atOnce;
    }

    /** The complete answers, of whatever status. */
    Map<MemberId, Reply> replies() {
        return replies;
    }

    /** Why the others have none. */
    Map<MemberId, String> failures() {
        return failures;
    }

    /**
     * Asks.
     *
     * @param pages where to ask; asked in the map's order
     * @throws PrometheusException UNREACHABLE when interrupted
     */
    void run(Map<MemberId, URI> pages) {
        long end = System.nanoTime() + whole.toNanos();
        Queue<Map.Entry<MemberId, URI>> waiting = new ArrayDeque<>(pages.entrySet());
        Map<MemberId, Running> running = new HashMap<>();
        LinkedBlockingQueue<MemberId> finished = new LinkedBlockingQueue<>();
        try {
            while (!waiting.isEmpty() || !running.isEmpty()) {
                while (running.size() < atOnce && !waiting.isEmpty() && System.nanoTime() - end < 0) {
                    Map.Entry<MemberId, URI> next = waiting.remove();
                    start(next.getKey(), next.getValue(), running, finished);
                }
                if (running.isEmpty() && System.nanoTime() - end >= 0) {
                    break;
                }
                MemberId done = finished.poll(untilNext(running.values(), end), TimeUnit.NANOSECONDS);
                if (done != null) {
                    take(done, running);
                } else {
                    giveUpLate(running, end);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PrometheusException(
                    FailureKind.UNREACHABLE, "metrics", "interrupted while scraping", "", interrupted);
        } finally {
            running.values().forEach(one -> one.reply().cancel(true));
        }
        waiting.forEach(
                unasked -> failures.put(unasked.getKey(), "not asked, since others took the whole " + text(whole)));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // adding to the queue does not fail
    private void start(
            MemberId member, URI uri, Map<MemberId, Running> running, LinkedBlockingQueue<MemberId> finished) {
        try {
            CompletableFuture<Reply> reply = transport.start(uri);
            running.put(member, new Running(System.nanoTime() + each.toNanos(), reply));
            reply.whenComplete((answer, failed) -> finished.add(member));
        } catch (PrometheusException unsent) {
            failures.put(member, String.valueOf(unsent.getMessage()));
        }
    }

    private void take(MemberId member, Map<MemberId, Running> running) throws InterruptedException {
        Running done = running.remove(member);
        if (done == null) {
            return; // given up before
        }
        try {
            replies.put(member, done.reply().get());
        } catch (ExecutionException failed) {
            if (!(failed.getCause() instanceof PrometheusException known)) {
                throw new IllegalStateException("scraping " + member + " failed in an unknown way", failed);
            }
            boolean late = known.getCause() instanceof HttpConnectTimeoutException;
            failures.put(member, late ? "timed out after " + text(each) : sentence(known));
        }
    }

    private void giveUpLate(Map<MemberId, Running> running, long end) {
        long now = System.nanoTime();
        List<MemberId> late = new ArrayList<>();
        running.forEach((member, one) -> {
            if (now - one.deadline() >= 0 || now - end >= 0) {
                late.add(member);
            }
        });
        for (MemberId member : late) {
            Running one = running.remove(member);
            if (one != null && one.reply().cancel(true)) {
                failures.put(member, "timed out after " + text(now - one.deadline() >= 0 ? each : whole));
            } else if (one != null) {
                running.put(member, one); // it has finished meanwhile, and is taken next
            }
        }
    }

    private static long untilNext(Collection<Running> running, long end) {
        long now = System.nanoTime();
        long wait = end - now;
        for (Running one : running) {
            wait = Math.min(wait, one.deadline() - now);
        }
        return Math.max(0, wait);
    }

    /** What happened, without the place when that is the page itself: the reader knows the member. */
    static String sentence(PrometheusException failure) {
        String message = String.valueOf(failure.getMessage());
        String place = failure.place() + ": ";
        return message.startsWith(place) ? message.substring(place.length()) : message;
    }

    /** A duration as a message tells it: {@code 1 s} or {@code 1500 ms}. */
    static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}

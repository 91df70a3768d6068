package io.llmlb.bigip;

import io.llmlb.core.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request at a time to one BIG-IP, first come first served, within a budget: its control plane has a single writer,
 * and others need it too.
 */
final class Lane {
    /** How to let time pass. */
    interface Pause {
        void pause(Duration duration) throws InterruptedException;
    }

    /** A budget that was spent so long ago explains nothing. */
    private static final Duration LATELY = Duration.ofSeconds(5);

    private final ReentrantLock turn = new ReentrantLock(true);
    private final Duration timeout;
    private final InstantSource clock;
    private final Budget budget;
    private final Pause pause;
    private volatile @Nullable Instant spent; // when a request last had to wait for the budget

    /**
     * @param timeout how long to wait for a turn, and how long one exchange may take
     */
    Lane(Duration timeout, InstantSource clock, Budget budget, Pause pause) {
        this.timeout = timeout;
        this.clock = clock;
        this.budget = budget;
        this.pause = pause;
    }

    Duration timeout() {
        return timeout;
    }

    InstantSource clock() {
        return clock;
    }

    /**
     * Runs {@code request} when its turn comes; BUSY when it does not within the time-out, and the time that the budget
     * takes for those before it.
     */
    <T> T run(String place, Supplier<T> request) {
        Duration paced = Duration.ofSeconds(turn.getQueueLength()).dividedBy(budget.requestsPerSecond());
        return run(place, timeout.plus(paced), request);
    }

    /**
     * Runs {@code request} when its turn comes; at once within another request of the same thread.
     *
     * @throws BigIpException of kind BUSY when the turn does not come within {@code wait}
     */
    <T> T run(String place, Duration wait, Supplier<T> request) {
        try {
            if (!turn.tryLock(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                String what = "other requests to this BIG-IP took more than " + Call.words(wait);
                throw BigIpException.of(FailureKind.BUSY, place, what, "");
            }
        } catch (InterruptedException e) {
            throw interrupted(place, e);
        }
        try {
            return request.get();
        } finally {
            turn.unlock();
        }
    }

    /** Waits until the budget has room for one more request; called in the lane before each. */
    void pace(String place) {
        Duration wait = budget.request();
        if (wait.isZero()) {
            return;
        }
        spent = clock.instant();
        try {
            pause.pause(wait);
        } catch (InterruptedException e) {
            throw interrupted(place, e);
        }
    }

    /** Whether a request that can wait would keep nobody waiting. */
    boolean hasTime() {
        return !turn.isLocked() && budget.hasRoom();
    }

    /** Why requests had to wait lately; empty when none had to. */
    Optional<String> limit() {
        Instant last = spent;
        boolean lately = last != null && clock.instant().isBefore(last.plus(LATELY));
        return lately
                ? Optional.of("the device's budget of " + budget.requestsPerSecond() + " requests a second")
                : Optional.empty();
    }

    /** What the pools may write. */
    Budget budget() {
        return budget;
    }

    private static BigIpException interrupted(String place, InterruptedException e) {
        Thread.currentThread().interrupt();
        return BigIpException.of(FailureKind.UNREACHABLE, place, "interrupted while waiting for its turn", "", e);
    }
}

package io.llmlb.bigip;

import io.llmlb.core.FailureKind;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** One request at a time to one BIG-IP, first come first served: its control plane has a single writer. */
final class Lane {
    private final ReentrantLock turn = new ReentrantLock(true);

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
            Thread.currentThread().interrupt();
            throw BigIpException.of(FailureKind.UNREACHABLE, place, "interrupted while waiting for its turn", "", e);
        }
        try {
            return request.get();
        } finally {
            turn.unlock();
        }
    }
}

package io.llmlb.app.lease;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether this replica leads now, by its own count of the time since it began to renew the lease. A process that was stopped
 * for a while finds that its lead has run out, whatever it believed before. Thread-safe.
 */
final class Lead {
    private final LongSupplier nanoTime;
    private final Duration length;
    private boolean alone;
    private boolean ended;
    private @Nullable Long until;
    private String holder = "";
    private String problem = "";

    /**
     * @param nanoTime a clock that nobody sets, and that goes on while the process is stopped
     * @param length how long a renewal counts, from the moment in which it was begun
     */
    Lead(LongSupplier nanoTime, Duration length) {
        this.nanoTime = nanoTime;
        this.length = length;
    }

    /** The lease was renewed, or taken. */
    synchronized void renewed(long begunAt, String identity) {
        if (!ended) {
            until = begunAt + length.toNanos();
            holder = identity;
            problem = "";
        }
    }

    /** Somebody else's name was in it, or none. */
    synchronized void seen(String other) {
        until = null;
        holder = other;
        problem = "";
    }

    /** It could not be read, or not be written. The lead runs out if that stays so. */
    synchronized void failed(String why) {
        problem = why;
    }

    /** There is nobody to agree with. */
    synchronized void alone() {
        alone = true;
    }

    /** This replica writes no more, and for good. */
    synchronized void end() {
        ended = true;
    }

    synchronized Leadership now() {
        boolean inTime = until != null && nanoTime.getAsLong() - until < 0;
        boolean leads = !ended && (alone || inTime);
        return new Leadership(leads, holder, problem);
    }

    /** Why nothing is to be written; empty when this replica leads. */
    synchronized Optional<String> standby() {
        Leadership now = now();
        return now.leads() ? Optional.empty() : Optional.of(ended ? "this replica is ending" : now.words());
    }
}

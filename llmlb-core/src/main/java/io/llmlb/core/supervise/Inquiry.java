package io.llmlb.core.supervise;

import io.llmlb.core.LlmlbException;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.PoolDevice;
import io.llmlb.core.act.PoolUse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks a device for more than its pool, seldom, and lives with no answer. */
final class Inquiry {
    private static final Duration COUNTS_EVERY = Duration.ofSeconds(15);
    private static final Duration USE_EVERY = Duration.ofMinutes(10);
    private static final Duration USE_SOONEST = Duration.ofMinutes(1);

    /** How long a device without time is let alone. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PoolDevice device;
    private DeviceCounts counts = new DeviceCounts();
    private @Nullable Instant counted;
    private @Nullable Instant asked;
    private @Nullable Instant waits; // since when something is due for which the device had no time
    private @Nullable PoolUse use;
    private String failure = "";

    Inquiry(PoolDevice device) {
        this.device = device;
    }

    DeviceCounts counts() {
        return counts;
    }

    /** Through what traffic comes, as far as it is known. */
    Optional<PoolUse> use() {
        return Optional.ofNullable(use);
    }

    /** Why the device did not answer the last time; empty when it did. */
    String failure() {
        return failure;
    }

    /** The clock was put back: counts are of no time that is known. */
    void forget() {
        counts = new DeviceCounts();
        counted = null;
        asked = null;
        waits = null;
    }

    /** Reads the counts if it is time; false when there is nothing new. */
    boolean readCounts(Instant now, PoolName pool) {
        if (!passed(counted, now, COUNTS_EVERY) || !hasTime(now)) {
            return false;
        }
        counted = now;
        failure = failureOf(() -> counts.add(now, device.traffic(pool)));
        return failure.isEmpty();
    }

    /** Asks for the use if it is time. */
    void readUse(Instant now, PoolName pool) {
        readUse(now, pool, USE_EVERY);
    }

    /** Asks for the use, unless that was done a moment ago. */
    void readUseAgain(Instant now, PoolName pool) {
        readUse(now, pool, USE_SOONEST);
    }

    private void readUse(Instant now, PoolName pool, Duration atMostEvery) {
        if (passed(asked, now, atMostEvery) && hasTime(now)) {
            asked = now;
            failure = failureOf(() -> use = device.use(pool).orElse(null));
        }
    }

    /** Whether the device has time, or has had none for so long that it is asked all the same. */
    private boolean hasTime(Instant now) {
        if (waits == null) {
            waits = now;
        }
        boolean asks = device.hasTime() || passed(waits, now, PATIENCE);
        if (asks) {
            waits = null;
        }
        return asks;
    }

    private static boolean passed(@Nullable Instant last, Instant now, Duration time) {
        return last == null || Duration.between(last, now).compareTo(time) >= 0;
    }

    /** A check must not cost a cycle, so whatever is thrown is only told. */
    private static String failureOf(Runnable request) {
        try {
            request.run();
            return "";
        } catch (LlmlbException failed) {
            return String.valueOf(failed.getMessage());
        } catch (RuntimeException unexpected) {
            return unexpected.getClass().getSimpleName();
        }
    }
}

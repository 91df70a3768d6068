package io.llmlb.app.lease;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A lock that notes what becomes of it, and trusts no other machine's clock: of another replica's renewal counts when it was
 * first seen here, not the time that is written in it.
 */
final class NotedLock implements Lock {
    private final Lock lock;
    private final Lead lead;
    private final LongSupplier nanoTime;
    private final Supplier<ZonedDateTime> wallClock;
    private final Consumer<RuntimeException> failed;

    private @Nullable LeaderElectionRecord last;
    private long lastSeen;

    NotedLock(Lock lock, Lead lead, LongSupplier nanoTime, Consumer<RuntimeException> failed) {
        this(lock, lead, nanoTime, () -> ZonedDateTime.now(ZoneOffset.UTC), failed);
    }

    /**
     * @param failed is told of each failure, which is thrown all the same
     */
    NotedLock(
            Lock lock,
            Lead lead,
            LongSupplier nanoTime,
            Supplier<ZonedDateTime> wallClock,
            Consumer<RuntimeException> failed) {
        this.lock = lock;
        this.lead = lead;
        this.nanoTime = nanoTime;
        this.wallClock = wallClock;
        this.failed = failed;
    }

    @Override
    public synchronized @Nullable LeaderElectionRecord get(KubernetesClient client) {
        LeaderElectionRecord record = noting(() -> lock.get(client));
        if (record == null || !record.equals(last)) {
            last = record;
            lastSeen = nanoTime.getAsLong();
        }
        String holder = record == null ? "" : record.getHolderIdentity();
        if (!identity().equals(holder)) {
            lead.seen(holder == null ? "" : holder);
        }
        return record == null ? null : asSeenHere(record);
    }

    private LeaderElectionRecord asSeenHere(LeaderElectionRecord record) {
        Duration age = Duration.ofNanos(nanoTime.getAsLong() - lastSeen);
        return new LeaderElectionRecord(
                record.getHolderIdentity(),
                record.getLeaseDuration(),
                record.getAcquireTime(),
                wallClock.get().minus(age),
                record.getLeaderTransitions());
    }

    @Override
    public synchronized void create(KubernetesClient client, LeaderElectionRecord record) {
        write(() -> lock.create(client, record), record);
    }

    @Override
    public synchronized void update(KubernetesClient client, LeaderElectionRecord record) {
        write(() -> lock.update(client, record), record);
    }

    private void write(Runnable request, LeaderElectionRecord record) {
        long begun = nanoTime.getAsLong();
        noting(() -> {
            request.run();
            return null;
        });
        if (identity().equals(record.getHolderIdentity())) {
            lead.renewed(begun, identity());
        } else {
            lead.seen(record.getHolderIdentity());
        }
    }

    private <T> @Nullable T noting(Supplier<@Nullable T> request) {
        try {
            return request.get();
        } catch (KubernetesClientException failure) {
            failed.accept(failure);
            throw failure;
        } catch (
                RuntimeException
                        failure) { // such as a lease that lacks what it must have; any other kind ends the election
            failed.accept(failure);
            throw new KubernetesClientException(String.valueOf(failure.getMessage()), failure);
        }
    }

    @Override
    public String identity() {
        return lock.identity();
    }

    @Override
    public String describe() {
        return lock.describe();
    }
}

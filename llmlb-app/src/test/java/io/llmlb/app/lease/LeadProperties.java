package io.llmlb.app.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Replicas that stop, lag, fail and have clocks of their own: no two ever lead at a time. */
class LeadProperties {
    private static final long SECOND = 1_000_000_000L;

    /** The server: one record; a writer must have seen the last one. */
    private static final class Server {
        private @Nullable LeaderElectionRecord record;
        private int version;
    }

    private final class Replica implements Lock {
        private final Server server;
        private final String name;
        private final Duration skew;
        private final Lead lead;
        private final NotedLock lock;
        private int seen = -1;
        private boolean cut;

        Replica(Server server, String name, Duration skew) {
            this.server = server;
            this.name = name;
            this.skew = skew;
            this.lead = new Lead(() -> nanos, Lease.FOR_ITSELF);
            this.lock = new NotedLock(this, lead, () -> nanos, this::wall, failure -> lead.failed("cut off"));
        }

        private ZonedDateTime wall() {
            return Instant.EPOCH.plusNanos(nanos).plus(skew).atZone(ZoneOffset.UTC);
        }

        /** What the library's elector does at each turn. */
        void turn(Random random) {
            try {
                LeaderElectionRecord old = lock.get(CLIENT);
                boolean mine = old != null && name.equals(old.getHolderIdentity());
                if (old != null
                        && !mine
                        && !old.getHolderIdentity().isEmpty()
                        && !wall().isAfter(old.getRenewTime().plus(Lease.FOR_OTHERS))) {
                    return;
                }
                nanos += random.nextLong(2 * SECOND); // an answer takes its time
                LeaderElectionRecord mineNow = new LeaderElectionRecord(
                        random.nextInt(20) == 0 && mine ? "" : name, Lease.FOR_OTHERS, wall(), wall(), 0);
                if (old == null) {
                    lock.create(CLIENT, mineNow);
                } else {
                    lock.update(CLIENT, mineNow);
                }
            } catch (KubernetesClientException failed) {
                // tried again at the next turn
            }
        }

        @Override
        public @Nullable LeaderElectionRecord get(KubernetesClient client) {
            check();
            seen = server.version;
            return server.record;
        }

        @Override
        public void create(KubernetesClient client, LeaderElectionRecord record) {
            update(client, record);
        }

        @Override
        public void update(KubernetesClient client, LeaderElectionRecord record) {
            check();
            if (seen != server.version) {
                throw new KubernetesClientException("conflict", 409, null);
            }
            server.record = record;
            server.version++;
        }

        private void check() {
            if (cut) {
                throw new KubernetesClientException("cut off");
            }
        }

        @Override
        public String identity() {
            return name;
        }

        @Override
        public String describe() {
            return name;
        }
    }

    @SuppressWarnings("NullAway") // the locks above use none
    private static final KubernetesClient CLIENT = null;

    private long nanos = SECOND;

    @Property(tries = 300)
    void noTwoEverLead(@ForAll long seed) {
        Random random = new Random(seed);
        Server server = new Server();
        List<Replica> replicas = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            replicas.add(new Replica(server, "llmlb-" + i, Duration.ofSeconds(random.nextInt(-7_200, 7_200))));
        }
        int led = 0;
        for (int i = 0; i < 400; i++) {
            Replica one = replicas.get(random.nextInt(random.nextBoolean() ? 3 : 1));
            one.cut = random.nextInt(6) == 0;
            one.turn(random);
            nanos += random.nextInt(10) == 0 ? random.nextLong(20 * SECOND) : random.nextLong(SECOND);
            long leaders =
                    replicas.stream().filter(each -> each.lead.now().leads()).count();
            assertThat(leaders).isLessThanOrEqualTo(1);
            led += (int) leaders;
        }
        assertThat(led).as("moments with a leader").isPositive();
    }

    @Property(tries = 50)
    void whoEndsLeadsNoMoreWhateverItHolds(@ForAll long seed) {
        Server server = new Server();
        Replica only = new Replica(server, "llmlb-0", Duration.ZERO);
        only.turn(new Random(1));
        assertThat(only.lead.standby()).isEmpty();
        only.lead.end();
        only.turn(new Random(seed));
        assertThat(only.lead.standby()).contains("this replica is ending");
    }
}

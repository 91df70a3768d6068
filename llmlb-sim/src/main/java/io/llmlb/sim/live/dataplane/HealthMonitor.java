package io.llmlb.sim.live.dataplane;

import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks every member of the watched pools for {@code GET /health}, whatever their monitor; 200 is a success. As BIG-IP's
 * http monitor does, it takes a member up at the first success, and down when there has been none for the timeout. A
 * member that is new is asked within a tenth of a second.
 */
public final class HealthMonitor extends VerticleBase {
    /** At most; an answer after the monitor's timeout is none. */
    private static final long PATIENCE_MILLIS = 5_000;

    private static final long TICK_MILLIS = 100;

    private record Place(Pool pool, String member) {}

    /** What is known of one member; times are those of the system's nanosecond clock. */
    private static final class Watch {
        private long lastSuccess;
        private long nextProbe;
        private boolean probing;
        private boolean judged;

        Watch(long now) {
            lastSuccess = now;
            nextProbe = now;
        }
    }

    private final Supplier<List<Pool>> watched;
    private final Duration interval;
    private final Duration timeout;
    private final Map<Place, Watch> watches = new HashMap<>();
    private volatile @Nullable HttpClient client;

    /**
     * @param watched the pools that have a monitor; asked for again and again
     * @param interval between two questions to a member
     * @param timeout without a success after which a member is down
     */
    public HealthMonitor(Supplier<List<Pool>> watched, Duration interval, Duration timeout) {
        this.watched = watched;
        this.interval = interval;
        this.timeout = timeout;
    }

    @Override
    public Future<?> start() {
        client = Net.client(vertx, new HttpClientOptions().setKeepAlive(false), 1_000);
        vertx.setPeriodic(Math.max(1, Math.min(TICK_MILLIS, interval.toMillis())), timer -> tick());
        return Future.succeededFuture();
    }

    /** Asks every member once; done when all have answered or failed. Takes members up, never down; never fails. */
    public Future<?> check(Pool pool) {
        List<Future<?>> checks = new ArrayList<>();
        for (Member member : pool.members()) {
            checks.add(probe(member).onSuccess(ok -> {
                if (ok) {
                    pool.health(member.fullPath(), Member.Health.UP);
                }
            }));
        }
        return Future.join(checks).otherwiseEmpty();
    }

    private void tick() {
        long now = System.nanoTime();
        Set<Place> there = new HashSet<>();
        for (Pool pool : watched.get()) {
            for (Member member : pool.members()) {
                Place place = new Place(pool, member.fullPath());
                there.add(place);
                watch(place, member, now);
            }
        }
        watches.keySet().retainAll(there);
    }

    private void watch(Place place, Member member, long now) {
        Watch known = watches.computeIfAbsent(place, p -> new Watch(now));
        if (member.health() == Member.Health.UNCHECKED) {
            place.pool.health(place.member, Member.Health.CHECKING);
        }
        boolean unknown = member.health() == Member.Health.UNCHECKED || member.health() == Member.Health.CHECKING;
        if (known.judged && unknown) {
            // Another one of the same name: it has been deleted and created again.
            known = new Watch(now);
            watches.put(place, known);
        }
        ask(place, member, known, now);
    }

    private void ask(Place place, Member member, Watch known, long now) {
        if (now - known.lastSuccess >= timeout.toNanos()) {
            known.judged = true;
            place.pool.health(place.member, Member.Health.DOWN);
        }
        if (!known.probing && now - known.nextProbe >= 0) {
            known.nextProbe = now + interval.toNanos();
            known.probing = true;
            probe(member).onComplete(answer -> {
                known.probing = false;
                if (answer.succeeded() && answer.result()) {
                    known.lastSuccess = System.nanoTime();
                    known.judged = true;
                    place.pool.health(place.member, Member.Health.UP);
                }
            });
        }
    }

    private Future<Boolean> probe(Member member) {
        HttpClient http = client;
        if (http == null) {
            return Future.failedFuture("not started");
        }
        long patience = Math.max(1, Math.min(timeout.toMillis(), PATIENCE_MILLIS));
        RequestOptions to = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(Links.host(member))
                .setPort(member.port())
                .setURI("/health")
                .setConnectTimeout(patience)
                .setIdleTimeout(patience);
        return http.request(to).compose(request -> request.send().map(response -> response.statusCode() == 200));
    }
}

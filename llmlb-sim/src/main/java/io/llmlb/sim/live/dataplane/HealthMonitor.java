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
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks every member of the watched pools for {@code GET /health} every interval: 200 is up, all else is
 * down. A real monitor waits for several failures; this one does not.
 */
public final class HealthMonitor extends VerticleBase {
    private final Supplier<List<Pool>> watched;
    private final long intervalMillis;
    private volatile @Nullable HttpClient client;

    public HealthMonitor(Supplier<List<Pool>> watched, Duration interval) {
        this.watched = watched;
        this.intervalMillis = Math.max(1, interval.toMillis());
    }

    @Override
    public Future<?> start() {
        client = Net.client(vertx, new HttpClientOptions().setKeepAlive(false), 1_000);
        vertx.setPeriodic(intervalMillis, timer -> watched.get().forEach(this::check));
        return Future.succeededFuture();
    }

    /** Checks every member once; done when all have answered or failed. */
    public Future<?> check(Pool pool) {
        List<Future<?>> checks = new ArrayList<>();
        for (Member member : pool.members()) {
            checks.add(probe(member)
                    .map(status -> status == 200 ? Member.Health.UP : Member.Health.DOWN)
                    .otherwise(Member.Health.DOWN)
                    .onSuccess(health -> pool.health(member.fullPath(), health)));
        }
        return Future.join(checks);
    }

    private Future<Integer> probe(Member member) {
        HttpClient http = client;
        if (http == null) {
            return Future.failedFuture("not started");
        }
        RequestOptions to = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(member.address())
                .setPort(member.port())
                .setURI("/health")
                .setConnectTimeout(intervalMillis)
                .setIdleTimeout(intervalMillis);
        return http.request(to).compose(request -> request.send().map(response -> response.statusCode()));
    }
}

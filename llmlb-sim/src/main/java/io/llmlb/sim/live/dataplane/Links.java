package io.llmlb.sim.live.dataplane;

import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.OneConnect;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.ServerConnection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The connections from one virtual server to pool members; idle ones wait for reuse as OneConnect says, each TMM's for
 * itself, the last used first. An idle connection that its server closes is gone once that is heard of; nothing here
 * guesses when a server might. Confined to the virtual server's event loop.
 */
final class Links {
    private static final int CONNECT_MILLIS = 2000;

    private record Place(Pool pool, String member, int tmm) {}

    private final HttpClientAgent client;
    private final OneConnect reuse;
    private final Set<Link> all = new HashSet<>();
    private final Map<Place, Deque<Link>> idle = new HashMap<>();

    Links(Vertx vertx, OneConnect reuse) {
        this.reuse = reuse;
        client = vertx.httpClientBuilder()
                .with(new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setKeepAlive(true))
                .build();
        long sweep = Math.max(5, Math.min(1000, reuse.idleTimeout().toMillis() / 4));
        vertx.setPeriodic(sweep, timer -> closeExpired());
    }

    /** Opens a connection that has been counted already; fails when the member refuses it. */
    Future<Link> open(Pool pool, Member member, int tmm, ServerConnection account) {
        HttpConnectOptions to = new HttpConnectOptions().setHost(host(member)).setPort(member.port());
        return client.connect(to)
                .map(connection -> {
                    Link link = new Link(pool, member, tmm, connection, account);
                    all.add(link);
                    Net.quiet(connection);
                    connection.closeHandler(closed -> drop(link));
                    return link;
                })
                .onFailure(refusal -> account.closed());
    }

    /** A member's address without its route domain: here there is one network only. */
    static String host(Member member) {
        String address = member.address();
        int routeDomain = address.indexOf('%');
        return routeDomain < 0 ? address : address.substring(0, routeDomain);
    }

    /** An idle connection to a member, no longer idle. */
    Optional<Link> reuse(Pool pool, Member member, int tmm) {
        Deque<Link> waiting = idle.get(new Place(pool, member.fullPath(), tmm));
        while (waiting != null && !waiting.isEmpty()) {
            Link link = waiting.removeFirst();
            link.account.idle(false);
            if (link.open && !expired(link) && !link.account.orphaned()) {
                return Optional.of(link);
            }
            drop(link);
        }
        return Optional.empty();
    }

    /** Keeps a connection whose answer has ended for another request, or closes it. */
    void giveBack(Link link) {
        boolean old = System.nanoTime() - link.openedNanos >= reuse.maximumAge().toNanos();
        if (!link.open || old || link.uses >= reuse.maximumReuse() || link.account.orphaned()) {
            drop(link);
            return;
        }
        link.idleNanos = System.nanoTime();
        link.account.idle(true);
        idle.computeIfAbsent(place(link), place -> new ArrayDeque<>()).addFirst(link);
    }

    /** Closes a connection, if it is not closed already. */
    void drop(Link link) {
        all.remove(link);
        Deque<Link> waiting = idle.get(place(link));
        if (waiting != null) {
            waiting.remove(link);
        }
        if (link.open) {
            link.close();
        }
    }

    /** Closes what leads to deleted members: idle connections, and the others where the device cuts them. */
    void dropOrphans() {
        for (Link link : List.copyOf(all)) {
            if (link.account.orphaned()) {
                Deque<Link> waiting = idle.get(place(link));
                boolean waits = waiting != null && waiting.contains(link);
                if (waits || link.pool.options().cutStreamsOfDeleted()) {
                    drop(link);
                }
            }
        }
    }

    private void closeExpired() {
        idle.values().forEach(waiting -> {
            while (!waiting.isEmpty() && expired(waiting.peekLast())) {
                drop(waiting.peekLast());
            }
        });
        idle.values().removeIf(Deque::isEmpty);
    }

    private boolean expired(Link link) {
        return System.nanoTime() - link.idleNanos >= reuse.idleTimeout().toNanos();
    }

    private static Place place(Link link) {
        return new Place(link.pool, link.member.fullPath(), link.tmm);
    }
}

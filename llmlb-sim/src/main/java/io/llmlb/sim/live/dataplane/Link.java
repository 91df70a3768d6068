package io.llmlb.sim.live.dataplane;

import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.ServerConnection;
import io.vertx.core.http.HttpClientConnection;

/** A connection from a virtual server to a pool member. Confined to the virtual server's event loop. */
final class Link {
    final Pool pool;
    final Member member;
    final int tmm;
    final HttpClientConnection connection;
    final ServerConnection account;
    final long openedNanos = System.nanoTime();
    long idleNanos;
    int uses;
    boolean open = true;
    private Runnable whenClosed = () -> {};

    Link(Pool pool, Member member, int tmm, HttpClientConnection connection, ServerConnection account) {
        this.pool = pool;
        this.member = member;
        this.tmm = tmm;
        this.connection = connection;
        this.account = account;
    }

    /** What to do when it ends, by whichever side; replaces what was to be done before. */
    void whenClosed(Runnable action) {
        whenClosed = action;
    }

    /** Notes that it has ended. */
    void ended() {
        if (open) {
            open = false;
            account.closed();
            whenClosed.run();
        }
    }

    void close() {
        ended();
        connection.close();
    }
}

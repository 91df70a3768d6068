package io.llmlb.sim.live.dataplane;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A client's connection to a virtual server. Confined to the virtual server's event loop. */
final class Client {
    final HttpConnection connection;
    /** Decides which TMM serves it. */
    final int key;
    /** The pool that an iRule chose last; it stays the connection's pool until another is chosen. */
    @Nullable
    String pool;
    /** The virtual server's default pool when the client connected, if an iRule asked for it then; else empty. */
    final String ownPool;
    /** Without OneConnect, the server connection that all its requests take. */
    @Nullable
    Link link;

    Client(HttpConnection connection, String ownPool) {
        this.connection = connection;
        this.ownPool = ownPool;
        SocketAddress from = connection.remoteAddress();
        key = from.host().hashCode() * 31 + from.port();
    }
}

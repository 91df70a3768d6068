package io.llmlb.sim.live.dataplane;

import io.llmlb.core.PoolName;
import io.llmlb.sim.live.net.Listener;
import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.OneConnect;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.VirtualServer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The data plane of one virtual server. With a OneConnect profile every request chooses a member of the pool and takes an
 * idle connection to it if there is one; without, a client connection's first request chooses, and the server connection
 * belongs to the client's from then on. The configuration is looked up for each request: it can change.
 *
 * <p>All runs on one event loop; that the device has several TMMs shows in the numbers by which pools choose.
 */
final class Proxy implements Listener.Service {
    private final Vertx vertx;
    private final Context loop;
    private final DataPlane plane;
    private final Device device;
    private final String path;
    private final Links links;
    private final RuleRouting rules;
    private final Map<HttpConnection, Client> clients = new HashMap<>();
    private final Set<Pool> heard = Collections.newSetFromMap(new WeakHashMap<>());

    /** Serves the virtual server of that path. */
    Proxy(Vertx vertx, DataPlane plane, String path) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.plane = plane;
        this.device = plane.device();
        this.path = path;
        this.links = new Links(vertx, plane.oneConnect());
        this.rules = new RuleRouting(device, plane::ruleFailed);
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.pause();
        VirtualServer server =
                device.virtualServer(path).filter(VirtualServer::enabled).orElse(null);
        if (server == null) {
            Net.reset(request);
            return;
        }
        Client client = clients.computeIfAbsent(request.connection(), connection -> accept(connection, server));
        if (RuleRouting.governs(server)) {
            rules.route(request, server, client.ownPool).onSuccess(routed -> follow(routed, client, server, request));
            return;
        }
        String chosen = client.pool == null ? server.pool().map(PoolName::path).orElse("") : client.pool;
        Optional<Pool> pool = device.pool(chosen);
        if (pool.isEmpty()) {
            Net.reset(request);
            return;
        }
        forward(new Routed.ToPool(pool.get(), Body.unread(request), null), client, server, request);
    }

    private void follow(Routed routed, Client client, VirtualServer server, HttpServerRequest request) {
        if (routed instanceof Routed.ToPool to) {
            client.pool = to.pool().name().path();
            forward(to, client, server, request);
        } else if (routed instanceof Routed.Refused refused) {
            String chosen = rules.defaultPool(server, client.ownPool);
            client.pool = chosen.isEmpty() ? client.pool : chosen;
            ErrorAnswer.send(request, refused);
        }
    }

    private void forward(Routed.ToPool to, Client client, VirtualServer server, HttpServerRequest request) {
        if (heard.add(to.pool())) {
            to.pool().onRemoval(member -> loop.runOnContext(now -> links.dropOrphans()));
        }
        OneConnect reuse = server.hasProfile("one-connect") ? plane.oneConnect() : null;
        new Delivery(vertx, links, client, request, to, reuse).begin();
    }

    private Client accept(HttpConnection connection, VirtualServer server) {
        // An iRule that is attached later has missed CLIENT_ACCEPTED, where it asks for this pool.
        String ownPool =
                RuleRouting.governs(server) ? server.pool().map(PoolName::path).orElse("") : "";
        Client client = new Client(connection, ownPool);
        connection.closeHandler(closed -> {
            clients.remove(connection);
            if (client.link != null) {
                links.drop(client.link);
            }
        });
        return client;
    }
}

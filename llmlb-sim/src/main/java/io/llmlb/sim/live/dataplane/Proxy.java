package io.llmlb.sim.live.dataplane;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import io.vertx.core.http.HttpServerResponse;
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
    private static final int RETRY_AFTER_SECONDS = 1;

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
        this.rules = new RuleRouting(device);
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
        Client client = clients.computeIfAbsent(request.connection(), this::accept);
        if (RuleRouting.governs(server)) {
            rules.route(request, server).onSuccess(routed -> follow(routed, client, server, request));
            return;
        }
        Optional<String> chosen = client.pool == null ? server.pool().map(PoolName::path) : Optional.of(client.pool);
        forward(chosen.flatMap(device::pool), client, server, request, Body.unread(request));
    }

    private void follow(RuleRouting.Routed routed, Client client, VirtualServer server, HttpServerRequest request) {
        switch (routed.outcome()) {
            case SELECT_POOL -> {
                client.pool = routed.pool();
                Optional<Pool> pool = device.pool(routed.pool());
                if (pool.isEmpty()) {
                    plane.ruleFailed();
                }
                forward(pool, client, server, request, routed.body());
            }
            case REJECT -> refuse(request, routed.status(), routed.message());
            case NONE -> {
                // The iRule names the default pool too, so that an earlier choice does not stick.
                client.pool = null;
                if (server.pool().isEmpty()) {
                    refuse(request, 503, "No rule applies, and there is no default pool.");
                } else {
                    forward(
                            server.pool().map(PoolName::path).flatMap(device::pool),
                            client,
                            server,
                            request,
                            routed.body());
                }
            }
        }
    }

    private void forward(
            Optional<Pool> pool, Client client, VirtualServer server, HttpServerRequest request, Body body) {
        if (pool.isEmpty()) {
            Net.reset(request);
            return;
        }
        if (heard.add(pool.get())) {
            pool.get().onRemoval(member -> loop.runOnContext(now -> links.dropOrphans()));
        }
        OneConnect reuse = server.hasProfile("one-connect") ? plane.oneConnect() : null;
        new Delivery(vertx, links, client, request, pool.get(), body, reuse).begin();
    }

    private Client accept(HttpConnection connection) {
        Client client = new Client(connection);
        connection.closeHandler(closed -> {
            clients.remove(connection);
            if (client.link != null) {
                links.drop(client.link);
            }
        });
        return client;
    }

    /** Answers in OpenAI's error form; the texts are this project's own. */
    private static void refuse(HttpServerRequest request, int status, String message) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error")
                .put("message", message.isEmpty() ? "The request was refused." : message)
                .put(
                        "type",
                        status == 429 ? "rate_limit_error" : status < 500 ? "invalid_request_error" : "server_error")
                .putNull("param")
                .put("code", status);
        HttpServerResponse reply = request.response().setStatusCode(status);
        if (status == 429 || status == 503) {
            reply.putHeader("retry-after", Integer.toString(RETRY_AFTER_SECONDS));
        }
        boolean unread = !request.isEnded();
        if (unread) {
            reply.putHeader("connection", "close");
        }
        reply.putHeader("content-type", "application/json").end(body.toString()).onComplete(sent -> {
            if (unread) {
                request.connection().close();
            }
        });
    }
}

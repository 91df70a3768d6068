package io.llmlb.sim.live.dataplane;

import io.llmlb.sim.live.net.Listener;
import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.VirtualServer;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The data plane: every request chooses a member of the pool (as with OneConnect), and bodies stream both ways. A member
 * that refuses the connection is replaced by another, at most {@value #RESELECTS} times; then, or when none is
 * available, the client's connection is reset, as it is when a member fails in the middle.
 */
public final class Proxy implements Listener.Service {
    static final int RESELECTS = 2;
    private static final int CONNECT_MILLIS = 2000;
    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade");

    private final Device device;
    private final String path;
    private final HttpClient client;

    /**
     * @param path of the virtual server, whose configuration is looked up for each request: it can change
     */
    public Proxy(Vertx vertx, Device device, String path) {
        this.device = device;
        this.path = path;
        this.client = Net.client(
                vertx, new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setKeepAlive(true), 10_000);
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.pause();
        Optional<Pool> chosen =
                device.virtualServer(path).flatMap(VirtualServer::pool).flatMap(name -> device.pool(name.path()));
        if (chosen.isPresent()) {
            forward(request, chosen.get(), new HashSet<>());
        } else {
            Net.reset(request);
        }
    }

    private void forward(HttpServerRequest request, Pool from, Set<String> refused) {
        Optional<Member> pick = refused.size() > RESELECTS ? Optional.empty() : from.pick(0, refused);
        if (pick.isEmpty()) {
            Net.reset(request);
            return;
        }
        Member member = pick.get();
        RequestOptions to = new RequestOptions()
                .setHost(member.address())
                .setPort(member.port())
                .setMethod(request.method())
                .setURI(request.uri());
        client.request(to)
                .onSuccess(onward -> {
                    from.requestStarted(member.fullPath(), 0);
                    relay(request, onward);
                })
                .onFailure(refusal -> {
                    refused.add(member.fullPath());
                    forward(request, from, refused);
                });
    }

    private static void relay(HttpServerRequest request, HttpClientRequest onward) {
        HttpServerResponse reply = request.response();
        if (reply.closed()) {
            onward.reset();
            return;
        }
        // A failure is dealt with where the answer is awaited; without a handler it is logged as an error.
        onward.exceptionHandler(failure -> {});
        reply.closeHandler(closed -> onward.reset());
        copy(request.headers(), onward.headers());
        if (!request.headers().contains("content-length") && request.headers().contains("transfer-encoding")) {
            onward.setChunked(true);
        }
        onward.response().onSuccess(answer -> giveBack(request, answer)).onFailure(failure -> Net.reset(request));
        // A body that breaks off must not look complete at the other end.
        request.pipe().endOnFailure(false).to(onward).onFailure(failure -> onward.reset());
    }

    private static void giveBack(HttpServerRequest request, HttpClientResponse answer) {
        HttpServerResponse reply = request.response();
        if (reply.closed()) {
            answer.request().reset();
            return;
        }
        reply.setStatusCode(answer.statusCode()).setStatusMessage(answer.statusMessage());
        copy(answer.headers(), reply.headers());
        if (!answer.headers().contains("content-length")) {
            reply.setChunked(true);
        }
        answer.pipe().endOnFailure(false).to(reply).onFailure(failure -> Net.reset(request));
    }

    private static void copy(MultiMap from, MultiMap to) {
        from.forEach((name, value) -> {
            if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                to.add(name, value);
            }
        });
    }
}

package io.llmlb.sim.live.dataplane;

import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.OneConnect;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.ServerConnection;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to a member, and the answer on its way back; bodies stream both ways. A member that refuses the
 * connection is replaced by another, at most {@value #RESELECTS} times; then, or when none is available, the client's
 * connection is reset, as it is when a member fails in the middle. A client that goes away takes the server connection
 * with it. {@code Expect: 100-continue} is answered here and not passed on; trailers are dropped.
 */
final class Delivery {
    static final int RESELECTS = 2;
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "expect");

    private final Vertx vertx;
    private final Links links;
    private final Client client;
    private final HttpServerRequest request;
    private final HttpServerResponse reply;
    private final Pool pool;
    private final int tmm;
    private final Body body;
    private final Routed.@Nullable Told told;
    /** Null without a OneConnect profile: then the server connection belongs to the client's. */
    private final @Nullable OneConnect oneConnect;

    private final Set<String> refused = new HashSet<>();
    private @Nullable Link link;
    private boolean sent;
    private boolean over;
    private boolean counted;

    Delivery(
            Vertx vertx,
            Links links,
            Client client,
            HttpServerRequest request,
            Routed.ToPool to,
            @Nullable OneConnect oneConnect) {
        this.vertx = vertx;
        this.links = links;
        this.client = client;
        this.request = request;
        this.reply = request.response();
        this.pool = to.pool();
        this.tmm = pool.options().tmm(client.key);
        this.body = to.body();
        this.told = to.told();
        this.oneConnect = oneConnect;
    }

    void begin() {
        reply.closeHandler(gone -> abandon());
        Link kept = client.link;
        if (kept != null) {
            send(kept, true);
        } else {
            choose(oneConnect != null);
        }
    }

    private void choose(boolean reuse) {
        if (over || reply.closed()) {
            return;
        }
        Optional<Member> pick = refused.size() > RESELECTS ? Optional.empty() : pool.pick(tmm, refused);
        if (pick.isEmpty()) {
            reset();
            return;
        }
        Member member = pick.get();
        Optional<Link> idle = reuse ? links.reuse(pool, member, tmm) : Optional.empty();
        if (idle.isPresent()) {
            send(idle.get(), true);
            return;
        }
        Optional<ServerConnection> account = pool.open(member.fullPath(), tmm);
        if (account.isEmpty()) {
            refused.add(member.fullPath());
            choose(reuse);
            return;
        }
        links.open(pool, member, tmm, account.get())
                .onSuccess(fresh -> send(fresh, false))
                .onFailure(refusal -> {
                    refused.add(member.fullPath());
                    choose(reuse);
                });
    }

    private void send(Link taken, boolean reused) {
        if (over || reply.closed()) {
            links.drop(taken);
            return;
        }
        link = taken;
        taken.uses++;
        if (oneConnect == null && client.link == null) {
            keep(taken);
        }
        taken.connection
                .request(new RequestOptions().setMethod(request.method()).setURI(request.uri()))
                .onSuccess(onward -> relay(onward, taken, reused))
                .onFailure(closed -> lost(taken, reused));
    }

    /** From now on the server connection is the client connection's own: each ends with the other. */
    private void keep(Link taken) {
        client.link = taken;
        // Later, so that an answer that breaks off is reset rather than closed.
        taken.whenClosed(() -> vertx.runOnContext(now -> client.connection.close()));
    }

    private void relay(HttpClientRequest onward, Link taken, boolean reused) {
        if (over) {
            links.drop(taken);
            return;
        }
        counted = true;
        taken.account.requestStarted();
        // A failure is dealt with where the answer is awaited; without a handler it is logged as an error.
        onward.exceptionHandler(failure -> {});
        copy(request.headers(), onward.headers());
        taken.account.transferred(0, size(request.method() + " " + request.uri(), onward.headers()));
        onward.response().onSuccess(answer -> giveBack(answer, taken)).onFailure(failure -> {
            uncount(taken);
            lost(taken, reused);
        });
        if (body.complete()) {
            sent = true;
            taken.account.transferred(0, body.read().length());
            if (body.read().length() > 0) {
                onward.putHeader("content-length", Integer.toString(body.read().length()));
                onward.end(body.read());
            } else {
                onward.end();
            }
            return;
        }
        if (!request.headers().contains("content-length")) {
            onward.setChunked(true);
        }
        if (body.read().length() > 0) {
            taken.account.transferred(0, body.read().length());
            onward.write(body.read());
        }
        pump(request, onward, bytes -> taken.account.transferred(0, bytes));
        request.endHandler(end -> {
            sent = true;
            onward.end();
        });
        request.resume();
    }

    private void giveBack(HttpClientResponse answer, Link taken) {
        if (over) {
            uncount(taken);
            return;
        }
        taken.account.transferred(size("200 " + answer.statusMessage(), answer.headers()), 0);
        reply.setStatusCode(answer.statusCode()).setStatusMessage(answer.statusMessage());
        copy(answer.headers(), reply.headers());
        if (told != null) {
            reply.headers().add(told.header(), told.way());
        }
        boolean empty = answer.statusCode() == 204 || answer.statusCode() == 304;
        if (!empty && !answer.headers().contains("content-length")) {
            reply.setChunked(true);
        }
        boolean last =
                answer.version() == HttpVersion.HTTP_1_0 || answer.headers().contains("connection", "close", true);
        pump(answer, reply, bytes -> taken.account.transferred(bytes, 0));
        answer.exceptionHandler(broken -> {
            uncount(taken);
            reset();
        });
        answer.endHandler(end -> {
            uncount(taken);
            over = true;
            // First, for the end of the answer brings on the client's next request.
            release(taken, last);
            if (!sent) {
                discardRest();
            }
            reply.end();
        });
        // The head of an answer that takes its time goes ahead; that of a short one goes with its body.
        vertx.runOnContext(now -> {
            if (!over && !reply.headWritten()) {
                reply.writeHead();
            }
        });
    }

    private void uncount(Link taken) {
        if (counted) {
            counted = false;
            taken.account.requestEnded();
        }
    }

    private void release(Link taken, boolean last) {
        boolean reusable = sent && !last && taken.open;
        if (oneConnect != null && reusable) {
            links.giveBack(taken);
        } else if (!reusable) {
            links.drop(taken);
        }
    }

    /** The answer came before the body's end: nobody wants the rest, but the client's next request stands behind it. */
    private void discardRest() {
        request.handler(rest -> {});
        request.endHandler(end -> {});
        request.resume();
    }

    /** The server connection ended before an answer. */
    private void lost(Link taken, boolean reused) {
        links.drop(taken);
        if (over) {
            return;
        }
        if (reused && body.complete() && oneConnect != null && oneConnect.retryLost()) {
            sent = false;
            choose(false);
        } else {
            reset();
        }
    }

    private void reset() {
        abandon();
        Net.reset(request);
    }

    private void abandon() {
        if (!over) {
            over = true;
            if (link != null) {
                links.drop(link);
            }
        }
    }

    private static void pump(ReadStream<Buffer> from, WriteStream<Buffer> to, IntConsumer count) {
        from.handler(bytes -> {
            count.accept(bytes.length());
            to.write(bytes);
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(drained -> from.resume());
            }
        });
    }

    private static void copy(MultiMap from, MultiMap to) {
        for (Map.Entry<String, String> header : from) {
            if (!HOP_BY_HOP.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                to.add(header.getKey(), header.getValue());
            }
        }
    }

    /** Bytes of a head: its first line but for the version, and its headers. */
    private static int size(String line, MultiMap headers) {
        int bytes = line.length() + " HTTP/1.1\r\n\r\n".length();
        for (Map.Entry<String, String> header : headers) {
            bytes += header.getKey().length() + header.getValue().length() + ": \r\n".length();
        }
        return bytes;
    }
}

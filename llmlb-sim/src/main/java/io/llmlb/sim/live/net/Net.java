package io.llmlb.sim.live.net;

import io.llmlb.core.FailureKind;
import io.llmlb.sim.SimException;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all emulators share of Vert.x. */
public final class Net {
    public static final String LOOPBACK = "127.0.0.1";
    private static final Logger LOG = LoggerFactory.getLogger(Net.class);
    private static final int DEADLINE_SECONDS = 10;

    private Net() {}

    public static HttpServerOptions serverOptions() {
        return new HttpServerOptions()
                .setTcpNoDelay(true)
                .setReuseAddress(true)
                .setHandle100ContinueAutomatically(true)
                .setMaxInitialLineLength(16_384);
    }

    /** A client with so many connections to one server at most. */
    public static HttpClient client(Vertx vertx, HttpClientOptions options, int connections) {
        return vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(connections))
                .withConnectHandler(Net::quiet)
                .build();
    }

    /** Broken connections are what emulators are for: whoever uses one hears of it, the log need not. */
    public static void quiet(HttpConnection connection) {
        connection.exceptionHandler(broken -> LOG.debug("a connection broke: {}", broken.getMessage()));
    }

    /** Waits for a result, at most {@value #DEADLINE_SECONDS} seconds. */
    public static <T> T await(Future<T> future, String place, String what) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SimException explained) {
                throw explained;
            }
            throw new SimException(FailureKind.UNREACHABLE, place, what + " failed: " + e.getCause(), "", e.getCause());
        } catch (TimeoutException e) {
            throw new SimException(
                    FailureKind.UNREACHABLE, place, what + " took longer than " + DEADLINE_SECONDS + " s", "", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SimException(FailureKind.UNREACHABLE, place, what + " was interrupted", "", e);
        }
    }

    /** Ends the connection of a request with a TCP reset. */
    public static void reset(HttpServerRequest request) {
        // Vert.x has no public way to a connection's channel; should this one go, the client sees a plain close.
        if (request.connection() instanceof ConnectionBase connection
                && connection.channelHandlerContext().channel().isOpen()) {
            try {
                connection.channelHandlerContext().channel().config().setOption(ChannelOption.SO_LINGER, 0);
            } catch (ChannelException clientWasFirst) {
                LOG.debug("no reset but a close", clientWasFirst);
            }
        }
        request.connection().close();
    }

    /** Whether a client is on this machine: control APIs ask for no password, and answer nobody else. */
    public static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1");
    }

    /** {@code 10.1.2.3:80} or {@code [fd00::12]:80}. */
    public static String hostPort(String address, int port) {
        return (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + port;
    }
}

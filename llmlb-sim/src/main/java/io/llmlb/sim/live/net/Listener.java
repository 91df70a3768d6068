package io.llmlb.sim.live.net;

import io.llmlb.core.FailureKind;
import io.llmlb.sim.SimException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server on one event loop that can be stopped and started again on the same port. Every start makes a new
 * service, so whatever a service holds is lost by a stop; all its methods and timers run on the one event loop.
 */
public final class Listener {
    /** What answers the requests between one start and the next stop. */
    public interface Service {
        void handle(HttpServerRequest request);
    }

    private static final int RETRIES = 30;
    private static final long RETRY_MILLIS = 100;
    private static final Duration REFUSAL = Duration.ofSeconds(5);

    private record Running(Service service, Context context) {}

    private final Vertx vertx;
    private final String address;
    private final HttpServerOptions options;
    private final Function<Vertx, Service> services;
    private volatile int port;
    private volatile @Nullable Running running;
    private @Nullable String deployment;
    private boolean listened;

    /**
     * @param port 0 for any free one, which is then kept
     */
    public Listener(
            Vertx vertx, String address, int port, HttpServerOptions options, Function<Vertx, Service> services) {
        this.vertx = vertx;
        this.address = address;
        this.port = port;
        this.options = options;
        this.services = services;
    }

    /** Listens; does nothing when it does already. */
    public synchronized Listener start() {
        if (deployment == null) {
            // While it was stopped, its port may have become the local end of somebody's connection for a moment.
            Future<String> listening = deploy(listened ? RETRIES : 0)
                    .recover(failure -> Future.failedFuture(
                            failure instanceof BindException
                                    ? new SimException(
                                            FailureKind.INVALID,
                                            hostPort(),
                                            "cannot be listened on: " + failure.getMessage(),
                                            "Give a free port, or 0 for any, and an address of this machine",
                                            failure)
                                    : failure));
            deployment = Net.await(listening, hostPort(), "listening");
            listened = true;
        }
        return this;
    }

    private Future<String> deploy(int retries) {
        return vertx.deployVerticle(new Loop())
                .recover(failure -> failure instanceof BindException && retries > 0
                        ? vertx.timer(RETRY_MILLIS, TimeUnit.MILLISECONDS).compose(waited -> deploy(retries - 1))
                        : Future.failedFuture(failure));
    }

    /** Closes the port and every connection; does nothing when it is stopped. */
    public synchronized void stop() {
        if (deployment != null) {
            running = null;
            Net.await(vertx.undeploy(deployment), hostPort(), "closing");
            deployment = null;
            awaitRefusal();
        }
    }

    /** Vert.x is done a moment before the kernel is: a client that is quick could still connect, and be answered. */
    private void awaitRefusal() {
        long deadline = System.nanoTime() + REFUSAL.toNanos();
        while (System.nanoTime() < deadline) {
            try (Socket probe = new Socket()) {
                probe.connect(new InetSocketAddress(address, port), (int) REFUSAL.toMillis());
                Thread.onSpinWait();
            } catch (IOException refused) {
                return;
            }
        }
        throw new SimException(FailureKind.UNREACHABLE, hostPort(), "still takes connections after a stop", "", null);
    }

    public int port() {
        return port;
    }

    public String hostPort() {
        return Net.hostPort(address, port);
    }

    /** Has the service that runs now do something on its event loop; nothing when it is stopped. */
    public void onLoop(Consumer<Service> action) {
        Running now = running;
        if (now != null) {
            now.context.runOnContext(v -> action.accept(now.service));
        }
    }

    private final class Loop extends VerticleBase {
        private final HttpServer server =
                Listener.this.vertx.createHttpServer(options).connectionHandler(Net::quiet);

        @Override
        public Future<?> start() {
            Service fresh = services.apply(vertx);
            return server.requestHandler(fresh::handle).listen(port, address).onSuccess(listening -> {
                port = listening.actualPort();
                running = new Running(fresh, context);
            });
        }

        // An undeployment by itself is done before the port is closed: a client could still connect and be answered.
        @Override
        public Future<?> stop() {
            return server.close();
        }
    }
}

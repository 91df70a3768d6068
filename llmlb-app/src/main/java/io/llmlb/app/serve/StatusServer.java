package io.llmlb.app.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.llmlb.app.config.StatusConfig;
import io.llmlb.core.FailureKind;
import io.llmlb.core.LlmlbException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers GET and HEAD, and one POST that only asks: a browser, Prometheus, Kubernetes or a colleague may ask, nobody can
 * change anything.
 */
final class StatusServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("llmlb");
    /** Where the stream of events is. */
    static final String EVENTS = "/api/v1/events";

    private static final int WAITING = 50;
    private static final int THREADS = 4;

    /** Nothing but what is from here, and nothing inline: text of others can never become a program in the page. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    static {
        // Without the first the body of an answer waits for the acknowledgement of its head; the others keep slow
        // clients
        // from holding the threads.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "10");
    }

    private final HttpServer server;
    private final ExecutorService threads;

    /**
     * Begins to answer.
     *
     * @throws LlmlbException when the port is taken and no other may be used
     */
    StatusServer(StatusConfig config, Function<Request, Answer> answers, HttpHandler events) {
        this.server = bound(config);
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "llmlb-status");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, answers));
        server.createContext(EVENTS, exchange -> {
            protect(exchange);
            events.handle(exchange);
        });
        server.start();
    }

    private static HttpServer bound(StatusConfig config) {
        try {
            return HttpServer.create(new InetSocketAddress(config.address(), config.port()), WAITING);
        } catch (BindException taken) {
            if (config.fallback() && config.port() != 0) {
                LOG.info("status port {} is taken, so another is used", config.port());
                return bound(new StatusConfig(config.address(), 0, false));
            }
            throw new Unbound(config, taken);
        } catch (IOException failure) {
            throw new Unbound(config, failure);
        }
    }

    /** Where it is. */
    URI url() {
        InetSocketAddress bound = server.getAddress();
        String host = bound.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort());
    }

    private static void answer(HttpExchange exchange, Function<Request, Answer> answers) throws IOException {
        try (exchange) {
            protect(exchange);
            send(exchange, answer(Request.of(exchange), answers));
        }
    }

    private static void protect(HttpExchange exchange) {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Content-Security-Policy", POLICY);
    }

    /** Sends a whole answer. */
    static void send(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static Answer answer(Request request, Function<Request, Answer> answers) {
        boolean asks = request.method().equals("POST") && request.path().equals(RuleTrial.PATH);
        if (!asks && !request.method().equals("GET") && !request.method().equals("HEAD")) {
            return Answer.refusal(405, "everything here is to be read only, by GET");
        }
        try {
            return answers.apply(request);
        } catch (IllegalArgumentException wrong) {
            return Answer.refusal(400, String.valueOf(wrong.getMessage()));
        } catch (RuntimeException defect) {
            LOG.error("unexpected failure at {}. This is a defect: please report it", request.path(), defect);
            return Answer.refusal(500, "unexpected " + defect + ": this is a defect");
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static final class Unbound extends LlmlbException {
        private static final long serialVersionUID = 1L;

        Unbound(StatusConfig config, IOException cause) {
            super(
                    FailureKind.INVALID,
                    "status: " + config.address() + ":" + config.port(),
                    "cannot be listened on (" + cause.getMessage() + ")",
                    "Choose another port or address (status in YAML, STATUS_PORT and STATUS_ADDRESS)",
                    cause);
        }
    }
}

package io.llmlb.prometheus;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Accepts one token; every refusal runs an action first. */
final class TokenServer implements AutoCloseable {
    interface Action {
        void run() throws IOException;
    }

    private final HttpServer server;
    private final List<String> seen = new CopyOnWriteArrayList<>();

    TokenServer(String accepted, Action beforeRefusal) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            seen.add(authorization);
            boolean fine = authorization.equals("Bearer " + accepted);
            if (!fine) {
                beforeRefusal.run();
            }
            exchange.sendResponseHeaders(fine ? 200 : 401, -1);
            exchange.close();
        });
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    List<String> seen() {
        return seen;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

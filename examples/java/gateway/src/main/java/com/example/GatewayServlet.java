package com.example;

import io.llmlb.rules.Decision;
import io.llmlb.rules.RuleRequest;
import io.llmlb.rules.RuleSet;
import io.llmlb.rules.RuleSetHolder;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/**
 * Sends each request where the rules say, as a gateway in front of vLLM servers does. The rules are those that BIG-IP's iRule
 * runs, and decide alike.
 */
public final class GatewayServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final int LARGEST_BODY = 8 << 20;

    private final transient RuleSetHolder rules;
    private final transient Map<String, URI> pools;
    private final transient URI otherwise;
    private final transient HttpClient client = HttpClient.newHttpClient();

    /**
     * @param rules may be swapped for others while requests are served
     * @param pools where each pool's servers are, by the pool's name in the rules
     * @param otherwise serves what no rule decides
     */
    public GatewayServlet(RuleSetHolder rules, Map<String, URI> pools, URI otherwise) {
        this.rules = rules;
        this.pools = Map.copyOf(pools);
        this.otherwise = otherwise;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = request.getInputStream().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            return;
        }
        RuleSet now = rules.get();
        Decision decision = now.decide(RuleRequest.ofBody(body));
        switch (decision.outcome()) {
            case SELECT_POOL -> {
                URI pool = pools.getOrDefault(decision.pool(), otherwise);
                forward(pool, request, now.rewrite(body, decision), response);
            }
            case REJECT -> response.sendError(decision.status(), decision.message());
            case NONE -> forward(otherwise, request, body, response);
        }
    }

    private void forward(URI pool, HttpServletRequest request, byte[] body, HttpServletResponse response)
            throws IOException {
        HttpRequest onward = HttpRequest.newBuilder(pool.resolve(request.getRequestURI()))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        try {
            HttpResponse<InputStream> answer = client.send(onward, BodyHandlers.ofInputStream());
            response.setStatus(answer.statusCode());
            answer.headers().firstValue("Content-Type").ifPresent(response::setContentType);
            stream(answer.body(), response);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    /** Token by token, as they come. */
    private static void stream(InputStream from, HttpServletResponse response) throws IOException {
        try (from) {
            OutputStream to = response.getOutputStream();
            byte[] piece = new byte[8192];
            for (int length = from.read(piece); length >= 0; length = from.read(piece)) {
                to.write(piece, 0, length);
                response.flushBuffer();
            }
        }
    }
}

package io.llmlb.app.doctor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A Prometheus that answers the two queries that are asked of it: which models there are, and one model's samples. */
final class AskedPrometheus implements AutoCloseable {
    /** How old the newest sample of each target is. */
    final Map<String, Duration> ages = new LinkedHashMap<>();

    String model = Ward.MODEL;
    String warning = "";

    private final HttpServer server;

    AskedPrometheus() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String query = URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8);
        byte[] answer = (query.contains("count by") ? models() : samples(query)).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private String models() {
        return answer(
                "vector",
                model.isEmpty() ? "" : """
                {"metric":{"model_name":"%s"},"value":[%d,"2"]}""".formatted(model, Instant.now().getEpochSecond()));
    }

    private String samples(String query) {
        if (!query.contains("model_name=\"" + model + "\"")) {
            return answer("matrix", "");
        }
        List<String> series = new ArrayList<>();
        ages.forEach((instance, age) -> {
            long newest = Instant.now().minus(age).getEpochSecond();
            String values = "[" + (newest - 5) + ",\"1\"],[" + newest + ",\"1\"]";
            series.add("""
                    {"metric":{"__name__":"vllm:num_requests_running","instance":"%s","model_name":"%s"},"values":[%s]}""".formatted(instance, model, values));
        });
        return answer("matrix", series.stream().collect(Collectors.joining(",")));
    }

    private String answer(String type, String result) {
        String warnings = warning.isEmpty() ? "" : "\"warnings\":[\"" + warning + "\"],";
        return "{\"status\":\"success\"," + warnings + "\"data\":{\"resultType\":\"" + type + "\",\"result\":[" + result
                + "]}}";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

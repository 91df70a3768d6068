package io.llmlb.app.serve;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked.
 *
 * @param method of HTTP
 * @param path decoded
 * @param query decoded; of a name that is there twice, the last value
 * @param accept the Accept header, or empty text
 * @param body what came with it; empty unless it is a POST
 */
record Request(String method, String path, Map<String, String> query, String accept, ByteBuffer body) {
    /** The largest body that is read. */
    static final int MOST_BYTES = 1 << 20;

    static Request of(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        List<String> accept = exchange.getRequestHeaders().getOrDefault("Accept", List.of());
        return new Request(
                exchange.getRequestMethod(),
                String.valueOf(uri.getPath()),
                query(uri.getRawQuery() == null ? "" : uri.getRawQuery()),
                String.join(",", accept),
                ByteBuffer.wrap(
                        exchange.getRequestMethod().equals("POST") ? read(exchange.getRequestBody()) : new byte[0]));
    }

    private static byte[] read(InputStream in) throws IOException {
        byte[] body = in.readNBytes(MOST_BYTES + 1);
        in.transferTo(OutputStream.nullOutputStream()); // who is cut off while sending may never see the answer
        return body;
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** What came with it. */
    byte[] bytes() {
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        return bytes;
    }

    /** Whether a page is wanted, as browsers want one. */
    boolean wantsPage() {
        return accept.contains("text/html");
    }

    /** Whether text is wanted rather than JSON. */
    boolean wantsText() {
        return accept.contains("text/plain") && !accept.contains("application/json");
    }
}

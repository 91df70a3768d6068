package io.llmlb.sim.live;

import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A plain client for tests. */
public final class Http {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final HttpClient PLAIN = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(DEADLINE)
            .build();

    private Http() {}

    public static HttpResponse<String> get(URI uri) {
        return send(PLAIN, HttpRequest.newBuilder(uri).timeout(DEADLINE).build());
    }

    public static HttpResponse<String> post(URI uri, String body) {
        return send(
                PLAIN,
                HttpRequest.newBuilder(uri)
                        .timeout(DEADLINE)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    public static HttpClient plain() {
        return PLAIN;
    }

    public static HttpResponse<String> send(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A client that accepts the certificate with this fingerprint, whatever name it bears, and no other. */
    public static HttpClient pinned(String sha256) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Pin(sha256)}, null);
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(DEADLINE)
                .sslContext(context)
                .build();
    }

    /** Waits for a condition, at most ten seconds. */
    public static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("in vain: " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    public static String chat(String model, int maxTokens, boolean stream) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":" + maxTokens + ",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"12345678\"}]}";
    }

    /** Sends a request over a bare socket, which the caller can cut. */
    public static Socket open(URI server, HttpMethod method, String path, String body) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout((int) DEADLINE.toMillis());
        String head =
                method.name() + " " + path + " HTTP/1.1\r\nhost: test\r\ncontent-length: " + body.length() + "\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return socket;
    }

    private static final class Pin extends X509ExtendedTrustManager {
        private final String sha256;

        Pin(String sha256) {
            this.sha256 = sha256;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws java.security.cert.CertificateException {
            try {
                byte[] digest =
                        java.security.MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded());
                String found =
                        java.util.HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
                if (!found.equals(sha256)) {
                    throw new java.security.cert.CertificateException("another certificate: " + found);
                }
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

package io.llmlb.bigip;

import io.llmlb.core.FailureKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends requests to one BIG-IP, each within a time limit, and reads whatever comes back. */
final class Https {
    private static final Logger LOG = LoggerFactory.getLogger(Https.class);
    private static final long LARGEST_ANSWER = 16L << 20;
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

    private final URI base;
    private final Trust trust;
    private final Duration connectTimeout;
    private @Nullable HttpClient client;

    Https(URI base, Trust trust, Duration timeout) {
        this.base = base;
        this.trust = trust;
        this.connectTimeout = timeout.compareTo(LONGEST_CONNECT) < 0 ? timeout : LONGEST_CONNECT;
    }

    /**
     * @throws BigIpException only when there is no answer within {@code limit}, or none that can be trusted or held
     */
    Reply send(Call call, Duration limit) {
        long start = System.nanoTime();
        HttpClient http = client();
        CompletableFuture<HttpResponse<byte[]>> answer = null;
        try {
            answer = http.sendAsync(request(call, limit), info -> new BoundedBody(LARGEST_ANSWER));
            // The request's own timeout ends with the headers; this one covers the body.
            HttpResponse<byte[]> response = answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            String location = response.headers().firstValue("Location").orElse("");
            Reply reply = Reply.of(response.statusCode(), location, response.body());
            LOG.debug("{} {} in {} ms", call, reply.status(), (System.nanoTime() - start) / 1_000_000);
            return reply;
        } catch (ExecutionException e) {
            throw NoAnswer.because(call, e.getCause() == null ? e : e.getCause(), limit, connectTimeout);
        } catch (TimeoutException e) {
            throw NoAnswer.because(call, e, limit, connectTimeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BigIpException.of(FailureKind.UNREACHABLE, call.place(), "interrupted", "", e);
        } finally {
            if (answer != null) {
                answer.cancel(true);
            }
        }
    }

    private static HttpRequest request(Call call, Duration limit) {
        byte[] body = call.body();
        BodyPublisher publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(call.uri())
                .timeout(limit)
                .header("Accept", "application/json")
                .method(call.method(), publisher);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        Token token = call.token();
        if (token != null) {
            request.header("X-F5-Auth-Token", token.value());
        }
        return request.build();
    }

    /** Made at the first request, so that making a {@link BigIp} reads no file and starts no thread. */
    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(connectTimeout)
                    .sslContext(tls())
                    .build();
        }
        return client;
    }

    private SSLContext tls() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust.trustManager()}, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            String what = "cannot trust " + trust + " (" + e + ")";
            String mend = "Check BIGIP_CA_FILE (or caFile in YAML)";
            throw BigIpException.of(FailureKind.INVALID, base.toString(), what, mend, e);
        }
    }
}

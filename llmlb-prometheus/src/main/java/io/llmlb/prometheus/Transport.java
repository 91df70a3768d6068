package io.llmlb.prometheus;

import io.llmlb.core.FailureKind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP as this module needs it: a deadline on the whole exchange (a body that dribbles in counts), a limit on the
 * answer, a bearer token that may change at any time, and failures in the words of {@link FailureKind}. Follows no
 * redirect. Safe for use by several threads.
 *
 * <p>Shared by the rooms of this module; others use those.
 */
public final class Transport {
    private final HttpClient client;
    private final @Nullable BearerToken token;
    private final BodyHandler<Reply> receiver;

    private Transport(Builder builder) {
        // HTTP/1.1 keeps the JDK from asking for an upgrade that model servers log as a mistake.
        HttpClient.Builder http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(Trust.context(builder.serviceCa, builder.caFiles));
        if (builder.connectTimeout != null) {
            http.connectTimeout(builder.connectTimeout);
        }
        this.client = http.build();
        this.token = builder.tokenFile == null ? null : new BearerToken(builder.tokenFile);
        this.receiver = receiver(builder.limit, builder.clock);
    }

    /** Makes a transport that trusts the system's authorities and the pod's service CA, and bears no token. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Sends a GET.
     *
     * @param timeout for all of it
     * @return the answer, whatever its status
     * @throws PrometheusException UNREACHABLE when there is no complete answer in time; INVALID when the server's
     *     certificate is not trusted, the answer is too large, or the token file cannot be read
     */
    public Reply get(URI uri, Duration timeout) {
        return exchange(HttpRequest.newBuilder(uri), uri, timeout);
    }

    /** Sends a form by POST; else as {@link #get}. */
    public Reply post(URI uri, String form, Duration timeout) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));
        return exchange(request, uri, timeout);
    }

    /**
     * Sends a GET and does not wait. There is no deadline but that on connecting ({@link Builder#connectTimeout}): who
     * asks has to cancel, and that ends the exchange.
     *
     * @return completes with the answer, whatever its status, or with a PrometheusException as {@link #get} throws it
     * @throws PrometheusException INVALID when the token file cannot be read
     */
    @SuppressWarnings("FutureReturnValueIgnored") // what follows an end does not fail
    public CompletableFuture<Reply> start(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (token != null) {
            request.setHeader("Authorization", "Bearer " + token.read());
        }
        CompletableFuture<HttpResponse<Reply>> exchange = client.sendAsync(request.build(), receiver);
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        exchange.whenComplete((response, failed) -> {
            if (failed == null) {
                reply.complete(response.body());
                return;
            }
            Throwable inner = failed instanceof CompletionException ? failed.getCause() : null;
            reply.completeExceptionally(Refusals.of(place(uri), inner == null ? failed : inner));
        });
        reply.whenComplete((answer, failed) -> {
            if (reply.isCancelled()) {
                exchange.cancel(true);
            }
        });
        return reply;
    }

    /** What an answer other than 200 means. */
    public PrometheusException refusal(URI uri, Reply reply) {
        return Refusals.of(place(uri), reply.status(), redact(reply.excerpt()), reply.isHtml(), token);
    }

    /** The URL without credentials and query, as messages name it. */
    public static String place(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost();
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return uri.getScheme() + "://" + host + port + path;
    }

    /** The text without the bearer token, should it be in it. */
    public String redact(String text) {
        return token == null ? text : token.redact(text);
    }

    private Reply exchange(HttpRequest.Builder request, URI uri, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        if (token == null) {
            return send(request, uri, timeout, deadline);
        }
        String bearer = token.read();
        Reply reply = send(request.setHeader("Authorization", "Bearer " + bearer), uri, timeout, deadline);
        if (reply.status() == 401) {
            String renewed = token.read();
            if (!renewed.equals(bearer)) {
                return send(request.setHeader("Authorization", "Bearer " + renewed), uri, timeout, deadline);
            }
        }
        return reply;
    }

    private Reply send(HttpRequest.Builder request, URI uri, Duration timeout, long deadline) {
        CompletableFuture<HttpResponse<Reply>> answer = client.sendAsync(request.build(), receiver);
        try {
            return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
                    .body();
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw unreachable(uri, "no complete answer within " + timeout.toMillis() + " ms", late);
        } catch (InterruptedException interrupted) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw unreachable(uri, "interrupted while waiting for the answer", interrupted);
        } catch (ExecutionException failed) {
            throw Refusals.of(place(uri), failed.getCause() == null ? failed : failed.getCause());
        }
    }

    /** Nothing in it leads to a transport: a connection that is kept alive keeps it, and would keep all threads of the client. */
    private static BodyHandler<Reply> receiver(int limit, InstantSource clock) {
        return info -> {
            Instant arrived = clock.instant();
            Instant date =
                    info.headers().firstValue("Date").map(Transport::date).orElse(null);
            return new BoundedBody(limit, body -> new Reply(info.statusCode(), arrived, date, body));
        };
    }

    private static @Nullable Instant date(String text) {
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    private static PrometheusException unreachable(URI uri, String what, Throwable cause) {
        return new PrometheusException(FailureKind.UNREACHABLE, place(uri), what, "", cause);
    }

    /** Collects settings; not for use by several threads. */
    public static final class Builder {
        private final List<Path> caFiles = new ArrayList<>();
        private Path serviceCa = Trust.SERVICE_CA;
        private @Nullable Path tokenFile;
        private int limit = 64 << 20;
        private InstantSource clock = InstantSource.system();
        private @Nullable Duration connectTimeout;

        private Builder() {}

        /** A file that holds the bearer token; read anew for every request, and once more on a 401. */
        public Builder tokenFile(Path file) {
            tokenFile = file;
            return this;
        }

        /** A file of PEM certificates of authorities to trust too. */
        public Builder caFile(Path file) {
            caFiles.add(file);
            return this;
        }

        /** The largest answer; bytes, 64 MB unless said. */
        public Builder limit(int bytes) {
            limit = bytes;
            return this;
        }

        /** The time for a connection to be made; unless said, only the deadline of the whole exchange. */
        public Builder connectTimeout(Duration timeout) {
            connectTimeout = timeout;
            return this;
        }

        /** Tells when answers arrive. */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        Builder serviceCa(Path file) {
            serviceCa = file;
            return this;
        }

        /**
         * The transport.
         *
         * @throws PrometheusException INVALID when a file of authorities cannot be read
         */
        public Transport build() {
            return new Transport(this);
        }
    }
}

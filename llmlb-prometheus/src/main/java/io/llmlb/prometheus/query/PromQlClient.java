package io.llmlb.prometheus.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.llmlb.core.FailureKind;
import io.llmlb.prometheus.PrometheusException;
import io.llmlb.prometheus.Reply;
import io.llmlb.prometheus.Transport;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of the HTTP API of Prometheus and Thanos ({@code /api/v1/query} and {@code /api/v1/query_range}). Safe for
 * use by several threads.
 *
 * <p>Every call is bounded in time and size, is sent once, and either returns or throws a {@link PrometheusException}:
 *
 * <ul>
 *   <li>INVALID: the query is wrong, the URL is too long for a GET, this is no Prometheus, its certificate is not
 *       trusted, or a file cannot be read;
 *   <li>DENIED: 401 or 403;
 *   <li>BUSY: the server is overloaded or gave up;
 *   <li>UNREACHABLE: no answer, not in time, or one that ends too early.
 * </ul>
 */
public final class PromQlClient {
    /** How a query travels. On Thanos' tenancy port the verb decides which permission is needed. */
    public enum Method {
        /** In the URL; needs the permission to get. */
        GET,
        /** In the body, of any length; needs the permission to create. */
        POST
    }

    /** The length from which on a URL is not sent, since servers and proxies on the way refuse it; characters. */
    static final int LONGEST_URL = 8192;

    private static final Logger LOG = LoggerFactory.getLogger(PromQlClient.class);

    private final String base;
    private final Transport transport;
    private final Method method;
    private final Duration timeout;
    private final Map<String, String> parameters;

    private PromQlClient(Builder builder) {
        this.base = builder.base;
        this.transport = builder.transport.build();
        this.method = builder.method;
        this.timeout = builder.timeout;
        this.parameters = Map.copyOf(builder.parameters);
    }

    private PromQlClient(PromQlClient other, Map<String, String> parameters) {
        this.base = other.base;
        this.transport = other.transport;
        this.method = other.method;
        this.timeout = other.timeout;
        this.parameters = Map.copyOf(parameters);
    }

    /**
     * A client of the server at {@code base}, such as {@code https://thanos-querier.openshift-monitoring.svc:9091}. The
     * path may have a prefix; {@code /api/v1/...} is added.
     *
     * @throws PrometheusException INVALID when {@code base} is not an http or https URL, or has more than host and path
     */
    public static Builder builder(URI base) {
        return new Builder(base);
    }

    /** The same client, over the same connections, with one more parameter of every call, such as {@code namespace}. */
    public PromQlClient with(String parameter, String value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(parameter, value);
        return new PromQlClient(this, more);
    }

    /** Evaluates a query now, by the server's clock. */
    public QueryResult query(String promQl) {
        return send("query", Map.of("query", promQl));
    }

    /** Evaluates a query at a time. */
    public QueryResult query(String promQl, Instant at) {
        return send("query", Map.of("query", promQl, "time", seconds(at)));
    }

    /** Evaluates a query at {@code from}, then every {@code step}, up to {@code to}. */
    public QueryResult.Matrix queryRange(String promQl, Instant from, Instant to, Duration step) {
        Map<String, String> call = Map.of(
                "query", promQl, "start", seconds(from), "end", seconds(to), "step", seconds(Instant.EPOCH.plus(step)));
        QueryResult result = send("query_range", call);
        if (result instanceof QueryResult.Matrix matrix) {
            return matrix;
        }
        throw noPrometheus(uri("query_range"), "the answer to a range query is no matrix", null);
    }

    /** Whether a query is short enough to be sent: always with POST; with GET, when its URL stays below 8 KB. */
    public boolean fits(String promQl) {
        return method == Method.POST || url("query", Map.of("query", promQl)).length() < LONGEST_URL;
    }

    /** The server's URL. */
    @Override
    public String toString() {
        return base;
    }

    private QueryResult send(String call, Map<String, String> own) {
        long start = System.nanoTime();
        Reply reply;
        URI uri = uri(call);
        if (method == Method.POST) {
            reply = transport.post(uri, form(own), timeout);
        } else {
            String url = url(call, own);
            if (url.length() >= LONGEST_URL) {
                throw new PrometheusException(
                        FailureKind.INVALID,
                        place(uri),
                        "the query makes a URL of " + url.length() + " characters, and " + LONGEST_URL
                                + " are too many for a GET",
                        "Send it by POST, or split it");
            }
            reply = transport.get(URI.create(url), timeout);
        }
        LOG.debug(
                "{}: HTTP {}, {} bytes in {} ms",
                place(uri),
                reply.status(),
                reply.size(),
                (System.nanoTime() - start) / 1_000_000);
        return result(uri, reply);
    }

    private QueryResult result(URI uri, Reply reply) {
        Answer answer;
        try {
            answer = AnswerReader.read(reply.body(), reply.date().orElse(null));
        } catch (IOException unreadable) {
            // An error need not be JSON: proxies on the way answer in plain text or HTML.
            throw reply.status() == 200 ? broken(uri, reply, unreadable) : transport.refusal(uri, reply);
        }
        if (answer instanceof Answer.Failure failure) {
            throw failed(uri, reply, failure);
        }
        if (reply.status() != 200) {
            throw transport.refusal(uri, reply);
        }
        return ((Answer.Result) answer).result();
    }

    private PrometheusException failed(URI uri, Reply reply, Answer.Failure failure) {
        if (reply.status() == 401 || reply.status() == 403) {
            return transport.refusal(uri, reply);
        }
        String what = "HTTP " + reply.status() + ", " + failure.errorType() + ": "
                + transport.redact(failure.error().strip());
        return switch (failure.errorType()) {
            case "bad_data", "execution", "not_acceptable" ->
                new PrometheusException(FailureKind.INVALID, place(uri), what, "Correct the query");
            case "not_found" ->
                new PrometheusException(
                        FailureKind.INVALID, place(uri), what, "Check the URL: it should lead to the API itself");
            case "timeout", "canceled", "unavailable", "internal" ->
                new PrometheusException(FailureKind.BUSY, place(uri), what, "");
            default ->
                reply.status() == 200
                        ? new PrometheusException(FailureKind.INVALID, place(uri), what, "")
                        : transport.refusal(uri, reply);
        };
    }

    private PrometheusException broken(URI uri, Reply reply, IOException unreadable) {
        if (reply.isHtml()) {
            return noPrometheus(uri, "the answer is an HTML page, perhaps a login form", unreadable);
        }
        if (endsTooEarly(reply, unreadable)) {
            return new PrometheusException(
                    FailureKind.UNREACHABLE,
                    place(uri),
                    "the answer ends too early, after " + reply.size() + " bytes",
                    "",
                    unreadable);
        }
        String how = unreadable instanceof WrongShape ? String.valueOf(unreadable.getMessage()) : "no JSON";
        return noPrometheus(uri, "the answer is not that of a Prometheus: " + how, unreadable);
    }

    private static boolean endsTooEarly(Reply reply, IOException unreadable) {
        if (reply.size() == 0 || unreadable instanceof JsonEOFException) {
            return true;
        }
        // A word or a number cut off is a syntax error at the very end.
        return unreadable instanceof JsonProcessingException json
                && json.getLocation() != null
                && reply.excerpt().startsWith("{")
                && json.getLocation().getByteOffset() >= reply.size() - "false".length();
    }

    private static PrometheusException noPrometheus(URI uri, String what, @Nullable Throwable cause) {
        return new PrometheusException(
                FailureKind.INVALID, place(uri), what, "Check the URL: it should lead to the API itself", cause);
    }

    private static String place(URI uri) {
        return Transport.place(uri);
    }

    private URI uri(String call) {
        return URI.create(base + "/api/v1/" + call);
    }

    private String url(String call, Map<String, String> own) {
        return uri(call) + "?" + form(own);
    }

    private String form(Map<String, String> own) {
        Map<String, String> all = new LinkedHashMap<>(own);
        parameters.forEach(all::putIfAbsent);
        return all.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String seconds(Instant at) {
        return BigDecimal.valueOf(at.toEpochMilli(), 3).toPlainString();
    }

    /** Collects settings; not for use by several threads. */
    public static final class Builder {
        private final String base;
        private final Transport.Builder transport = Transport.builder();
        private final Map<String, String> parameters = new LinkedHashMap<>();
        private Method method = Method.GET;
        private Duration timeout = Duration.ofSeconds(5);

        private Builder(URI base) {
            boolean http = "http".equalsIgnoreCase(base.getScheme()) || "https".equalsIgnoreCase(base.getScheme());
            if (!http
                    || base.getHost() == null
                    || base.getRawUserInfo() != null
                    || base.getRawQuery() != null
                    || base.getRawFragment() != null) {
                throw new PrometheusException(
                        FailureKind.INVALID,
                        "PROMETHEUS_URL",
                        "this is not the URL of a Prometheus: "
                                + (base.getHost() == null ? base.getScheme() : Transport.place(base)),
                        "Give scheme, host and port, as in https://prometheus.example:9090, and no credentials");
            }
            this.base = base.toString().replaceAll("/+$", "");
        }

        /** A file that holds the bearer token; it may be replaced at any time. */
        public Builder tokenFile(Path file) {
            transport.tokenFile(file);
            return this;
        }

        /**
         * A file of PEM certificates of authorities to trust, besides the system's and the pod's service CA. It is read
         * once, by {@link #build}.
         */
        public Builder caFile(Path file) {
            transport.caFile(file);
            return this;
        }

        /** The time for a whole call; 5 seconds unless said. */
        public Builder timeout(Duration wholeCall) {
            if (wholeCall.isNegative() || wholeCall.isZero()) {
                throw new IllegalArgumentException("a timeout is positive, but this is " + wholeCall);
            }
            timeout = wholeCall;
            return this;
        }

        /** How queries travel; GET unless said. */
        public Builder method(Method verb) {
            method = verb;
            return this;
        }

        /** A parameter of every call, such as {@code namespace} or {@code partial_response}. */
        public Builder parameter(String name, String value) {
            parameters.put(name, value);
            return this;
        }

        /** The local clock. */
        public Builder clock(InstantSource clock) {
            transport.clock(clock);
            return this;
        }

        /**
         * The client.
         *
         * @throws PrometheusException INVALID when a file of authorities cannot be read
         */
        public PromQlClient build() {
            return new PromQlClient(this);
        }
    }
}

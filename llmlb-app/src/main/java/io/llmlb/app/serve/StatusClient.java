package io.llmlb.app.serve;

import io.llmlb.core.FailureKind;
import io.llmlb.core.LlmlbException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks a controller that runs what it tells. */
public final class StatusClient {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final URI url;
    private final boolean text;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /**
     * @param url where the controller tells its status
     * @param text whether the answers are for people; else JSON
     */
    public StatusClient(URI url, boolean text) {
        this.url = url;
        this.text = text;
    }

    /** Every pool. */
    public String pools() throws InterruptedException {
        return get("/api/v1/pools");
    }

    /** One pool, at a time or now. */
    public String pool(String path, @Nullable String at) throws InterruptedException {
        return get("/api/v1/pools/" + encoded(path.replace('/', '~')) + (at == null ? "" : "?at=" + encoded(at)));
    }

    /** The last cycles of a pool before a time, or now. */
    public String cycles(String path, @Nullable String at, int limit) throws InterruptedException {
        return get("/api/v1/pools/" + encoded(path.replace('/', '~')) + "/cycles?limit=" + limit
                + (at == null ? "" : "&at=" + encoded(at)));
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String get(String path) throws InterruptedException {
        URI target = url.resolve(path);
        HttpRequest request = HttpRequest.newBuilder(target)
                .timeout(PATIENCE)
                .header("Accept", text ? "text/plain" : "application/json")
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                return answer.body();
            }
            throw new NoStatus(
                    FailureKind.INVALID,
                    target,
                    "answers " + answer.statusCode() + ": " + answer.body().strip(),
                    "");
        } catch (IOException silent) {
            throw new NoStatus(
                    FailureKind.UNREACHABLE,
                    target,
                    "no controller answers (" + silent + ")",
                    "Start llmlb run, or name its address with --url: its log says \"status at ...\"");
        }
    }

    private static final class NoStatus extends LlmlbException {
        private static final long serialVersionUID = 1L;

        NoStatus(FailureKind kind, URI target, String what, String mend) {
            super(kind, target.toString(), what, mend, null);
        }
    }
}

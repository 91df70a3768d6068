package io.llmlb.bigip;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request, with what must never be told of it: its body, its token, and a path that holds a token.
 */
final class Call {
    private static final int LONGEST_TEXT = 300;

    private final String method;
    private final URI uri;
    private final String place;
    private final byte @Nullable [] body;
    private final @Nullable Token token;
    private final List<String> secrets;

    private Call(
            String method, URI uri, String place, byte @Nullable [] body, @Nullable Token token, List<String> secrets) {
        this.method = method;
        this.uri = uri;
        this.place = place;
        this.body = body;
        this.token = token;
        this.secrets = secrets;
    }

    static Call login(URI base, Login login) {
        URI uri = URI.create(base + "/mgmt/shared/authn/login");
        return new Call("POST", uri, uri.toString(), login.body(), null, login.secrets());
    }

    static Call logout(URI base, Token token) {
        String tokens = base + "/mgmt/shared/authz/tokens/";
        URI uri = URI.create(tokens + ResourcePath.segment(token.value()));
        return new Call("DELETE", uri, tokens + "***", null, token, List.of(token.value()));
    }

    /**
     * @param query begins with a question mark, or is empty
     */
    static Call of(String method, URI base, String path, String query, byte @Nullable [] body, Token token) {
        return new Call(method, URI.create(base + path + query), base + path, body, token, List.of(token.value()));
    }

    String method() {
        return method;
    }

    URI uri() {
        return uri;
    }

    /** The URL without query and secret. */
    String place() {
        return place;
    }

    byte @Nullable [] body() {
        return body;
    }

    @Nullable
    Token token() {
        return token;
    }

    /** Foreign text made fit for a message: this request's secrets out, one line, at most 300 characters. */
    String clean(String foreign) {
        String text = foreign;
        for (String secret : secrets) {
            text = text.replace(secret, "***");
        }
        text = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }

    /** {@code 10 s} or {@code 250 ms}. */
    static String words(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    @Override
    public String toString() {
        return method + " " + place;
    }
}

package io.llmlb.bigip;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One request, with what must never be told of it: its body, its token, and a path that holds a token.
 */
final class Call {
    private static final int LONGEST_TEXT = 300;
    private static final int LONGEST_LINES = 2_000;

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
        return line(withoutSecrets(foreign));
    }

    /** The same of a text whose lines count: each apart from the next by a bar, at most 2,000 characters. */
    String cleanLines(String foreign) {
        return withoutSecrets(foreign)
                .lines()
                .map(Call::oneLine)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.collectingAndThen(Collectors.joining(" | "), text -> cut(text, LONGEST_LINES)));
    }

    /** Text that holds no secret made fit for a message: one line, at most 300 characters. */
    static String line(String text) {
        return cut(oneLine(text), LONGEST_TEXT);
    }

    private String withoutSecrets(String foreign) {
        String text = foreign;
        for (String secret : secrets) {
            text = text.replace(secret, "***");
        }
        return text;
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
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

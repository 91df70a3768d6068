package io.llmlb.prometheus;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A complete HTTP answer, of whatever status, as {@link Transport} brings it. */
public final class Reply {
    private static final int EXCERPT = 160;

    private final int status;
    private final Instant headersAt;
    private final @Nullable Instant date;
    private final byte[] body;

    Reply(int status, Instant headersAt, @Nullable Instant date, byte[] body) {
        this.status = status;
        this.headersAt = headersAt;
        this.date = date;
        this.body = body;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** When the header fields had arrived, by the local clock. */
    public Instant headersAt() {
        return headersAt;
    }

    /** The server's clock, to the second below; empty when the answer does not tell. */
    public Optional<Instant> date() {
        return Optional.ofNullable(date);
    }

    /** The size of the body; bytes. */
    public int size() {
        return body.length;
    }

    /** The body from its beginning. */
    public InputStream body() {
        return new ByteArrayInputStream(body);
    }

    /** Whether the body ends with a line feed, as every text of whole lines does; an empty one has no lines. */
    public boolean endsWithLine() {
        return body.length == 0 || body[body.length - 1] == '\n';
    }

    /** Whether the body is a page for people, such as a login form or a router's error. */
    public boolean isHtml() {
        return excerpt().startsWith("<");
    }

    /** The first words of the body, on one line, for a message. */
    public String excerpt() {
        // Twice the length, since white space shrinks.
        String start = new String(body, 0, Math.min(body.length, 2 * EXCERPT), StandardCharsets.UTF_8)
                .replaceAll("[\\p{Cntrl}\\s\\uFEFF\\uFFFD]+", " ")
                .strip();
        return start.length() <= EXCERPT ? start : start.substring(0, EXCERPT) + "...";
    }
}

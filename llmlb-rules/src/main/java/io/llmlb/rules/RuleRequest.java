package io.llmlb.rules;

import java.util.Objects;

/**
 * What a decision is made about: today a request's body. The bytes are not copied and must not change meanwhile.
 *
 * <pre>{@code
 * RuleRequest request = RuleRequest.ofBody("{\"model\": \"HighEndGPT\"}".getBytes(StandardCharsets.UTF_8));
 * }</pre>
 */
public final class RuleRequest {
    private final byte[] body;
    private final int offset;
    private final int length;

    private RuleRequest(byte[] body, int offset, int length) {
        this.body = body;
        this.offset = offset;
        this.length = length;
    }

    /** A request with this body. */
    public static RuleRequest ofBody(byte[] body) {
        return new RuleRequest(body, 0, body.length);
    }

    /**
     * A request whose body is part of an array.
     *
     * @throws IndexOutOfBoundsException when there is no such part
     */
    public static RuleRequest ofBody(byte[] body, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, body.length);
        return new RuleRequest(body, offset, length);
    }

    Reading read(BodyReader reader) {
        return reader.read(body, offset, length);
    }

    /** The size, never the content. */
    @Override
    public String toString() {
        return "a request with a body of " + length + " bytes";
    }
}

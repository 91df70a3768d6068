package io.llmlb.sim.live;

import java.time.Duration;

/**
 * What became of one request.
 *
 * @param kind of the request
 * @param arrival when it was due, since the traffic began; times count from here, however late it was sent
 * @param lateness from when it was due until it was sent: how far the client itself was behind
 * @param timeToFirstToken until the bytes of the first token, which for an answer that is not streamed is the end; zero when there was none
 * @param endToEnd until the last byte, or the failure
 * @param promptTokens asked for
 * @param outputTokens received, as the server counts them
 * @param pod {@code address:port} of the server, as its header {@code x-inference-pod} says; empty when unknown
 * @param failure what went wrong, or empty
 */
public record TrafficResult(
        RequestKind kind,
        Duration arrival,
        Duration lateness,
        Duration timeToFirstToken,
        Duration endToEnd,
        int promptTokens,
        int outputTokens,
        String pod,
        String failure) {
    /** Whether the whole answer arrived. */
    public boolean completed() {
        return failure.isEmpty();
    }
}

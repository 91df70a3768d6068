package io.llmlb.bigip;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** A login token, and when to replace it. Its text shows neither. */
final class Token {
    /** The device's own limit on a token's life. */
    private static final long LONGEST_SECONDS = 36_000;

    private static final long DEFAULT_SECONDS = 1_200;
    private static final Duration MARGIN = Duration.ofSeconds(60);
    private static final Pattern HEADER_SAFE = Pattern.compile("[!-~]{1,4096}");

    private final String value;
    private final Instant renewAt;

    private Token(String value, Instant renewAt) {
        this.value = value;
        this.renewAt = renewAt;
    }

    /**
     * Reads the answer to a login.
     *
     * @param asked when the login was sent, by our clock: the token is at least that old
     * @return empty when there is no usable token in it
     */
    static Optional<Token> of(JsonNode answer, Instant asked) {
        JsonNode token = answer.path("token");
        String value = token.path("token").asText();
        if (!HEADER_SAFE.matcher(value).matches()) {
            return Optional.empty();
        }
        Duration life = life(token);
        Duration half = life.dividedBy(2);
        Duration use = life.minus(MARGIN).compareTo(half) > 0 ? life.minus(MARGIN) : half;
        return Optional.of(new Token(value, asked.plus(use)));
    }

    /** The device's two own times are subtracted, so that a clock that differs from ours does no harm. */
    private static Duration life(JsonNode token) {
        long expiration = token.path("expirationMicros").asLong();
        long lastUpdate = token.path("lastUpdateMicros").asLong();
        long seconds = lastUpdate > 0 && expiration > lastUpdate ? (expiration - lastUpdate) / 1_000_000 : 0;
        if (seconds <= 0) {
            seconds = token.path("timeout").asLong();
        }
        return Duration.ofSeconds(seconds <= 0 ? DEFAULT_SECONDS : Math.min(seconds, LONGEST_SECONDS));
    }

    String value() {
        return value;
    }

    boolean isFresh(Instant now) {
        return now.isBefore(renewAt);
    }

    @Override
    public String toString() {
        return "token ***";
    }
}

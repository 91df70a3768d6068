package io.llmlb.bigip;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
    private final Optional<Duration> clockAhead;

    private Token(String value, Instant renewAt, Optional<Duration> clockAhead) {
        this.value = value;
        this.renewAt = renewAt;
        this.clockAhead = clockAhead;
    }

    /**
     * Reads the answer to a login.
     *
     * @param asked when the login was sent, by our clock: the token is at least that old
     * @param answered when the answer was here
     * @return empty when there is no usable token in it
     */
    static Optional<Token> of(JsonNode answer, Instant asked, Instant answered) {
        JsonNode token = answer.path("token");
        String value = token.path("token").asText();
        if (!HEADER_SAFE.matcher(value).matches()) {
            return Optional.empty();
        }
        Duration life = life(token);
        Duration half = life.dividedBy(2);
        Duration use = life.minus(MARGIN).compareTo(half) > 0 ? life.minus(MARGIN) : half;
        return Optional.of(new Token(value, asked.plus(use), clockAhead(token, asked, answered)));
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

    /**
     * By the time at which the device made the token, in microseconds since 1970: that needs no time zone, unlike its
     * {@code startTime}, whose form differs.
     */
    private static Optional<Duration> clockAhead(JsonNode token, Instant asked, Instant answered) {
        long made = token.path("lastUpdateMicros").asLong();
        if (made <= 0) {
            return Optional.empty();
        }
        Instant there = Instant.ofEpochMilli(made / 1000);
        if (there.isBefore(asked)) {
            return Optional.of(Duration.between(asked.truncatedTo(ChronoUnit.MILLIS), there));
        }
        return Optional.of(
                there.isAfter(answered)
                        ? Duration.ofMillis(Duration.between(answered, there).toMillis())
                        : Duration.ZERO);
    }

    /** How far the device's clock is ahead of ours at least, negative when behind; empty when it did not tell. */
    Optional<Duration> clockAhead() {
        return clockAhead;
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

package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The login tokens of an emulated BIG-IP. Confined to one event loop. */
final class Tokens {
    /** The longest life of a token in seconds, counted from its start. */
    static final int MAX_TIMEOUT = 36_000;

    static final int MAX_PER_USER = 100;
    private static final int FIRST_TIMEOUT = 1200;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    static final String PROVIDER =
            "https://localhost/mgmt/cm/system/authn/providers/tmos/1f44a60e-11a7-3c51-a49f-82983026b41b";
    static final String USER = "40994460-44e3-3a09-8837-2189119665e5";
    private static final DateTimeFormatter START = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSZ", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final InstantSource clock;
    private final RandomGenerator random = new SecureRandom();
    private final Map<String, Token> tokens = new LinkedHashMap<>();

    Tokens(InstantSource clock) {
        this.clock = clock;
    }

    /** A new token, or empty when the user has as many as are allowed. */
    Optional<Token> login(String user, String address) {
        tokens.values().removeIf(Token::expired);
        if (tokens.values().stream().filter(token -> token.user.equals(user)).count() >= MAX_PER_USER) {
            return Optional.empty();
        }
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < 26; i++) {
            value.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        Token token = new Token(value.toString(), user, address, clock.instant());
        tokens.put(token.value, token);
        return Optional.of(token);
    }

    Optional<Token> find(String value) {
        return Optional.ofNullable(tokens.get(value));
    }

    Iterable<Token> all() {
        return tokens.values();
    }

    void remove(Token token) {
        tokens.remove(token.value);
    }

    static ObjectNode loginAnswer(Token token) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("username", token.user);
        answer.putObject("loginReference").put("link", PROVIDER + "/login");
        answer.put("loginProviderName", "tmos");
        answer.set("token", token.json());
        return answer.put("generation", 0).put("lastUpdateMicros", 0);
    }

    /** One token; what it prints as never holds its value. */
    final class Token {
        private final String value;
        private final String user;
        private final String address;
        private final Instant start;
        private int timeout = FIRST_TIMEOUT;
        private int generation = 1;
        private Instant updated;

        private Token(String value, String user, String address, Instant start) {
            this.value = value;
            this.user = user;
            this.address = address;
            this.start = start;
            this.updated = start;
        }

        String user() {
            return user;
        }

        boolean expired() {
            return !clock.instant().isBefore(start.plusSeconds(timeout));
        }

        /** Counts from the token's start, not from now. */
        void timeout(int seconds) {
            timeout = seconds;
            updated = clock.instant();
            generation++;
        }

        ObjectNode json() {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.put("token", value);
            json.put("name", value);
            json.put("userName", user);
            json.put("authProviderName", "tmos");
            json.putObject("user").put("link", PROVIDER + "/users/" + USER);
            json.put("timeout", timeout);
            json.put("startTime", START.format(start));
            json.put("address", address);
            json.put("partition", "[All]");
            json.put("generation", generation);
            json.put("lastUpdateMicros", micros(updated));
            json.put("expirationMicros", micros(start.plusSeconds(timeout)));
            json.put("kind", "shared:authz:tokens:authtokenitemstate");
            return json.put("selfLink", "https://localhost/mgmt/shared/authz/tokens/" + value);
        }

        @Override
        public String toString() {
            return "token of " + user + ", generation " + generation;
        }

        private static long micros(Instant at) {
            return at.getEpochSecond() * 1_000_000 + at.getNano() / 1000;
        }
    }
}

package io.llmlb.bigip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.core.FailureKind;
import io.llmlb.core.LlmlbException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Requests under one login, in one lane. Logs in when it must, and never again and again. */
final class Session {
    /** How long credentials rest after a refusal: a BIG-IP locks accounts, and has few tokens. */
    static final Duration REST = Duration.ofSeconds(30);

    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final URI base;
    private final String user;
    private final Supplier<char[]> password;
    private final Https https;
    private final Duration timeout;
    private final InstantSource clock;
    private final Lane lane = new Lane();

    private volatile boolean closed;
    private volatile @Nullable Token token;
    /** These two are only touched in the lane. */
    private @Nullable Refusal refusal;

    private String credentialsInUse = "";

    Session(URI base, String user, Supplier<char[]> password, Https https, Duration timeout, InstantSource clock) {
        this.base = base;
        this.user = user;
        this.password = password;
        this.https = https;
        this.timeout = timeout;
        this.clock = clock;
    }

    ObjectNode get(String path, String query) {
        return send("GET", path, query, null);
    }

    ObjectNode post(String path, String json) {
        return send("POST", path, "", json.getBytes(StandardCharsets.UTF_8));
    }

    ObjectNode patch(String path, String json) {
        return send("PATCH", path, "", json.getBytes(StandardCharsets.UTF_8));
    }

    InstantSource clock() {
        return clock;
    }

    Duration timeout() {
        return timeout;
    }

    /** Requests that no other comes between. */
    <T> T inOneTurn(String path, Supplier<T> requests) {
        return lane.run(base + path, timeout, requests);
    }

    /** Logs in now. */
    void login() {
        String place = base + "/mgmt/shared/authn/login";
        lane.<@Nullable Void>run(place, timeout, () -> {
            Token old = token;
            logIn();
            if (old != null) {
                discard(old, GOODBYE);
            }
            return null;
        });
    }

    private ObjectNode send(String method, String path, String query, byte @Nullable [] body) {
        return lane.run(base + path, timeout, () -> {
            Token current = token;
            if (current == null || !current.isFresh(clock.instant())) {
                current = logIn();
            }
            checkOpen();
            Call call = Call.of(method, base, path, query, body, current);
            Reply reply = https.send(call, timeout);
            if (reply.refusesToken()) {
                drop(current, reply);
                current = logIn();
                call = Call.of(method, base, path, query, body, current);
                reply = https.send(call, timeout);
                if (reply.refusesToken()) {
                    drop(current, reply);
                    throw remember(Failures.of(call, reply), credentialsInUse);
                }
            }
            return object(call, reply);
        });
    }

    private static ObjectNode object(Call call, Reply reply) {
        ObjectNode json = reply.json();
        if (json == null || !reply.isGood()) {
            throw Failures.of(call, reply);
        }
        return json;
    }

    private Token logIn() {
        checkOpen();
        Login login = credentials();
        credentialsInUse = login.fingerprint();
        Instant now = clock.instant();
        Refusal last = refusal;
        if (last != null && now.isBefore(last.until) && last.credentials.equals(credentialsInUse)) {
            throw last.again();
        }
        Call call = Call.login(base, login);
        ObjectNode answer = login(call);
        Token fresh = Token.of(answer, now).orElseThrow(() -> {
            String what = "the answer to the login holds no usable token";
            return BigIpException.of(FailureKind.INVALID, call.place(), what, "");
        });
        token = fresh;
        return fresh;
    }

    private ObjectNode login(Call call) {
        Reply reply = https.send(call, timeout);
        try {
            return object(call, reply);
        } catch (BigIpException.Denied e) {
            throw remember(e, credentialsInUse);
        }
    }

    private Login credentials() {
        try {
            char[] secret = password.get();
            if (secret != null && secret.length > 0) {
                return new Login(user, secret);
            }
        } catch (RuntimeException e) {
            // Other exceptions might show what they could not read, so they are no cause either.
            boolean tellable = e instanceof LlmlbException || e instanceof UncheckedIOException;
            String what = "the password cannot be read (" + (tellable ? e.getMessage() : e.getClass()) + ")";
            throw BigIpException.of(FailureKind.INVALID, base.toString(), what, "Check where the password is kept");
        }
        String mend = "Set BIGIP_PASS (or passwordFile in YAML)";
        throw BigIpException.of(FailureKind.INVALID, base.toString(), "the password is empty", mend);
    }

    private BigIpException remember(BigIpException refused, String credentials) {
        refusal = new Refusal(credentials, clock.instant().plus(REST), refused);
        return refused;
    }

    /** Forgets a refused token, and deletes it when it may still count against the user's hundred. */
    private void drop(Token refused, Reply reply) {
        token = null;
        if (!reply.tokenIsGone()) {
            discard(refused, GOODBYE);
        }
    }

    private void discard(Token unused, Duration limit) {
        try {
            https.send(Call.logout(base, unused), limit);
        } catch (BigIpException bestEffort) {
            // It ends by itself.
        }
    }

    private void checkOpen() {
        if (closed) {
            throw BigIpException.of(FailureKind.INVALID, base.toString(), "this client is closed", "");
        }
    }

    /** Deletes the token, within two seconds in all, also in an interrupted thread. */
    void close() {
        boolean interrupted = Thread.interrupted();
        closed = true;
        Duration half = GOODBYE.dividedBy(2);
        try {
            lane.run(base.toString(), half, () -> true);
        } catch (BigIpException bestEffort) {
            // The request under way is left alone; what counts is that no other begins.
        }
        Token last = token;
        token = null;
        if (last != null) {
            discard(last, half);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The refusal of a login, to be told again instead of asking again. */
    private record Refusal(String credentials, Instant until, BigIpException reason) {
        BigIpException again() {
            String what =
                    reason.deviceText().isEmpty() ? "was refused" : "was refused: \"" + reason.deviceText() + "\"";
            return BigIpException.of(
                    FailureKind.DENIED,
                    new BigIpException.Details(
                            reason.place(),
                            what + "; not tried again before " + until + " with the same password",
                            reason.mend(),
                            reason.status().orElse(0),
                            reason.deviceText(),
                            reason));
        }
    }
}

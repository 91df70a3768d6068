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
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Requests to one unit under one login, in one lane. Logs in when it must, and never again and again. */
final class Session implements Line {
    /** How long credentials rest after a refusal: a BIG-IP locks accounts, and has few tokens. */
    static final Duration REST = Duration.ofSeconds(30);

    /**
     * How long they rest when a login was not answered in time: the device may have made a token all the same, and a
     * user has a hundred of 20 minutes.
     */
    static final Duration SHORT_REST = Duration.ofSeconds(15);

    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final URI base;
    private final String user;
    private final Supplier<char[]> password;
    private final Https https;
    private final Lane lane;
    private final InstantSource clock;

    private volatile boolean closed;
    private volatile @Nullable Token token;
    /** These two are only touched in the lane. */
    private @Nullable Refusal refusal;

    private String credentialsInUse = "";

    Session(URI base, String user, Supplier<char[]> password, Https https, Lane lane) {
        this.base = base;
        this.user = user;
        this.password = password;
        this.https = https;
        this.lane = lane;
        this.clock = lane.clock();
    }

    @Override
    public URI base() {
        return base;
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public ObjectNode get(String path, String query) {
        return get(path, query, lane.timeout());
    }

    /** The same within a limit of its own; a login that it needs first has the usual one. */
    ObjectNode get(String path, String query, Duration limit) {
        return send("GET", path, query, null, limit);
    }

    @Override
    public ObjectNode post(String path, String json) {
        return send("POST", path, "", json.getBytes(StandardCharsets.UTF_8), lane.timeout());
    }

    @Override
    public ObjectNode patch(String path, String json) {
        return patch(path, json, Optional::empty);
    }

    @Override
    public ObjectNode patch(String path, String json, Supplier<Optional<String>> unless) {
        return send("PATCH", path, "", json.getBytes(StandardCharsets.UTF_8), lane.timeout(), unless);
    }

    @Override
    public <T> T inOneTurn(String path, Supplier<T> requests) {
        return lane.run(base + path, requests);
    }

    @Override
    public void login() {
        String place = base + "/mgmt/shared/authn/login";
        lane.<@Nullable Void>run(place, () -> {
            Token old = token;
            logIn();
            if (old != null) {
                discard(old, GOODBYE);
            }
            return null;
        });
    }

    @Override
    public Optional<Duration> clockAhead() {
        Token last = token;
        return last == null ? Optional.empty() : last.clockAhead();
    }

    private ObjectNode send(String method, String path, String query, byte @Nullable [] body, Duration limit) {
        return send(method, path, query, body, limit, Optional::empty);
    }

    private ObjectNode send(
            String method,
            String path,
            String query,
            byte @Nullable [] body,
            Duration limit,
            Supplier<Optional<String>> unless) {
        return lane.run(base + path, () -> {
            Token current = token;
            if (current == null || !current.isFresh(clock.instant())) {
                current = logIn();
            }
            checkOpen();
            Call call = Call.of(method, base, path, query, body, current);
            Reply reply = exchange(call, limit, unless);
            if (reply.refusesToken()) {
                drop(current, reply);
                current = logIn();
                call = Call.of(method, base, path, query, body, current);
                reply = exchange(call, limit, unless);
                if (reply.refusesToken()) {
                    drop(current, reply);
                    throw remember(Failures.of(call, reply), credentialsInUse, REST);
                }
            }
            return object(call, reply);
        });
    }

    private Reply exchange(Call call, Duration limit, Supplier<Optional<String>> unless) {
        lane.pace(call.place());
        unless.get().ifPresent(reason -> {
            throw BigIpException.of(FailureKind.BUSY, call.place(), "nothing was sent: " + reason, "");
        });
        return https.send(call, limit);
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
        if (last != null && last.stands(now) && last.credentials.equals(credentialsInUse)) {
            throw last.again();
        }
        Call call = Call.login(base, login);
        ObjectNode answer = login(call);
        Token fresh = Token.of(answer, now, clock.instant()).orElseThrow(() -> {
            String what = "the answer to the login holds no usable token";
            return BigIpException.of(FailureKind.INVALID, call.place(), what, "");
        });
        token = fresh;
        return fresh;
    }

    private ObjectNode login(Call call) {
        try {
            return object(call, exchange(call, lane.timeout(), Optional::empty));
        } catch (BigIpException.Denied e) {
            throw remember(e, credentialsInUse, REST);
        } catch (BigIpException.Unreachable e) {
            if (NoAnswer.isLate(e)) {
                remember(e, credentialsInUse, SHORT_REST);
            }
            throw e;
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

    private BigIpException remember(BigIpException refused, String credentials, Duration rest) {
        Instant now = clock.instant();
        refusal = new Refusal(credentials, now, now.plus(rest), refused);
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

    @Override
    public void close(Duration limit) {
        boolean interrupted = Thread.interrupted();
        closed = true;
        Duration half = limit.dividedBy(2);
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

    /** What became of the last login, to be told again instead of asking again. */
    private record Refusal(String credentials, Instant from, Instant until, BigIpException reason) {
        /** A clock that is put back ends it. */
        boolean stands(Instant now) {
            return !now.isBefore(from) && now.isBefore(until);
        }

        BigIpException again() {
            return BigIpException.of(
                    reason.kind(),
                    new BigIpException.Details(
                            reason.place(),
                            words() + "; not tried again before " + until + " with the same password",
                            reason.mend(),
                            reason.status().orElse(0),
                            reason.deviceText(),
                            reason));
        }

        private String words() {
            if (reason.kind() == FailureKind.UNREACHABLE) {
                return "was not answered in time, and the device may have made a token all the same";
            }
            return reason.deviceText().isEmpty() ? "was refused" : "was refused: \"" + reason.deviceText() + "\"";
        }
    }
}

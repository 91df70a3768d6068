package io.llmlb.bigip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.core.FailureKind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two units of which one is active: requests go to that one. Both are asked every 10 seconds and after each failure, the
 * one that is to be changed also when it did not say within the last second that it is active. Unless exactly one says
 * so, nothing is sent. Everything but the constructor runs in the lane that both share.
 */
final class Pair implements Line {
    private static final Logger LOG = LoggerFactory.getLogger(Pair.class);

    /** How old may be what both said. */
    private static final Duration COMPARE = Duration.ofSeconds(10);

    /** How old may be what a unit said that is to be changed; also how long a verdict stands in doubt. */
    private static final Duration CONFIRM = Duration.ofSeconds(1);

    /** How long a unit is left alone that did not answer, while the other one is active. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(3);

    private final Session first;
    private final Session second;
    private final Lane lane;
    private final InstantSource clock;
    private final Duration limit;

    private volatile Session current;
    /** When both were asked last; null when never. */
    private @Nullable Instant compared;
    /** When the current one said last that it is active. */
    private Instant confirmed = Instant.MIN;
    /** Why there is no active unit, as of the last comparison. */
    private @Nullable BigIpException hold;

    /** When the other one was asked last and did not answer. */
    private Instant silent = Instant.MIN;

    private boolean inDoubt;
    private boolean inTurn;

    Pair(Session first, Session second) {
        this.first = first;
        this.second = second;
        this.lane = first.lane();
        this.clock = lane.clock();
        this.limit = lane.timeout().compareTo(LONGEST_ANSWER) < 0 ? lane.timeout() : LONGEST_ANSWER;
        this.current = first;
    }

    @Override
    public URI base() {
        return current.base();
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public ObjectNode get(String path, String query) {
        return send(path, () -> {
            if (!inTurn) {
                follow();
            }
            return current.get(path, query);
        });
    }

    @Override
    public ObjectNode post(String path, String json) {
        return send(path, () -> {
            confirm();
            return current.post(path, json);
        });
    }

    @Override
    public ObjectNode patch(String path, String json) {
        return patch(path, json, Optional::empty);
    }

    @Override
    public ObjectNode patch(String path, String json, Supplier<Optional<String>> unless) {
        return send(path, () -> {
            confirm();
            return current.patch(path, json, unless);
        });
    }

    @Override
    public <T> T inOneTurn(String path, Supplier<T> requests) {
        return lane.run(base() + path, () -> {
            follow();
            inTurn = true;
            try {
                return requests.get();
            } finally {
                inTurn = false;
            }
        });
    }

    /** Asks both, which logs in to both. */
    @Override
    public void login() {
        lane.<@Nullable Void>run(base() + Role.PATH, () -> {
            compare();
            return null;
        });
    }

    @Override
    public Optional<Duration> clockAhead() {
        return current.clockAhead();
    }

    @Override
    public void close(Duration limit) {
        first.close(limit.dividedBy(2));
        second.close(limit.dividedBy(2));
    }

    private ObjectNode send(String path, Supplier<ObjectNode> request) {
        return lane.run(base() + path, () -> {
            try {
                return request.get();
            } catch (BigIpException e) {
                inDoubt = true;
                throw e;
            }
        });
    }

    /** Sees to it that the current unit is the active one, as far as that was asked lately. */
    private void follow() {
        Instant now = clock.instant();
        Duration stands = inDoubt || hold != null ? CONFIRM : COMPARE;
        if (compared == null || isOld(compared, stands, now)) {
            compare();
        } else if (hold != null) {
            throw hold;
        }
    }

    /** The same before a change: what was read from one unit is not written to the other. */
    private void confirm() {
        Session before = current;
        boolean known = compared != null;
        if (!inTurn) {
            follow();
        }
        if (current == before && isOld(confirmed, CONFIRM, clock.instant())) {
            if (Role.of(current, limit).active()) {
                confirmed = clock.instant();
            } else {
                compare();
            }
        }
        if (known && current != before) {
            String what = "is not the active unit any more, so nothing was written; from now on requests go to "
                    + current.base();
            throw BigIpException.of(FailureKind.UNREACHABLE, before.base().toString(), what, "");
        }
    }

    private void compare() {
        Session before = current;
        Session other = current == first ? second : first;
        Role mine = Role.of(current, limit);
        boolean asked = !mine.active() || isOld(silent, SILENCE, clock.instant());
        Role theirs = asked ? Role.of(other, limit) : new Role("", "", null);
        Instant now = clock.instant();
        compared = now;
        inDoubt = false;
        hold = verdict(mine, other, theirs);
        if (hold != null) {
            confirmed = Instant.MIN;
            throw hold;
        }
        confirmed = now;
        if (theirs.active()) {
            current = other;
            LOG.warn("{} is the active unit, {} {}", other.base(), before.base(), mine.words());
        } else if (theirs.failure() != null) {
            silent = now;
            LOG.warn("{} is the active unit, {} {}", before.base(), other.base(), theirs.words());
        }
    }

    /** Why there is no one active unit; null when there is. */
    private @Nullable BigIpException verdict(Role mine, Session other, Role theirs) {
        String both = current.base() + " and " + other.base();
        if (mine.active() && theirs.active()) {
            return mine.unit().equals(theirs.unit())
                    ? BigIpException.of(
                            FailureKind.INVALID,
                            both,
                            "both lead to the same unit, " + Call.line(mine.unit()),
                            "Give each unit's own management address")
                    : BigIpException.of(
                            FailureKind.UNREACHABLE,
                            both,
                            "both say that they are the active unit, so nothing is read or written",
                            "Check the network between the two units");
        }
        if (mine.active() || theirs.active()) {
            return null;
        }
        BigIpException failure = mine.failure();
        BigIpException theirFailure = theirs.failure();
        if (failure != null && theirFailure != null && failure.kind() == theirFailure.kind()) {
            return failure;
        }
        String what = "neither says that it is the active unit, so nothing is read or written: the first "
                + mine.words() + ", the second " + theirs.words();
        return BigIpException.of(FailureKind.UNREACHABLE, both, what, "");
    }

    /** A clock that was set back makes everything old. */
    private static boolean isOld(Instant told, Duration age, Instant now) {
        return !now.isBefore(told.plus(age)) || now.isBefore(told);
    }
}

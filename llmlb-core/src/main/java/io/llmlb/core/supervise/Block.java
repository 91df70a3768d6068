package io.llmlb.core.supervise;

import java.time.Duration;
import java.time.Instant;

/** One stretch of time that is judged as a whole; by requests, or by connections where the device counts no requests. */
final class Block {
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Instant began;
    private final Tally requests;
    private final Tally connections;

    Block(Instant began) {
        this(began, new Tally(), new Tally());
    }

    private Block(Instant began, Tally requests, Tally connections) {
        this.began = began;
        this.requests = requests;
        this.connections = connections;
    }

    /** The same with what each member has multiplied by its factor; members without one are left out. */
    Block scaled(Split factors) {
        return new Block(began, requests.scaled(factors), connections.scaled(factors));
    }

    Tally requests() {
        return requests;
    }

    Tally connections() {
        return connections;
    }

    boolean byRequests() {
        return requests.seen().total() > 0 && requests.due().total() > 0;
    }

    /** What is judged. */
    Tally told() {
        return byRequests() ? requests : connections;
    }

    Duration length(Instant now) {
        return Duration.between(began, now);
    }

    /** Whether it has lasted so long, and has so many requests and enough to tell. */
    boolean complete(Instant now, Duration least, double requestsWanted) {
        return length(now).compareTo(least) >= 0 && told().size() >= Math.max(Tally.ENOUGH, requestsWanted);
    }

    /** Whether so little happened in it that it tells nothing of today. */
    boolean old(Instant now) {
        return length(now).compareTo(LONGEST) > 0;
    }
}

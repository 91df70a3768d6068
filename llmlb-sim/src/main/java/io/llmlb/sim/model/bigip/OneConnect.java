package io.llmlb.sim.model.bigip;

import java.time.Duration;

/**
 * How a OneConnect profile keeps server connections for reuse. It knows nothing of the server's own keep-alive: a server
 * that closes its idle connections sooner than this gets requests on connections that it has just closed.
 *
 * @param maximumAge of a connection that is still reused, from its opening
 * @param maximumReuse how many requests one connection takes, 1 or more
 * @param idleTimeout how long an idle connection is kept; on BIG-IP the TCP profile's
 * @param retryLost whether a request whose reused connection turns out to be closed, before a byte of the answer, is sent
 *     once more over a new one, provided that its body is still at hand. What a device does is not known; by default the
 *     client's connection is reset
 */
public record OneConnect(Duration maximumAge, int maximumReuse, Duration idleTimeout, boolean retryLost) {
    /** BIG-IP's defaults: 86,400 s, 1,000 requests, and 300 s idle; resets are passed on. */
    public static final OneConnect DEFAULT = new OneConnect(Duration.ofDays(1), 1000, Duration.ofMinutes(5), false);

    /**
     * @throws IllegalArgumentException when a number is out of its range
     */
    public OneConnect {
        if (maximumReuse < 1 || maximumAge.isNegative() || idleTimeout.isNegative()) {
            throw new IllegalArgumentException(
                    "a connection is used once or more, and no time is negative, but these are " + maximumReuse + ", "
                            + maximumAge + " and " + idleTimeout);
        }
    }

    /** The same with another idle timeout. */
    public OneConnect withIdleTimeout(Duration other) {
        return new OneConnect(maximumAge, maximumReuse, other, retryLost);
    }

    /** The same with so many requests per connection. */
    public OneConnect withMaximumReuse(int other) {
        return new OneConnect(maximumAge, other, idleTimeout, retryLost);
    }

    /** The same, sending a request once more or not. */
    public OneConnect withRetryLost(boolean retry) {
        return new OneConnect(maximumAge, maximumReuse, idleTimeout, retry);
    }
}

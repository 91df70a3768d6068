package io.llmlb.sim.live;

import io.llmlb.sim.model.trace.Trace;
import java.net.URI;
import java.time.Duration;

/**
 * What {@link Traffic} sends, and where.
 *
 * @param virtualServer the root URL, plain http
 * @param kind of the requests
 * @param model named in every request
 * @param trace arrival times and lengths; it begins anew when it has ended
 * @param deadline a request without any byte for so long has failed
 */
public record TrafficOptions(URI virtualServer, RequestKind kind, String model, Trace trace, Duration deadline) {
    /** Chats. */
    public TrafficOptions(URI virtualServer, String model, Trace trace, Duration deadline) {
        this(virtualServer, RequestKind.CHAT, model, trace, deadline);
    }

    /** Chats as in the trace, at so many requests per second, with a deadline of five minutes. */
    public static TrafficOptions of(URI virtualServer, String model, Trace trace, double requestsPerSecond) {
        return new TrafficOptions(virtualServer, model, trace.atRate(requestsPerSecond), Duration.ofMinutes(5));
    }

    /** The same with requests of another kind. */
    public TrafficOptions of(RequestKind other) {
        return new TrafficOptions(virtualServer, other, model, trace, deadline);
    }
}

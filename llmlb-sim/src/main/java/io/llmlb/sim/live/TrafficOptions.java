package io.llmlb.sim.live;

import io.llmlb.sim.model.trace.Trace;
import java.net.URI;
import java.time.Duration;

/**
 * What {@link Traffic} sends, and where.
 *
 * @param virtualServer the root URL, plain http
 * @param model named in every request
 * @param trace arrival times and lengths; it begins anew when it has ended
 * @param deadline a request without any byte for so long has failed
 */
public record TrafficOptions(URI virtualServer, String model, Trace trace, Duration deadline) {
    /** The trace at so many requests per second, with a deadline of five minutes. */
    public static TrafficOptions of(URI virtualServer, String model, Trace trace, double requestsPerSecond) {
        return new TrafficOptions(virtualServer, model, trace.atRate(requestsPerSecond), Duration.ofMinutes(5));
    }
}

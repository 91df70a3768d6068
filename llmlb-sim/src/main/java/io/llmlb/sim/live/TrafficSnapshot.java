package io.llmlb.sim.live;

import java.util.List;

/**
 * Traffic so far.
 *
 * @param sent requests sent
 * @param inFlight of those, without an outcome yet
 * @param completed of those, answered in full
 * @param failed of those, not
 * @param results the latest outcomes, oldest first, at most {@value Traffic#KEPT}
 */
public record TrafficSnapshot(long sent, long inFlight, long completed, long failed, List<TrafficResult> results) {
    /** Copies the list. */
    public TrafficSnapshot {
        results = List.copyOf(results);
    }
}

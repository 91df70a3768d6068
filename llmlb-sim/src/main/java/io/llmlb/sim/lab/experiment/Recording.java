package io.llmlb.sim.lab.experiment;

import java.util.List;

/**
 * A run in detail.
 *
 * @param row what was measured
 * @param tracks one for each server, in the scenario's order
 */
public record Recording(Row row, List<Track> tracks) {
    /**
     * @throws NullPointerException when a track is null
     */
    public Recording {
        tracks = List.copyOf(tracks);
    }
}

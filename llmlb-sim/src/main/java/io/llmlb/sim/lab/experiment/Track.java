package io.llmlb.sim.lab.experiment;

import java.util.List;

/**
 * A server's way through a run, second by second, while it was a member of the pool.
 *
 * @param server what people call it, such as {@code a100-2}
 */
public record Track(String server, List<Point> points) {
    /**
     * @throws NullPointerException when a point is null
     */
    public Track {
        points = List.copyOf(points);
    }

    /**
     * How it was at one time.
     *
     * @param second since the start
     * @param ratio of the member
     * @param inFlight requests that had come to the server and not left it
     */
    public record Point(int second, int ratio, int inFlight) {}
}

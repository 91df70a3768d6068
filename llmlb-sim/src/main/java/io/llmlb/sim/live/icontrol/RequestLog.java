package io.llmlb.sim.live.icontrol;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last requests below {@code /mgmt}, those that a fault struck included. Thread-safe; it outlives a restart. */
public final class RequestLog {
    /** So many requests are remembered; older ones are forgotten. */
    public static final int LENGTH = 10_000;

    private final Deque<String> lines = new ArrayDeque<>();

    synchronized void add(String method, String path) {
        lines.addLast(method + " " + path);
        if (lines.size() > LENGTH) {
            lines.removeFirst();
        }
    }

    /** Method and path without the query, apart by a blank, oldest first. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}

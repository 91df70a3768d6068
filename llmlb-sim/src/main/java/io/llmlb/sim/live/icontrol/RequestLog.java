package io.llmlb.sim.live.icontrol;

import io.llmlb.sim.model.bigip.ManagementRequest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last requests below {@code /mgmt}, those that a fault struck included. Thread-safe; it outlives a restart. */
public final class RequestLog {
    /** So many requests are remembered; older ones are forgotten. */
    public static final int LENGTH = 10_000;

    private final Deque<ManagementRequest> requests = new ArrayDeque<>();

    synchronized void add(Instant at, String user, String method, String path) {
        requests.addLast(new ManagementRequest(at, user, method + " " + path));
        if (requests.size() > LENGTH) {
            requests.removeFirst();
        }
    }

    /** Oldest first. */
    public synchronized List<ManagementRequest> requests() {
        return List.copyOf(requests);
    }

    /** Method and path without the query, apart by a blank, oldest first. */
    public List<String> lines() {
        return requests().stream().map(ManagementRequest::line).toList();
    }
}

package io.llmlb.sim.model.bigip;

/** A member's place in its pool: how it is configured, and what has happened since it came. Guarded by its pool. */
final class Slot {
    private final int[] connections;
    private final int[] idle;
    private Member member;
    private int part;
    private boolean removed;
    private int current;
    private int maximum;
    private long total;
    private long requests;
    private int inFlight;
    private long bytesIn;
    private long bytesOut;

    Slot(Member member, int tmms) {
        connections = new int[tmms];
        idle = new int[tmms];
        configure(member);
    }

    Member member() {
        return member;
    }

    void configure(Member changed) {
        member = changed;
        int tmms = connections.length;
        part = changed.connectionLimit() == 0
                ? Integer.MAX_VALUE
                : (int) (((long) changed.connectionLimit() + tmms - 1) / tmms);
    }

    boolean removed() {
        return removed;
    }

    void remove() {
        removed = true;
    }

    /** Whether this TMM may open one more connection. */
    boolean admits(int tmm) {
        return connections[tmm] < part;
    }

    /** Whether this TMM can send something: over a new connection, or over an idle one. */
    boolean usable(int tmm) {
        return member.available() && (connections[tmm] < part || idle[tmm] > 0);
    }

    /** The connections of one TMM. */
    int connections(int tmm, boolean withIdle) {
        return withIdle ? connections[tmm] : connections[tmm] - idle[tmm];
    }

    /** The connections of all TMMs. */
    int connections(boolean withIdle) {
        if (withIdle) {
            return current;
        }
        int busy = current;
        for (int spare : idle) {
            busy -= spare;
        }
        return busy;
    }

    void opened(int tmm) {
        connections[tmm]++;
        current++;
        total++;
        maximum = Math.max(maximum, current);
    }

    void closed(int tmm) {
        // One that was opened to a member of the same name, since deleted, is not among these.
        if (connections[tmm] > 0) {
            connections[tmm]--;
            current--;
            idle[tmm] = Math.min(idle[tmm], connections[tmm]);
        }
    }

    void idle(int tmm, int change) {
        idle[tmm] = Math.max(0, Math.min(connections[tmm], idle[tmm] + change));
    }

    void requestStarted() {
        requests++;
        inFlight++;
    }

    void requestEnded() {
        inFlight = Math.max(0, inFlight - 1);
    }

    void transferred(long in, long out) {
        bytesIn += in;
        bytesOut += out;
    }

    MemberStatistics statistics() {
        return new MemberStatistics(current, maximum, total, requests, inFlight, bytesIn, bytesOut);
    }
}

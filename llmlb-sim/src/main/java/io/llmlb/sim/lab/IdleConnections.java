package io.llmlb.sim.lab;

import io.llmlb.sim.model.bigip.Pool;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The connections to one member that wait for reuse, each TMM's for itself, the last used first. */
final class IdleConnections {
    private final Pool pool;
    private final String member;
    /** By TMM: until when each is kept, the latest first. */
    private final List<Deque<Long>> until = new ArrayList<>();

    IdleConnections(Pool pool, String member) {
        this.pool = pool;
        this.member = member;
        for (int i = 0; i < pool.options().tmms(); i++) {
            until.add(new ArrayDeque<>());
        }
    }

    void keep(int tmm, long end) {
        until.get(tmm).addFirst(end);
        pool.idle(member, tmm, 1);
    }

    /** Whether there was one, which is no longer idle. */
    boolean reuse(int tmm) {
        boolean any = until.get(tmm).pollFirst() != null;
        if (any) {
            pool.idle(member, tmm, -1);
        }
        return any;
    }

    /** Closes those whose time is over. */
    void expire(long now) {
        for (int tmm = 0; tmm < until.size(); tmm++) {
            Deque<Long> waiting = until.get(tmm);
            while (!waiting.isEmpty() && waiting.getLast() <= now) {
                waiting.removeLast();
                pool.idle(member, tmm, -1);
                pool.closed(member, tmm);
            }
        }
    }
}

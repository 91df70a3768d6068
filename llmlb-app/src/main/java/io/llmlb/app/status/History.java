package io.llmlb.app.status;

import io.llmlb.core.PoolName;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.CycleListener;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last cycles of each pool, at most 150, and fewer where there are many members: of all pools together about 50,000
 * members of cycles are kept, three cycles of each pool in any case. Thread-safe.
 */
public final class History implements CycleListener {
    private static final int MOST = 150;
    private static final int LEAST = 3;
    private static final int MOST_MEMBERS = 50_000;

    private static final class Past {
        private final Deque<Cycle> cycles = new ArrayDeque<>(); // the newest first
        private final Changes changes = new Changes();
        private int members;
    }

    private final Map<PoolName, Past> pools = new LinkedHashMap<>();

    @Override
    public synchronized void onCycle(Cycle cycle) {
        Past past = pools.computeIfAbsent(cycle.pool(), first -> new Past());
        past.cycles.addFirst(cycle);
        past.members = Math.max(1, cycle.members().size());
        past.changes.add(cycle);
        int most = most();
        while (past.cycles.size() > most) {
            past.cycles.removeLast();
        }
    }

    private int most() {
        int members = pools.values().stream().mapToInt(past -> past.members).sum();
        return Math.max(LEAST, Math.min(MOST, MOST_MEMBERS / members));
    }

    /** Forgets the pools that are not among these. */
    public synchronized void keep(Collection<PoolName> configured) {
        pools.keySet().retainAll(configured);
    }

    /** The pools that have had a cycle. */
    public synchronized List<PoolName> pools() {
        return List.copyOf(pools.keySet());
    }

    /** The last cycle of a pool; empty when it has had none. */
    public synchronized Optional<Cycle> last(PoolName pool) {
        return Optional.ofNullable(pools.get(pool)).map(past -> past.cycles.peekFirst());
    }

    /** The last cycles of a pool that began no later than a moment, the newest first. */
    public synchronized List<Cycle> cycles(PoolName pool, Instant until, int limit) {
        List<Cycle> found = new ArrayList<>();
        Past past = pools.get(pool);
        Iterator<Cycle> cycles = past == null ? List.<Cycle>of().iterator() : past.cycles.iterator();
        while (found.size() < limit && cycles.hasNext()) {
            Cycle cycle = cycles.next();
            if (!cycle.at().isAfter(until)) {
                found.add(cycle);
            }
        }
        return found;
    }

    /** When the ratios of a pool last changed, and by whom. */
    public synchronized Changes changes(PoolName pool) {
        Past past = pools.get(pool);
        return past == null ? new Changes() : past.changes.copy();
    }
}

package io.llmlb.app;

import io.llmlb.app.config.AppConfig;
import io.llmlb.app.config.PoolConfig;
import io.llmlb.core.PoolName;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.CycleListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks whether the cycles of all configured pools go on, and those of no others. */
final class Continuity implements CycleListener {
    private final Map<PoolName, Long> last = new HashMap<>();
    private final Map<PoolName, Duration> longest = new HashMap<>();
    private final Map<PoolName, Integer> beats = new HashMap<>();
    private final Set<PoolName> possible = new HashSet<>();
    private final List<String> strange = new ArrayList<>();

    /** Before these become the pools. */
    synchronized void expect(AppConfig next) {
        possible.addAll(names(next));
    }

    /** From now on these are the pools. */
    synchronized void begin(AppConfig inForce) {
        Set<PoolName> names = names(inForce);
        possible.retainAll(names);
        last.keySet().retainAll(names);
        names.forEach(name -> last.putIfAbsent(name, System.nanoTime()));
    }

    /** How long each pool was without a cycle at most, until now. */
    synchronized Map<PoolName, Duration> longest() {
        last.keySet().forEach(this::note);
        return Map.copyOf(longest);
    }

    /** How many cycles of a pool were due. */
    synchronized int beats(PoolName pool) {
        return beats.getOrDefault(pool, 0);
    }

    /** What should not have been. */
    synchronized List<String> strange() {
        return List.copyOf(strange);
    }

    @Override
    public synchronized void onCycle(Cycle cycle) {
        beats.merge(cycle.pool(), 1, Integer::sum);
        if (!possible.contains(cycle.pool())) {
            strange.add("a cycle of " + cycle.pool() + ", which is not configured");
        }
        if (cycle.outcome() == Cycle.Outcome.FAILED) {
            strange.add(cycle.pool() + ": " + cycle.problem().orElseThrow().getMessage());
        }
        note(cycle.pool());
    }

    @Override
    public synchronized void onSkipped(PoolName pool) {
        beats.merge(pool, 1, Integer::sum);
    }

    private void note(PoolName pool) {
        long now = System.nanoTime();
        Long before = last.replace(pool, now);
        if (before != null) {
            longest.merge(pool, Duration.ofNanos(now - before), (one, other) -> one.compareTo(other) > 0 ? one : other);
        }
    }

    private static Set<PoolName> names(AppConfig config) {
        return config.pools().stream().map(PoolConfig::pool).collect(Collectors.toSet());
    }
}

package io.llmlb.sim.lab.claims;

import io.llmlb.sim.lab.experiment.Conditions;
import io.llmlb.sim.lab.experiment.Row;
import io.llmlb.sim.lab.experiment.Run;
import io.llmlb.sim.lab.policy.Policies;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs by conditions and policy, each made once, on all cores. */
final class Runs {
    /** A policy under conditions. */
    record Case(Conditions conditions, String policy) {}

    private final List<Long> seeds;
    private final Map<Case, List<Row>> rows = new LinkedHashMap<>();

    Runs(List<Long> seeds) {
        this.seeds = List.copyOf(seeds);
    }

    /** Makes those that are not there yet. */
    void make(Collection<Case> cases, Runnable done) throws InterruptedException, ExecutionException {
        Set<Case> missing = new LinkedHashSet<>(cases);
        missing.removeAll(rows.keySet());
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            Map<Case, List<Future<Row>>> runs = new LinkedHashMap<>();
            for (Case one : missing) {
                List<Future<Row>> its = new ArrayList<>();
                for (long seed : seeds) {
                    its.add(threads.submit(() -> {
                        Row row = Run.of(one.conditions(), Policies.named(one.policy()), seed);
                        done.run();
                        return row;
                    }));
                }
                runs.put(one, its);
            }
            for (Map.Entry<Case, List<Future<Row>>> its : runs.entrySet()) {
                List<Row> made = new ArrayList<>();
                for (Future<Row> run : its.getValue()) {
                    made.add(run.get());
                }
                rows.put(its.getKey(), made);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** How many runs the cases take that are not there yet. */
    int missing(Collection<Case> cases) {
        Set<Case> missing = new LinkedHashSet<>(cases);
        missing.removeAll(rows.keySet());
        return missing.size() * seeds.size();
    }

    /** One row for each seed. */
    List<Row> of(Conditions conditions, String policy) {
        List<Row> made = rows.get(new Case(conditions, policy));
        if (made == null) {
            throw new IllegalStateException("never made: " + policy + " under " + conditions);
        }
        return made;
    }
}

package io.llmlb.sim.lab.experiment;

import io.llmlb.sim.lab.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs of every policy under all conditions with every seed. What comes out, and in which order, does not depend on how
 * many threads do it.
 *
 * @param conditions at least one
 * @param policies at least one
 * @param seeds at least one; policies are compared seed by seed
 */
public record Experiment(List<Conditions> conditions, List<Policy> policies, List<Long> seeds) {
    /**
     * What came out.
     *
     * @param rows by conditions, within them by policy, within it by seed
     * @param recordings of the first seed, in the same order; empty unless they were asked for
     */
    public record Results(List<Row> rows, List<Recording> recordings) {}

    /**
     * @throws IllegalArgumentException when there is nothing to run
     */
    public Experiment {
        conditions = List.copyOf(conditions);
        policies = List.copyOf(policies);
        seeds = List.copyOf(seeds);
        if (conditions.isEmpty() || policies.isEmpty() || seeds.isEmpty()) {
            throw new IllegalArgumentException("an experiment has conditions, policies and seeds");
        }
    }

    /** How many runs it takes. */
    public int runs() {
        return conditions.size() * policies.size() * seeds.size();
    }

    /**
     * Runs everything.
     *
     * @param threads 1 or more
     * @param recorded whether runs of the first seed are recorded
     * @param done is called on those threads at the end of every run
     * @throws InterruptedException when the calling thread is interrupted; the runs under way are given up
     */
    public Results run(int threads, boolean recorded, Runnable done) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "llmlb-run");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<Recording>> runs = new ArrayList<>();
            for (Conditions each : conditions) {
                for (Policy policy : policies) {
                    for (long seed : seeds) {
                        boolean detailed = recorded && seed == seeds.get(0);
                        runs.add(pool.submit(task(each, policy, seed, detailed, done)));
                    }
                }
            }
            return collect(runs);
        } finally {
            pool.shutdownNow();
        }
    }

    private static Callable<Recording> task(
            Conditions conditions, Policy policy, long seed, boolean detailed, Runnable done) {
        return () -> {
            Recording recording = detailed
                    ? Run.recorded(conditions, policy, seed)
                    : new Recording(Run.of(conditions, policy, seed), List.of());
            done.run();
            return recording;
        };
    }

    private static Results collect(List<Future<Recording>> runs) throws InterruptedException {
        List<Row> rows = new ArrayList<>();
        List<Recording> recordings = new ArrayList<>();
        for (Future<Recording> run : runs) {
            Recording recording = get(run);
            rows.add(recording.row());
            if (!recording.tracks().isEmpty()) {
                recordings.add(recording);
            }
        }
        return new Results(List.copyOf(rows), List.copyOf(recordings));
    }

    private static Recording get(Future<Recording> run) throws InterruptedException {
        try {
            return run.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (failed.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }
}

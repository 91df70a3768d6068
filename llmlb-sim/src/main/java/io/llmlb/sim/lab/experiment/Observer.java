package io.llmlb.sim.lab.experiment;

import io.llmlb.sim.lab.Simulation;
import io.llmlb.sim.lab.scenario.Scenario;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;

/** Looks at the pool once a second until it is stopped. Ends the run when its thread is interrupted. */
final class Observer {
    /** Backlogs are means of so many seconds: a single look is noise. */
    private static final int BACKLOG_SECONDS = 10;

    private final Simulation simulation;
    private final Pool pool;
    private final Map<String, Double> capacities;
    private final long from;
    private final List<Integer> backlog = new ArrayList<>();
    private final Map<String, List<Track.Point>> points = new LinkedHashMap<>();
    private Map<String, Double> lastShares = Map.of();
    private double imbalance;
    private double churn;
    private long looks;
    private boolean stopped;

    /**
     * @param capacities by the full path of each member that ever is
     * @param from when it begins to measure; nanoseconds
     */
    Observer(Simulation simulation, Pool pool, Map<String, Double> capacities, long from) {
        this.simulation = simulation;
        this.pool = pool;
        this.capacities = capacities;
        this.from = from;
        capacities.keySet().forEach(path -> points.put(path, new ArrayList<>()));
        simulation.every(Duration.ofSeconds(1), Duration.ofSeconds(1), this::look);
    }

    void stop() {
        stopped = true;
    }

    double imbalance() {
        return looks == 0 ? 0 : imbalance / looks;
    }

    double churn() {
        return looks == 0 ? 0 : churn / looks;
    }

    /** What was seen of a member. */
    List<Track.Point> points(String member) {
        return points.getOrDefault(member, List.of());
    }

    OptionalDouble backlogGrowth(Optional<Scenario.Span> watched) {
        if (watched.isEmpty()) {
            return OptionalDouble.empty();
        }
        double before = backlogAt(watched.get().from());
        double end = backlogAt(watched.get().until());
        return before > 0 ? OptionalDouble.of(end / before) : OptionalDouble.empty();
    }

    private void look(long now) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("the run was interrupted");
        }
        if (stopped) {
            return;
        }
        List<Member> members = pool.members();
        double[] loads = new double[members.size()];
        int sum = 0;
        for (int i = 0; i < loads.length; i++) {
            Member member = members.get(i);
            int inFlight = inFlight(member.fullPath());
            sum += inFlight;
            loads[i] = inFlight / capacities.getOrDefault(member.fullPath(), 1.0);
            points(member.fullPath()).add(new Track.Point((int) (now / 1_000_000_000L), member.ratio(), inFlight));
        }
        backlog.add(sum);
        Map<String, Double> shares = shares(members);
        if (now >= from) {
            looks++;
            imbalance += variation(loads);
            churn += lastShares.keySet().equals(shares.keySet()) ? moved(lastShares, shares) : 0;
        }
        lastShares = shares;
    }

    private int inFlight(String member) {
        return simulation
                .server(member)
                .map(server -> server.running() + server.waiting() + server.preparing())
                .orElse(0);
    }

    private double backlogAt(Duration time) {
        int last = (int) time.toSeconds();
        return backlog.subList(Math.max(0, last - BACKLOG_SECONDS), Math.min(last, backlog.size())).stream()
                .mapToInt(Integer::intValue)
                .average()
                .orElse(0);
    }

    private static Map<String, Double> shares(List<Member> members) {
        double all = members.stream().mapToInt(Member::ratio).sum();
        Map<String, Double> shares = new LinkedHashMap<>();
        members.forEach(member -> shares.put(member.fullPath(), member.ratio() / all));
        return shares;
    }

    private static double moved(Map<String, Double> before, Map<String, Double> after) {
        double sum = 0;
        for (Map.Entry<String, Double> share : after.entrySet()) {
            sum += Math.abs(share.getValue() - before.getOrDefault(share.getKey(), 0.0));
        }
        return sum / 2;
    }

    private static double variation(double[] loads) {
        double mean = 0;
        for (double load : loads) {
            mean += load / loads.length;
        }
        double squares = 0;
        for (double load : loads) {
            squares += (load - mean) * (load - mean) / loads.length;
        }
        return mean == 0 ? 0 : Math.sqrt(squares) / mean;
    }
}

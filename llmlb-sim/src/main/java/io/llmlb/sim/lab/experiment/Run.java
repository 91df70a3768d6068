package io.llmlb.sim.lab.experiment;

import io.llmlb.core.PoolName;
import io.llmlb.sim.lab.Arrival;
import io.llmlb.sim.lab.Outcome;
import io.llmlb.sim.lab.Simulation;
import io.llmlb.sim.lab.control.ManagedPool;
import io.llmlb.sim.lab.control.ScrapedMetrics;
import io.llmlb.sim.lab.control.SimulatedTime;
import io.llmlb.sim.lab.policy.Policy;
import io.llmlb.sim.lab.policy.Site;
import io.llmlb.sim.lab.scenario.Scenario;
import io.llmlb.sim.model.bigip.DataPlaneOptions;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.vllm.ServerModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * One run: conditions, a policy, a seed. What happens and when requests come, how long they are and how the servers jitter
 * depends on the seed alone, so that policies can be compared run by run.
 *
 * <p>No request comes after the end; the run goes on until all are finished, but no longer than {@value #LONGEST_TAIL} times
 * as long again. One that is not finished then counts as failed.
 */
public final class Run {
    private static final int LONGEST_TAIL = 10;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Conditions conditions;
    private final Policy policy;
    private final long seed;

    private final Simulation simulation;
    private final ManagedPool device;
    private final Observer observer;
    private final Alarms alarms = new Alarms();

    private Run(Conditions conditions, Policy policy, long seed) {
        this.conditions = conditions;
        this.policy = policy;
        this.seed = seed;
        Scenario scenario = conditions.scenario();
        List<Member> members = new ArrayList<>();
        Map<String, ServerModel> servers = new LinkedHashMap<>();
        for (int i = 0; i < scenario.servers(conditions.model()).size(); i++) {
            members.add(Theatre.member(i));
            servers.put(Theatre.member(i).fullPath(), Theatre.server(conditions, i, seed));
        }
        DataPlaneOptions options = DataPlaneOptions.DEFAULT
                .withTmms(conditions.tmms())
                .withCutStreamsOfDeleted(false)
                .withIdleConnectionsCount(!conditions.idle().isZero())
                .withSeed(seed);
        Pool pool = new Pool(new PoolName("/Common/llm"), "ratio-member", members, options);
        simulation = new Simulation(pool, servers, seed);
        simulation.keepConnections(conditions.idle());
        SimulatedTime time = new SimulatedTime();
        ScrapedMetrics metrics =
                new ScrapedMetrics(simulation, conditions.delays().scrape(), time, seed);
        device = new ManagedPool(simulation, pool, time, conditions.delays(), seed);
        Map<String, Double> capacities = capacities();
        observer = new Observer(simulation, pool, capacities, scenario.warmUp().toNanos());
        policy.begin(new Site(simulation, pool, device, metrics, time, conditions.delays(), capacities, seed, alarms));
        new Theatre(conditions, seed, simulation, pool, metrics).play();
    }

    /**
     * Runs it.
     *
     * @throws java.util.concurrent.CancellationException when the thread is interrupted
     */
    public static Row of(Conditions conditions, Policy policy, long seed) {
        return new Run(conditions, policy, seed).run();
    }

    /**
     * Runs it and keeps what was to be seen every second while requests came.
     *
     * @throws java.util.concurrent.CancellationException when the thread is interrupted
     */
    public static Recording recorded(Conditions conditions, Policy policy, long seed) {
        Run run = new Run(conditions, policy, seed);
        Row row = run.run();
        List<String> names = conditions.scenario().serverNames();
        List<Track> tracks = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            tracks.add(new Track(
                    names.get(i), run.observer.points(Theatre.member(i).fullPath())));
        }
        return new Recording(row, tracks);
    }

    private Map<String, Double> capacities() {
        Map<String, Double> byMember = new LinkedHashMap<>();
        List<Double> known = conditions.scenario().capacities(conditions.model(), conditions.traffic());
        for (int i = 0; i < known.size(); i++) {
            byMember.put(Theatre.member(i).fullPath(), known.get(i));
        }
        return byMember;
    }

    private Row run() {
        Scenario scenario = conditions.scenario();
        long end = scenario.duration().toNanos();
        long from = scenario.warmUp().toNanos();
        Measured all = new Measured(from, end);
        Optional<Scenario.Span> watched = scenario.watched();
        long change = watched.map(span -> span.from().toNanos()).orElse(end);
        Measured minute = new Measured(change, Math.min(end, change + MINUTE));
        Consumer<Outcome> measure = outcome -> {
            all.add(outcome);
            minute.add(outcome);
        };
        Counted arrivals = new Counted(
                scenario.arrivals(conditions.model(), conditions.traffic(), conditions.load(), seed), from, end);
        simulation.run(arrivals, scenario.duration(), measure);
        observer.stop();
        long writes = device.writes();
        long limit = LONGEST_TAIL * end;
        for (long until = end; until < limit && inFlight() > 0; ) {
            until += MINUTE;
            simulation.run(arrivals, Duration.ofNanos(until), measure);
        }
        return new Row(
                conditions,
                policy.name(),
                seed,
                arrivals.measured,
                arrivals.measured - all.count(),
                all.firstToken(0.5),
                all.firstToken(0.9),
                all.firstToken(0.99),
                all.perToken(0.99),
                all.whole(0.5),
                all.whole(0.99),
                arrivals.measured == 0 ? 0 : (double) all.good() / arrivals.measured,
                observer.imbalance(),
                writes,
                observer.churn(),
                alarms.count(),
                alarms.first(),
                watched.isEmpty() ? OptionalDouble.empty() : minute.someFirstToken(0.99),
                observer.backlogGrowth(watched));
    }

    private long inFlight() {
        return simulation.submitted() - simulation.finished() - simulation.refused() - simulation.lost();
    }

    /** The arrivals until the end, counted. */
    private static final class Counted implements Iterator<Arrival> {
        private final Iterator<Arrival> arrivals;
        private final long from;
        private final long end;
        private Arrival next;
        private long measured;

        Counted(Iterator<Arrival> arrivals, long from, long end) {
            this.arrivals = arrivals;
            this.from = from;
            this.end = end;
            this.next = arrivals.next();
        }

        @Override
        public boolean hasNext() {
            return next.time() < end;
        }

        @Override
        public Arrival next() {
            Arrival now = next;
            next = arrivals.next();
            measured += now.time() >= from ? 1 : 0;
            return now;
        }
    }
}

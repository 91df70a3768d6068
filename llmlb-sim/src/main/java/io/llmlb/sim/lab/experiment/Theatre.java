package io.llmlb.sim.lab.experiment;

import io.llmlb.sim.lab.Simulation;
import io.llmlb.sim.lab.control.ScrapedMetrics;
import io.llmlb.sim.lab.scenario.Scenario;
import io.llmlb.sim.lab.scenario.Stage;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.vllm.ServerModel;
import java.time.Duration;
import java.util.List;

/** The stage of one run. */
final class Theatre implements Stage {
    private static final Duration AS3_GAP = Duration.ofMillis(500);

    private final Conditions conditions;
    private final long seed;
    private final Simulation simulation;
    private final Pool pool;
    private final ScrapedMetrics metrics;
    private int servers;
    private long now;

    Theatre(Conditions conditions, long seed, Simulation simulation, Pool pool, ScrapedMetrics metrics) {
        this.conditions = conditions;
        this.seed = seed;
        this.simulation = simulation;
        this.pool = pool;
        this.metrics = metrics;
        Scenario scenario = conditions.scenario();
        this.servers = scenario.servers(conditions.model()).size();
    }

    /** Has the scenario happen. */
    void play() {
        conditions
                .scenario()
                .events()
                .forEach(event -> simulation.at(event.at().toNanos(), at -> {
                    now = at;
                    event.act().accept(this);
                }));
    }

    /** The member of that server. */
    static Member member(int server) {
        return Member.of("Common", "10.0.0." + (server + 1), 8000);
    }

    /** A server, idle at time 0. */
    static ServerModel server(Conditions conditions, int server, long seed) {
        Scenario scenario = conditions.scenario();
        String profile = scenario.serversInTheEnd(conditions.model()).get(server);
        return scenario.server(profile, conditions.model(), seed * 1000 + server);
    }

    @Override
    public void slow(int server, double factor) {
        simulation.server(path(server)).ifPresent(model -> model.slowFactor(factor));
    }

    @Override
    public void join() {
        int server = servers++;
        simulation.serve(path(server), server(conditions, server, seed));
        pool.add(member(server));
    }

    @Override
    public void leave(int server) {
        pool.remove(path(server));
    }

    @Override
    public void restart(int server, Duration away) {
        String path = path(server);
        pool.health(path, Member.Health.DOWN);
        simulation.serve(path, server(conditions, server, seed));
        metrics.reachable(path, false);
        later(away, () -> {
            pool.health(path, Member.Health.UP);
            metrics.reachable(path, true);
        });
    }

    @Override
    public void redeclare() {
        List<Member> drifted =
                pool.members().stream().filter(member -> member.ratio() != 1).toList();
        drifted.forEach(member -> pool.remove(member.fullPath()));
        later(AS3_GAP, () -> drifted.forEach(member -> pool.add(member.withRatio(1))));
    }

    @Override
    public void scraped(int server, boolean now) {
        metrics.reachable(path(server), now);
    }

    @Override
    public void frozen(int server, boolean now) {
        metrics.stuck(path(server), now);
    }

    @Override
    public void outage(boolean now) {
        metrics.down(now);
    }

    private static String path(int server) {
        return member(server).fullPath();
    }

    private void later(Duration delay, Runnable action) {
        simulation.at(now + delay.toNanos(), at -> {
            now = at;
            action.run();
        });
    }
}

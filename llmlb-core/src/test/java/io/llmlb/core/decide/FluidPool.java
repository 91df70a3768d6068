package io.llmlb.core.decide;

import static io.llmlb.core.decide.Servers.id;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.PoolState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Servers as fluids behind a balancer, in small steps of time: requests of 1000 and 200 tokens flow in, up to 64 of a
 * server's run, and a server of speed {@code v} completes {@code v / (step * 200 / running + work of the tokens)} a
 * second. Samples are taken every 5 s, each server at its own phase; a strategy is asked every 2 s.
 */
final class FluidPool {
    private static final double STEP = 0.05;
    private static final double SLOTS = 64;
    private static final double TOKENS = 1000 * 60e-6 + 200 * (60e-6 + 1100 * 0.065e-6);
    private static final double STEPS = 200 * 0.01;

    /** Work of a request where all slots are in use: a server of this speed completes one a second. */
    private static final double REQUEST = STEPS / SLOTS + TOKENS;

    final double[] capacities; // requests a second
    private final double[] requests;
    private final double[] arrived;
    private final Servers servers = new Servers();
    private final List<MemberId> ids = new ArrayList<>();
    private final LoadBalancingMode mode;
    private final RatioStrategy strategy;
    private Weights weights = Weights.NONE;
    private long steps;

    FluidPool(LoadBalancingMode mode, RatioStrategy strategy, double... capacities) {
        this.capacities = capacities.clone();
        this.requests = new double[capacities.length];
        this.arrived = new double[capacities.length];
        this.mode = mode;
        this.strategy = strategy;
        for (int i = 0; i < capacities.length; i++) {
            ids.add(id(i + 1));
        }
        weights = Weights.equal(ids, "");
    }

    /** Goes on for a while; what it gives is each server's share at each second, by the strategy. */
    List<double[]> run(double seconds, double arrivalsPerSecond) {
        Arrays.fill(arrived, 0);
        List<double[]> shares = new ArrayList<>();
        for (long end = steps + Math.round(seconds / STEP); steps < end; steps++) {
            arrive(arrivalsPerSecond * STEP);
            for (int i = 0; i < requests.length; i++) {
                serve(i);
                if ((steps + 37L * i) % 100 == 0) {
                    sample(i);
                }
            }
            if (steps % 40 == 0) {
                decide();
            }
            if (steps % 20 == 0) {
                shares.add(
                        weights.shares().values().stream().mapToDouble(s -> s).toArray());
            }
        }
        return shares;
    }

    /** The requests at each server now. */
    double[] requests() {
        return requests.clone();
    }

    /** The part of the requests of the last run that each server got. */
    double[] traffic() {
        double all = Arrays.stream(arrived).sum();
        return Arrays.stream(arrived).map(some -> some / all).toArray();
    }

    private void arrive(double some) {
        double[] shares = weights.shares().values().stream().mapToDouble(s -> s).toArray();
        if (mode == LoadBalancingMode.RATIO) {
            for (int i = 0; i < shares.length; i++) {
                requests[i] += shares[i] * some;
                arrived[i] += shares[i] * some;
            }
        } else {
            int least = 0;
            for (int i = 1; i < shares.length; i++) {
                least = (requests[i] + 1) / shares[i] < (requests[least] + 1) / shares[least] ? i : least;
            }
            requests[least] += some;
            arrived[least] += some;
        }
    }

    private void serve(int i) {
        double running = Math.min(SLOTS, requests[i]);
        if (running < 0.1) {
            return;
        }
        double completed =
                Math.min(requests[i], STEP * capacities[i] * REQUEST / (STEPS / Math.max(1, running) + TOKENS));
        requests[i] -= completed;
        servers.did(
                ids.get(i),
                Servers.work(completed * 200 / Math.max(1, running), completed * 1000, completed * 200, completed));
    }

    private void sample(int i) {
        double running = Math.rint(Math.min(SLOTS, requests[i]));
        servers.sample(
                steps * STEP,
                ids.get(i),
                Servers.gauges(running, Math.rint(Math.max(0, requests[i] - SLOTS)), Math.min(1, running / 80)));
    }

    private void decide() {
        PoolState state = Servers.pool(mode, ids);
        Weights wanted = strategy.decide(Servers.at(steps * STEP), state, servers.observe(steps * STEP), weights);
        double mean = wanted.mean();
        weights = weights.map((member, last) -> wanted.of(member).orElse(Weight.of(mean, "not judged")));
    }
}

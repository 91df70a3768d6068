package io.llmlb.sim.lab.policy;

import io.llmlb.core.control.Cycle;
import io.llmlb.sim.lab.Simulation;
import io.llmlb.sim.lab.control.Delays;
import io.llmlb.sim.lab.control.ManagedPool;
import io.llmlb.sim.lab.control.ScrapedMetrics;
import io.llmlb.sim.lab.control.SimulatedTime;
import io.llmlb.sim.model.bigip.Pool;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a policy can reach.
 *
 * @param simulation the servers
 * @param pool in front of them, every ratio 1
 * @param device the pool as a controller sees it
 * @param metrics as a controller sees them
 * @param time the clock of the simulation
 * @param delays of the controller
 * @param capacities what each server can do at most, in requests per second, by the full path of its member
 * @param seed of everything random in the policy
 * @param cycles hears of every cycle of a controller
 */
public record Site(
        Simulation simulation,
        Pool pool,
        ManagedPool device,
        ScrapedMetrics metrics,
        SimulatedTime time,
        Delays delays,
        Map<String, Double> capacities,
        long seed,
        Consumer<Cycle> cycles) {}

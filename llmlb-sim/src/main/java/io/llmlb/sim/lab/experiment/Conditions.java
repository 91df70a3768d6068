package io.llmlb.sim.lab.experiment;

import io.llmlb.sim.lab.control.Delays;
import io.llmlb.sim.lab.scenario.Model;
import io.llmlb.sim.lab.scenario.Ranges;
import io.llmlb.sim.lab.scenario.Scenario;
import io.llmlb.sim.lab.scenario.Traffic;
import java.time.Duration;

/**
 * Everything about a run but who chooses members, and by which luck.
 *
 * @param load mean arrival rate, as a part of what the servers of the beginning together can do at most; where the
 *     scenario has a load or a rate of its own, that one
 * @param tmms of the BIG-IP
 * @param idle for how long a connection without a request is kept and counted as one, in least-connections modes; 0 when
 *     requests alone count
 */
public record Conditions(
        Scenario scenario, Model model, Traffic traffic, double load, int tmms, Delays delays, Duration idle) {
    /**
     * @throws IllegalArgumentException when the load or the number of TMMs is out of its range, or the model has no such
     *     servers
     */
    public Conditions {
        Ranges.load(load);
        Ranges.tmms(tmms);
        scenario.serversInTheEnd(model).forEach(model::profile);
        load = scenario.load(model, traffic, load);
    }

    /** Poisson arrivals, one TMM, the usual delays. */
    public static Conditions of(Scenario scenario, Model model, double load) {
        return new Conditions(scenario, model, Traffic.POISSON, load, 1, Delays.USUAL, Duration.ZERO);
    }

    /** The same with other arrivals. */
    public Conditions withTraffic(Traffic other) {
        return new Conditions(scenario, model, other, load, tmms, delays, idle);
    }

    /** The same with so many TMMs. */
    public Conditions withTmms(int count) {
        return new Conditions(scenario, model, traffic, load, count, delays, idle);
    }

    /** The same with other delays. */
    public Conditions withDelays(Delays other) {
        return new Conditions(scenario, model, traffic, load, tmms, other, idle);
    }

    /** The same with idle connections kept and counted for so long. */
    public Conditions withIdle(Duration time) {
        return new Conditions(scenario, model, traffic, load, tmms, delays, time);
    }
}

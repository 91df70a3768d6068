package io.llmlb.sim.lab.experiment;

import io.llmlb.sim.lab.control.Delays;
import io.llmlb.sim.lab.scenario.Model;
import io.llmlb.sim.lab.scenario.Ranges;
import io.llmlb.sim.lab.scenario.Scenario;
import io.llmlb.sim.lab.scenario.Traffic;

/**
 * Everything about a run but who chooses members, and by which luck.
 *
 * @param load mean arrival rate, as a part of what the servers of the beginning together can do at most; where the
 *     scenario has a load or a rate of its own, that one
 * @param tmms of the BIG-IP
 */
public record Conditions(Scenario scenario, Model model, Traffic traffic, double load, int tmms, Delays delays) {
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
        return new Conditions(scenario, model, Traffic.POISSON, load, 1, Delays.USUAL);
    }

    /** The same with other arrivals. */
    public Conditions withTraffic(Traffic other) {
        return new Conditions(scenario, model, other, load, tmms, delays);
    }

    /** The same with so many TMMs. */
    public Conditions withTmms(int count) {
        return new Conditions(scenario, model, traffic, load, count, delays);
    }

    /** The same with other delays. */
    public Conditions withDelays(Delays other) {
        return new Conditions(scenario, model, traffic, load, tmms, other);
    }
}

package io.llmlb.sim.lab.policy;

/** A way to spread requests over a pool's members. Holds no state of a run, so that one can serve many runs. */
public interface Policy {
    /** Its name, by which {@link Policies#named} finds it. */
    String name();

    /** Takes up its work, at time 0. */
    void begin(Site site);
}

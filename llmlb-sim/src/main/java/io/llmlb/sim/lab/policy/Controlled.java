package io.llmlb.sim.lab.policy;

import io.llmlb.core.control.ControlLoop;
import io.llmlb.core.decide.RatioScale;
import io.llmlb.core.decide.RatioStrategy;
import io.llmlb.core.guard.Guards;
import io.llmlb.core.supervise.DoNoHarm;
import io.llmlb.sim.lab.control.SimulatedTime;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * The pool under the control of llmlb's own loop: a strategy between guards, at the delays of the site.
 *
 * @param from when it begins; before, every ratio is 1
 * @param unlimited whether it writes as much as it likes
 */
record Controlled(
        String name,
        String loadBalancingMode,
        Function<Site, RatioStrategy> strategy,
        Guards guards,
        RatioScale scale,
        Duration from,
        boolean unlimited,
        DoNoHarm harm)
        implements Policy {
    @Override
    public void begin(Site site) {
        site.pool().loadBalancingMode(loadBalancingMode);
        if (unlimited) {
            site.device().unlimited();
        }
        SimulatedTime time = site.time();
        ControlLoop loop = new ControlLoop(
                site.pool().name(), site.device(), site.metrics(), strategy.apply(site), guards, scale, time, harm);
        site.metrics().discover(site.pool(), 0);
        Duration interval = site.delays().interval();
        long phase = new SplittableRandom(site.seed()).nextLong(interval.toNanos());
        site.simulation().every(interval, from.plusNanos(phase), now -> {
            time.set(now);
            site.metrics().discover(site.pool(), now);
            // A cycle that is late is left out.
            if (now >= site.device().busyUntil()) {
                site.cycles().accept(loop.runOnce());
            }
        });
    }
}

package io.llmlb.core.decide;

import io.llmlb.core.MemberId;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.Signal;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A member's requests by its newest sample, and what it can serve.
 *
 * @param running requests in the batch, 0 or more
 * @param waiting requests before it, 0 or more
 * @param sampledAt the time of the sample
 * @param capacity requests a second, positive; only proportions are to be trusted
 * @param note why the capacity is not simply what was measured, or empty
 */
record Load(double running, double waiting, Instant sampledAt, double capacity, String note) {
    /** Those of the members that tell how many requests run or wait; the other number counts as 0 then. */
    static Map<MemberId, Load> of(Set<MemberId> pool, Observation fresh, Capacity capacity) {
        Set<MemberId> told = new TreeSet<>(pool);
        told.removeIf(member -> tells(fresh.of(member), Signal.RUNNING).isEmpty()
                && tells(fresh.of(member), Signal.WAITING).isEmpty());
        Map<MemberId, Load> loads = new TreeMap<>();
        capacity.of(told).forEach((member, estimate) -> {
            SampleWindow samples = fresh.of(member);
            loads.put(
                    member,
                    new Load(
                            tells(samples, Signal.RUNNING).orElse(0),
                            tells(samples, Signal.WAITING).orElse(0),
                            samples.newest().orElseThrow(),
                            estimate.perSecond(),
                            estimate.note()));
        });
        return loads;
    }

    private static OptionalDouble tells(SampleWindow samples, Signal signal) {
        return ScrapeWindow.sane(samples.latest(signal));
    }

    Load times(double factor) {
        return new Load(running, waiting, sampledAt, capacity * factor, note);
    }

    /** The capacities of all together. */
    static double capacity(Map<MemberId, Load> loads) {
        return loads.values().stream().mapToDouble(Load::capacity).sum();
    }
}

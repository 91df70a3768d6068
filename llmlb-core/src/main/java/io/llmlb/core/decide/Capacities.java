package io.llmlb.core.decide;

import io.llmlb.core.MemberId;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the members of one pool can serve, by the estimate that the strategies make too, and whether anything is sent to
 * them, for those who watch a strategy instead of being one. Windows in which a server counted no token at all are left out: a page that stands still is no
 * slow server. Remembers what it has seen, and so is used by one loop.
 */
public final class Capacities {
    /** What it needs to be told. */
    public static final Needs NEEDS = new Needs(
            Stream.concat(Capacity.SIGNALS.stream(), Stream.of(Signal.WAITING)).collect(Collectors.toSet()),
            Set.of(),
            Capacity.RANGE);

    private static final double SHORT = 1; // second: the last window is all that counts
    private static final double NOTHING = 0.01; // requests per second

    private final ScrapeWindows scrapes = new ScrapeWindows();
    private final Capacity capacity = new Capacity(StrategyOptions.NONE);
    private final Arrivals arrivals = new Arrivals(SHORT);

    /** Takes in what is new; called as often as one likes. */
    public void learn(Instant now, Set<MemberId> pool, Observation fresh) {
        Map<MemberId, ScrapeWindow> windows = new TreeMap<>(scrapes.next(now, pool, fresh));
        arrivals.learn(now, pool, windows);
        windows.values()
                .removeIf(window -> window.growth(Signal.GENERATION_TOKENS).orElse(0) == 0);
        capacity.learn(now, pool, windows);
    }

    /** Whether anything was measured of any of these members, which are in the pool. If not, all count as equal. */
    public boolean knowsAny(Set<MemberId> members) {
        return capacity.knowsAny(members);
    }

    /** Whether requests come to any of these members, which are in the pool; when nobody knows, they do. */
    public boolean busy(Set<MemberId> members) {
        return arrivals.at(members).orElse(1) > NOTHING;
    }

    /**
     * Requests a second of each of these members, which are in the pool; positive. A member of which nothing is known
     * counts as the mean of the others.
     */
    public Map<MemberId, Double> of(Set<MemberId> members) {
        Map<MemberId, Double> perSecond = new TreeMap<>();
        capacity.of(members).forEach((member, estimate) -> perSecond.put(member, estimate.perSecond()));
        return perSecond;
    }

    /** How far the samples are behind the world: the longer of their interval and their age, the median of the members. */
    public static Duration delay(Instant now, Observation fresh) {
        return ScrapeWindows.delay(now, fresh);
    }
}

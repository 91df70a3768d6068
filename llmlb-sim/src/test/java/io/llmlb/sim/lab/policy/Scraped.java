package io.llmlb.sim.lab.policy;

import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.decide.RatioStrategy;
import io.llmlb.core.decide.Weights;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.SeriesKey;
import io.llmlb.core.observe.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A pool whose members, 10.0.0.1 and so on, have these samples. */
final class Scraped {
    static final Instant NOW = Instant.ofEpochSecond(1_000_000);

    private final List<PoolMember> members = new ArrayList<>();
    private final Map<MemberId, SampleWindow.Builder> windows = new HashMap<>();

    /** Adds a member of which nothing is known. */
    Scraped member() {
        MemberId id = MemberId.of("10.0.0." + (members.size() + 1), 8000);
        members.add(new PoolMember(id, "/Common/" + id, 1, Availability.AVAILABLE));
        windows.put(id, SampleWindow.builder());
        return this;
    }

    /** The newest value of the last member. */
    Scraped gauge(Signal signal, double value) {
        return sample(SeriesKey.value(signal, ""), Duration.ZERO, value);
    }

    /** The last member's counter, with a sample every 5 s, 10 s long. */
    Scraped perSecond(Signal signal, double rate) {
        for (int seconds = 0; seconds <= 40; seconds += 5) {
            sample(SeriesKey.value(signal, ""), Duration.ofSeconds(seconds), 1e6 - rate * seconds);
        }
        return this;
    }

    /** Half of the last member's requests waited up to 0.3 s and half up to 0.5 s: the 0.9 quantile is 0.46 s. */
    Scraped queueTimes() {
        for (double le : new double[] {0.3, 0.5, Double.POSITIVE_INFINITY}) {
            sample(SeriesKey.bucket(Signal.QUEUE_TIME, le, ""), Duration.ofSeconds(5), 0);
            sample(SeriesKey.bucket(Signal.QUEUE_TIME, le, ""), Duration.ZERO, le == 0.3 ? 10 : 20);
        }
        return this;
    }

    PoolState state() {
        return new PoolState(new PoolName("/Common/p"), LoadBalancingMode.RATIO, "ratio-member", members);
    }

    Weights decide(RatioStrategy strategy) {
        Map<MemberId, SampleWindow> built = new HashMap<>();
        windows.forEach((member, window) -> built.put(member, window.build()));
        built.values().removeIf(SampleWindow::isEmpty);
        return strategy.decide(NOW, state(), new Observation(NOW, built, true, List.of()), Weights.NONE);
    }

    /** The weight of each member, null for one that has none. */
    List<@Nullable Double> values(RatioStrategy strategy) {
        Weights weights = decide(strategy);
        List<@Nullable Double> values = new ArrayList<>();
        for (PoolMember member : members) {
            values.add(weights.of(member.id()).map(weight -> weight.value()).orElse(null));
        }
        return values;
    }

    private Scraped sample(SeriesKey key, Duration age, double value) {
        windows.get(members.get(members.size() - 1).id()).add(key, NOW.minus(age), value);
        return this;
    }
}

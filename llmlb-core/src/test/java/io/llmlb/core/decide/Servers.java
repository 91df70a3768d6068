package io.llmlb.core.decide;

import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
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
import java.util.TreeMap;

/** What some servers told so far: the counters of each, and its samples of the last two minutes. */
final class Servers {
    static final Instant T = Instant.ofEpochSecond(1_000_000);

    private final Map<MemberId, Map<Signal, Double>> counters = new HashMap<>();
    private final Map<MemberId, SampleWindow> windows = new HashMap<>();

    static MemberId id(int i) {
        return MemberId.of("10.0.0." + i, 8000);
    }

    static Instant at(double seconds) {
        return T.plusMillis(Math.round(seconds * 1000));
    }

    static PoolState pool(LoadBalancingMode mode, Iterable<MemberId> ids) {
        List<PoolMember> members = new ArrayList<>();
        ids.forEach(id -> members.add(new PoolMember(id, "/Common/" + id, 1, Availability.AVAILABLE)));
        return new PoolState(new PoolName("/Common/p"), mode, mode.name(), members);
    }

    /** Work done since the last sample. */
    Servers did(MemberId member, Map<Signal, Double> growth) {
        Map<Signal, Double> counts = counters.computeIfAbsent(member, unknown -> new TreeMap<>());
        growth.forEach((signal, more) -> counts.merge(signal, more, Double::sum));
        return this;
    }

    /** The server's counters begin anew. */
    Servers restart(MemberId member) {
        counters.remove(member);
        return this;
    }

    /** A sample of all counters that ever counted, and of these gauges. */
    Servers sample(double seconds, MemberId member, Map<Signal, Double> gauges) {
        SampleWindow.Builder samples = SampleWindow.builder();
        Map<Signal, Double> all = new TreeMap<>(counters.getOrDefault(member, Map.of()));
        all.putAll(gauges);
        all.forEach((signal, value) -> {
            SeriesKey key = signal == Signal.STEP_TOKENS ? SeriesKey.count(signal, "") : SeriesKey.value(signal, "");
            samples.add(key, at(seconds), value);
        });
        SampleWindow newer = samples.build();
        windows.merge(member, newer, SampleWindow::plus);
        windows.computeIfPresent(
                member, (id, window) -> window.between(at(seconds).minus(Duration.ofMinutes(2)), at(seconds + 1e6)));
        return this;
    }

    /** What is known of those that were sampled in the last 90 s. */
    Observation observe(double seconds) {
        Map<MemberId, SampleWindow> fresh = new HashMap<>(windows);
        fresh.values().removeIf(window -> window.newest().orElseThrow().isBefore(at(seconds - 90)));
        return new Observation(at(seconds), fresh, true, List.of());
    }

    static Map<Signal, Double> work(double steps, double prompt, double output, double finished) {
        return Map.of(
                Signal.STEP_TOKENS, steps,
                Signal.PROMPT_TOKENS, prompt,
                Signal.GENERATION_TOKENS, output,
                Signal.FINISHED, finished);
    }

    static Map<Signal, Double> gauges(double running, double waiting, double kvCache) {
        return Map.of(Signal.RUNNING, running, Signal.WAITING, waiting, Signal.KV_CACHE_USAGE, kvCache);
    }
}

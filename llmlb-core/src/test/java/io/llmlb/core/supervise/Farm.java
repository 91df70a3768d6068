package io.llmlb.core.supervise;

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

/** Servers that are always busy, one sample of each at every look, and a supervisor that looks every 2 s. */
final class Farm {
    static final double STEP = 2;

    final Map<MemberId, Integer> ratios = new TreeMap<>();
    final Map<MemberId, Double> waiting = new HashMap<>();
    final Map<MemberId, Double> perSecond = new HashMap<>();
    final Supervisor supervisor;
    LoadBalancingMode mode = LoadBalancingMode.RATIO;
    boolean ours = true;
    boolean scraped = true;
    boolean sending = true;
    boolean backwards;
    Instant now = Instant.ofEpochSecond(1_000_000);
    private final Map<MemberId, Map<Signal, Double>> counters = new HashMap<>();
    private Observation history = Observation.empty(now);

    Farm(Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    static MemberId id(int i) {
        return MemberId.of("10.0.0." + i, 8000);
    }

    /** A member that serves so many requests a second. */
    Farm member(int i, int ratio, double capacity, double waits) {
        ratios.put(id(i), ratio);
        perSecond.put(id(i), capacity);
        waiting.put(id(i), waits);
        return this;
    }

    /** Looks for so many seconds, and tells what was said last. */
    Harm look(double seconds) {
        Harm harm = Harm.NONE;
        for (double t = 0; t < seconds; t += STEP) {
            now = now.plusMillis(Math.round(1000 * STEP));
            harm = supervisor.judge(state(), observe(), ours);
        }
        return harm;
    }

    PoolState state() {
        List<PoolMember> members = new ArrayList<>();
        ratios.forEach((id, ratio) -> members.add(
                backwards ? 0 : members.size(), new PoolMember(id, "/Common/" + id, ratio, Availability.AVAILABLE)));
        return new PoolState(new PoolName("/Common/p"), mode, mode.name(), members);
    }

    private Observation observe() {
        if (!scraped) {
            return Observation.empty(now);
        }
        Map<MemberId, SampleWindow> windows = new HashMap<>();
        ratios.keySet().forEach(id -> windows.put(id, sample(id)));
        history = history.plus(new Observation(now, windows, true, List.of()), Duration.ofSeconds(30));
        return history;
    }

    private SampleWindow sample(MemberId id) {
        double requests = sending ? perSecond.getOrDefault(id, 0.0) * STEP : 0;
        Map<Signal, Double> counts = counters.computeIfAbsent(id, unknown -> new HashMap<>());
        counts.merge(Signal.FINISHED, requests, Double::sum);
        counts.merge(Signal.PROMPT_TOKENS, 1000 * requests, Double::sum);
        counts.merge(Signal.GENERATION_TOKENS, 200 * requests, Double::sum);
        SampleWindow.Builder samples = SampleWindow.builder();
        counts.forEach((signal, value) -> samples.add(SeriesKey.value(signal, ""), now, value));
        samples.add(SeriesKey.value(Signal.RUNNING, ""), now, 10);
        samples.add(SeriesKey.value(Signal.WAITING, ""), now, waiting.getOrDefault(id, 0.0));
        return samples.build();
    }
}

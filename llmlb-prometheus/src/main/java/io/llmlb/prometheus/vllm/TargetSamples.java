package io.llmlb.prometheus.vllm;

import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.SeriesKey;
import io.llmlb.core.observe.SeriesKey.Part;
import io.llmlb.core.observe.Signal;
import io.llmlb.prometheus.Numeral;
import io.llmlb.prometheus.vllm.VllmMetric.Carrier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The samples of one target, under what they mean. Not for use by several threads. */
final class TargetSamples {
    private record Entry(SeriesKey key, int rank, Instant at, double value) {}

    private final List<Entry> entries = new ArrayList<>();
    private final Set<SeriesKey> keys = new HashSet<>();
    private final TreeSet<Instant> times = new TreeSet<>();

    /** Takes a sample, unless its name carries no signal or it is not finite. */
    void add(String seriesName, Map<String, String> labels, Instant at, double value) {
        Optional<Carrier> carrier = VllmMetric.carrier(seriesName);
        if (carrier.isPresent() && Double.isFinite(value)) {
            Carrier c = carrier.get();
            key(c, labels).ifPresent(key -> {
                entries.add(new Entry(key, c.rank(), at, value));
                keys.add(key);
                times.add(at);
            });
        }
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** When samples were taken. */
    NavigableSet<Instant> times() {
        return Collections.unmodifiableNavigableSet(times);
    }

    Instant newest() {
        return times.last();
    }

    /** Whether both deliver one and the same series. */
    boolean collidesWith(TargetSamples other) {
        return !Collections.disjoint(keys, other.keys);
    }

    /**
     * Whether this target took the other's place, as a new pod on the same address does: two samples here since the
     * other's last. One would not do, since two targets that live side by side take turns.
     */
    boolean succeeds(TargetSamples other) {
        return times.first().isAfter(other.newest()) && times.size() > 1;
    }

    /** The samples of these targets; of every signal those under its newest name only. */
    static SampleWindow window(Collection<TargetSamples> targets) {
        Map<Signal, Integer> ranks = new EnumMap<>(Signal.class);
        targets.forEach(
                target -> target.entries.forEach(entry -> ranks.merge(entry.key.signal(), entry.rank, Math::min)));
        SampleWindow.Builder window = SampleWindow.builder();
        for (TargetSamples target : targets) {
            for (Entry entry : target.entries) {
                if (entry.rank == ranks.getOrDefault(entry.key.signal(), 0)) {
                    window.add(entry.key, entry.at, entry.value);
                }
            }
        }
        return window.build();
    }

    private static Optional<SeriesKey> key(Carrier carrier, Map<String, String> labels) {
        double le = Double.NaN;
        if (carrier.part() == Part.BUCKET) {
            try {
                le = Numeral.parse(labels.getOrDefault("le", ""));
            } catch (NumberFormatException noBound) {
                return Optional.empty();
            }
        }
        return Optional.of(new SeriesKey(carrier.signal(), carrier.part(), le, own(labels)));
    }

    private static String own(Map<String, String> labels) {
        Map<String, String> own = new TreeMap<>(labels);
        own.keySet().retainAll(VllmMetric.SERIES_LABELS);
        StringBuilder text = new StringBuilder();
        own.forEach((label, value) -> text.append(text.length() == 0 ? "" : ",")
                .append(label)
                .append("=\"")
                .append(value)
                .append('"'));
        return text.toString();
    }
}

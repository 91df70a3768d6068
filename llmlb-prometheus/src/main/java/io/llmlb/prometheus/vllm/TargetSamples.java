package io.llmlb.prometheus.vllm;

import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.SeriesKey;
import io.llmlb.core.observe.SeriesKey.Part;
import io.llmlb.core.observe.Signal;
import io.llmlb.prometheus.Numeral;
import io.llmlb.prometheus.query.QueryResult.Point;
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
import java.util.TreeSet;

/** The samples of one target, under what they mean. Not for use by several threads. */
final class TargetSamples {
    private record Run(SeriesKey key, int rank, List<Point> points) {}

    private static final List<String> OWN =
            VllmMetric.SERIES_LABELS.stream().sorted().toList();

    private final List<Run> runs = new ArrayList<>();
    private final Set<SeriesKey> keys = new HashSet<>();
    private final TreeSet<Instant> times = new TreeSet<>();

    /** Takes a sample, unless its name carries no signal or it is not finite. */
    void add(String seriesName, Map<String, String> labels, Instant at, double value) {
        add(seriesName, labels, List.of(new Point(at, value)));
    }

    /** Takes the samples of one series; those that are not finite are left out. */
    void add(String seriesName, Map<String, String> labels, List<Point> points) {
        List<Point> finite =
                points.stream().filter(point -> Double.isFinite(point.value())).toList();
        Carrier carrier = VllmMetric.carrier(seriesName).orElse(null);
        if (carrier == null || finite.isEmpty()) {
            return;
        }
        key(carrier, labels).ifPresent(key -> {
            if (runs.isEmpty() || !sameTimes(runs.get(runs.size() - 1).points, finite)) {
                finite.forEach(point -> times.add(point.at()));
            }
            runs.add(new Run(key, carrier.rank(), finite));
            keys.add(key);
        });
    }

    /** Series of one target nearly always have the same times. */
    private static boolean sameTimes(List<Point> one, List<Point> other) {
        boolean same = one.size() == other.size();
        for (int i = 0; same && i < one.size(); i++) {
            same = one.get(i).at().equals(other.get(i).at());
        }
        return same;
    }

    boolean isEmpty() {
        return runs.isEmpty();
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
        targets.forEach(target -> target.runs.forEach(run -> ranks.merge(run.key.signal(), run.rank, Math::min)));
        SampleWindow.Builder window = SampleWindow.builder();
        for (TargetSamples target : targets) {
            for (Run run : target.runs) {
                if (run.rank == ranks.getOrDefault(run.key.signal(), 0)) {
                    run.points.forEach(point -> window.add(run.key, point.at(), point.value()));
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
        StringBuilder text = new StringBuilder();
        for (String label : OWN) {
            String value = labels.get(label);
            if (value != null) {
                text.append(text.length() == 0 ? "" : ",")
                        .append(label)
                        .append("=\"")
                        .append(value)
                        .append('"');
            }
        }
        return text.toString().intern(); // kept with every series of thousands of servers, and there are few such texts
    }
}

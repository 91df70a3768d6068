package io.llmlb.prometheus.vllm;

import io.llmlb.core.MemberId;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.prometheus.query.QueryResult.Series;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Series brought to the members they are of, by their target. What is ambiguous is left out and noted. Not for use
 * by several threads.
 */
final class Matched {
    /**
     * What the series came to.
     *
     * @param windows of the members that have one target
     * @param reasons why each of the others has none
     * @param times when the samples of each used target were taken
     */
    record Result(
            Map<MemberId, SampleWindow> windows, Map<MemberId, String> reasons, List<NavigableSet<Instant>> times) {}

    private final Members members;
    private final Map<MemberId, Map<Map<String, String>, TargetSamples>> targets = new TreeMap<>();
    private final Map<String, String> canonical = new HashMap<>(); // as series of a target spell it alike
    private final Set<String> strangers = new TreeSet<>();

    Matched(Members members) {
        this.members = members;
    }

    void add(Series series) {
        Map<String, String> labels = series.labels();
        Optional<String> found = target(labels);
        Optional<MemberId> member = found.flatMap(members::at);
        if (member.isEmpty()) {
            if (found.isEmpty() || !members.isShared(found.get())) {
                strangers.add(labels.getOrDefault("instance", "(a series without instance)"));
            }
            return;
        }
        TargetSamples target = samples(targets.computeIfAbsent(member.get(), m -> new HashMap<>()), labels);
        String name = labels.getOrDefault("__name__", "");
        target.add(name, labels, series.points());
    }

    /** What came of it all. */
    Result result() {
        Map<MemberId, SampleWindow> windows = new HashMap<>();
        Map<MemberId, String> reasons = members.sharing();
        List<NavigableSet<Instant>> times = new ArrayList<>();
        for (MemberId member : members.distinct().keySet()) {
            Map<Map<String, String>, TargetSamples> mine = new HashMap<>(targets.getOrDefault(member, Map.of()));
            boolean named = !mine.isEmpty();
            mine.values().removeIf(TargetSamples::isEmpty);
            dropPredecessors(mine);
            if (mine.isEmpty()) {
                reasons.put(
                        member, named ? "no finite sample in the answer" : "no target of this address in the answer");
            } else if (collide(List.copyOf(mine.values()))) {
                reasons.put(
                        member,
                        mine.size() + " targets with the same series, so none is used; they differ in "
                                + difference(mine.keySet()));
            } else {
                windows.put(member, TargetSamples.window(mine.values()));
                mine.values().forEach(target -> times.add(target.times()));
            }
        }
        return new Result(windows, reasons, times);
    }

    /** Adds what should be known of targets that are nobody's. */
    void noteStrangers(List<String> notes) {
        if (!strangers.isEmpty()) {
            notes.add("these targets are no members of the pool: " + Members.few(strangers));
        }
    }

    /** The target a series is of: that of its instance, or of the instance before relabelling. */
    private Optional<String> target(Map<String, String> labels) {
        Optional<String> first = Optional.empty();
        for (String label : List.of("instance", "exported_instance")) {
            Optional<String> target = Optional.ofNullable(labels.get(label))
                    .map(spelt -> canonical.computeIfAbsent(spelt, AddressMapping::canonical));
            if (target.filter(members::has).isPresent()) {
                return target;
            }
            first = first.or(() -> target);
        }
        return first;
    }

    /** Those of the target with these labels, nearly always the same one. */
    private static TargetSamples samples(Map<Map<String, String>, TargetSamples> known, Map<String, String> labels) {
        for (Map.Entry<Map<String, String>, TargetSamples> target : known.entrySet()) {
            if (isOf(labels, target.getKey())) {
                return target.getValue();
            }
        }
        Map<String, String> target = new HashMap<>(labels);
        target.keySet().removeIf(label -> !isOfTarget(label));
        TargetSamples samples = new TargetSamples();
        known.put(target, samples);
        return samples;
    }

    private static boolean isOf(Map<String, String> labels, Map<String, String> target) {
        int count = 0;
        for (Map.Entry<String, String> label : labels.entrySet()) {
            if (isOfTarget(label.getKey())) {
                count++;
                if (!label.getValue().equals(target.get(label.getKey()))) {
                    return false;
                }
            }
        }
        return count == target.size();
    }

    private static boolean isOfTarget(String label) {
        return !VllmMetric.SERIES_LABELS.contains(label) && !label.equals("__name__") && !label.equals("le");
    }

    private static void dropPredecessors(Map<Map<String, String>, TargetSamples> targets) {
        List<TargetSamples> all = List.copyOf(targets.values());
        targets.values().removeIf(old -> all.stream().anyMatch(it -> it.collidesWith(old) && it.succeeds(old)));
    }

    private static boolean collide(List<TargetSamples> targets) {
        for (int i = 0; i < targets.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (targets.get(i).collidesWith(targets.get(j))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The labels in which targets differ, with their values. */
    private static String difference(Collection<Map<String, String>> targets) {
        Map<String, Set<String>> values = new TreeMap<>();
        for (Map<String, String> target : targets) {
            target.keySet().forEach(label -> values.put(label, new TreeSet<>()));
        }
        values.forEach((label, found) -> targets.forEach(target -> found.add(target.getOrDefault(label, ""))));
        values.values().removeIf(found -> found.size() < 2);
        List<String> texts = new ArrayList<>();
        values.forEach((label, found) -> texts.add(label + " (" + Members.few(found) + ")"));
        return String.join(", ", texts);
    }
}

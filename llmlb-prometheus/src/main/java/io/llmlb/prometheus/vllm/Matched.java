package io.llmlb.prometheus.vllm;

import io.llmlb.core.Endpoint;
import io.llmlb.core.MemberId;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.prometheus.query.QueryResult.Series;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Series brought to the members they are of, by address and port. What is ambiguous is left out and noted. Not for use
 * by several threads.
 */
final class Matched {
    private final Members members;
    private final Map<String, Endpoint> mapping;
    private final Map<MemberId, Map<Map<String, String>, TargetSamples>> targets = new TreeMap<>();
    private final Set<String> strangers = new TreeSet<>();

    Matched(Members members, Map<String, Endpoint> mapping) {
        this.members = members;
        this.mapping = mapping;
    }

    void add(Series series) {
        Map<String, String> labels = series.labels();
        Optional<Endpoint> endpoint = endpoint(labels);
        Optional<MemberId> member = endpoint.flatMap(members::at);
        if (member.isEmpty()) {
            if (endpoint.isEmpty() || !members.isShared(endpoint.get())) {
                strangers.add(labels.getOrDefault("instance", "(a series without instance)"));
            }
            return;
        }
        TargetSamples target = targets.computeIfAbsent(member.get(), m -> new HashMap<>())
                .computeIfAbsent(targetOf(labels), t -> new TargetSamples());
        String name = labels.getOrDefault("__name__", "");
        series.points().forEach(point -> target.add(name, labels, point.at(), point.value()));
    }

    /** The windows of the members that have one target; adds to the notes what hinders the others. */
    Map<MemberId, SampleWindow> windows(String what, List<String> notes) {
        Map<MemberId, SampleWindow> windows = new HashMap<>();
        List<MemberId> without = new ArrayList<>();
        members.noteShared(notes);
        for (MemberId member : members.distinct()) {
            Map<Map<String, String>, TargetSamples> mine = new HashMap<>(targets.getOrDefault(member, Map.of()));
            mine.values().removeIf(TargetSamples::isEmpty);
            dropPredecessors(mine);
            if (mine.isEmpty()) {
                without.add(member);
            } else if (collide(List.copyOf(mine.values()))) {
                notes.add(member + " has " + mine.size()
                        + " targets with the same series, so none is used; they differ in "
                        + difference(mine.keySet()));
            } else {
                windows.put(member, TargetSamples.window(mine.values()));
            }
        }
        if (!without.isEmpty()) {
            notes.add("no " + what + " for " + Members.few(without));
        }
        if (!strangers.isEmpty()) {
            notes.add("these targets are no members of the pool: " + Members.few(strangers));
        }
        return windows;
    }

    /** The endpoint a series is of: the mapped one, that of its instance, or that of the instance before relabelling. */
    private Optional<Endpoint> endpoint(Map<String, String> labels) {
        Optional<Endpoint> first = Optional.empty();
        for (String label : List.of("instance", "exported_instance")) {
            String instance = labels.get(label);
            if (instance == null) {
                continue;
            }
            Optional<Endpoint> endpoint =
                    Optional.ofNullable(mapping.get(instance)).or(() -> Endpoint.tryParse(instance));
            if (endpoint.isPresent() && members.has(endpoint.get())) {
                return endpoint;
            }
            first = first.or(() -> endpoint);
        }
        return first;
    }

    private static Map<String, String> targetOf(Map<String, String> labels) {
        Map<String, String> target = new HashMap<>(labels);
        target.keySet().removeAll(VllmMetric.SERIES_LABELS);
        target.keySet().removeAll(Set.of("__name__", "le"));
        return target;
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

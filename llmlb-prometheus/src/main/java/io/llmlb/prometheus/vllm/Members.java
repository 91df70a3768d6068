package io.llmlb.prometheus.vllm;

import io.llmlb.core.MemberId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The members of a pool by the target with their metrics. Members in different route domains may share their address and
 * port, and a mapping may bring several to one target; its metrics cannot tell such members apart, so they get none.
 */
final class Members {
    private static final int NAMED = 5;
    private static final int FIRST_NODE_PORT = 30000;
    private static final int LAST_NODE_PORT = 32767;

    private final Map<String, List<MemberId>> byTarget;
    private final AddressMapping mapping;

    /**
     * @param mapping where the metrics of some members are
     * @param unmapped where those of all others are
     */
    Members(Set<MemberId> members, AddressMapping mapping, Function<MemberId, String> unmapped) {
        this.mapping = mapping;
        this.byTarget = members.stream()
                .sorted()
                .collect(Collectors.groupingBy(
                        member -> mapping.target(member).orElseGet(() -> unmapped.apply(member)),
                        TreeMap::new,
                        Collectors.toList()));
    }

    boolean has(String target) {
        return byTarget.containsKey(target);
    }

    boolean isShared(String target) {
        return byTarget.getOrDefault(target, List.of()).size() > 1;
    }

    /** The one member there. */
    Optional<MemberId> at(String target) {
        List<MemberId> there = byTarget.getOrDefault(target, List.of());
        return there.size() == 1 ? Optional.of(there.get(0)) : Optional.empty();
    }

    /** The target of each member that has one for itself, in the order of the members. */
    Map<MemberId, String> distinct() {
        Map<MemberId, String> distinct = new TreeMap<>();
        byTarget.forEach((target, there) -> {
            if (there.size() == 1) {
                distinct.put(there.get(0), target);
            }
        });
        return distinct;
    }

    /** Why members that share a target get nothing. */
    Map<MemberId, String> sharing() {
        Map<MemberId, String> reasons = new TreeMap<>();
        byTarget.forEach((target, there) -> {
            if (there.size() > 1) {
                there.forEach(member -> reasons.put(
                        member,
                        there.size() + " members share the target " + target
                                + ", and its metrics cannot tell them apart"));
            }
        });
        return reasons;
    }

    /** What a person should know of these members: who has no samples and why, and who looks like a NodePort. */
    void note(String what, Map<MemberId, String> reasons, List<String> notes) {
        Map<String, Set<MemberId>> byReason = new TreeMap<>();
        reasons.forEach((member, reason) ->
                byReason.computeIfAbsent(reason, r -> new TreeSet<>()).add(member));
        byReason.forEach((reason, who) -> notes.add("no " + what + " for " + few(who) + ": " + reason));
        Set<MemberId> nodePorts = byTarget.values().stream()
                .flatMap(List::stream)
                .filter(member -> member.port() >= FIRST_NODE_PORT && member.port() <= LAST_NODE_PORT)
                .filter(member -> mapping.target(member).isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        if (!nodePorts.isEmpty()) {
            notes.add("NodePorts, by their numbers (30000-32767): " + few(nodePorts)
                    + "; any server may answer behind one, and ratios need BIG-IP to talk to each server directly");
        }
    }

    /** The first few by name, and how many more there are. */
    static String few(Collection<?> things) {
        String named = things.stream().limit(NAMED).map(Object::toString).collect(Collectors.joining(", "));
        return things.size() <= NAMED ? named : named + " and " + (things.size() - NAMED) + " more";
    }
}

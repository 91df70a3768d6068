package io.llmlb.prometheus.vllm;

import io.llmlb.core.Endpoint;
import io.llmlb.core.MemberId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The members of a pool by the address and port of their metrics. Members in different route domains may share both;
 * metrics cannot tell such members apart, so they get none.
 */
final class Members {
    private static final int NAMED = 5;

    private final Map<Endpoint, List<MemberId>> byEndpoint;

    /**
     * @param metricsOf where a member's metrics are
     */
    Members(Set<MemberId> members, Function<MemberId, Endpoint> metricsOf) {
        byEndpoint = members.stream().sorted().collect(Collectors.groupingBy(metricsOf));
    }

    boolean has(Endpoint endpoint) {
        return byEndpoint.containsKey(endpoint);
    }

    boolean isShared(Endpoint endpoint) {
        return byEndpoint.getOrDefault(endpoint, List.of()).size() > 1;
    }

    /** The one member there. */
    Optional<MemberId> at(Endpoint endpoint) {
        List<MemberId> there = byEndpoint.getOrDefault(endpoint, List.of());
        return there.size() == 1 ? Optional.of(there.get(0)) : Optional.empty();
    }

    /** Those that share their address and port with no other, sorted. */
    List<MemberId> distinct() {
        return byEndpoint.values().stream()
                .filter(there -> there.size() == 1)
                .map(there -> there.get(0))
                .sorted()
                .toList();
    }

    void noteShared(List<String> notes) {
        Map<String, List<MemberId>> shared = new TreeMap<>();
        byEndpoint.forEach((endpoint, there) -> {
            if (there.size() > 1) {
                shared.put(endpoint.toString(), there);
            }
        });
        shared.forEach((endpoint, there) -> notes.add(
                few(there) + " share the metrics at " + endpoint + ", which cannot tell them apart, so none are used"));
    }

    /** The first few by name, and how many more there are. */
    static String few(Collection<?> things) {
        String named = things.stream().limit(NAMED).map(Object::toString).collect(Collectors.joining(", "));
        return things.size() <= NAMED ? named : named + " and " + (things.size() - NAMED) + " more";
    }
}

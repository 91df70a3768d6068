package io.llmlb.core.supervise;

import io.llmlb.core.MemberId;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How many requests, or what else is shared out, each member has; 0 or more.
 *
 * @param amounts by member
 */
record Split(Map<MemberId, Double> amounts) {
    private static final double EQUAL = 1e-9;

    static final Split NONE = new Split(Map.of());

    Split {
        amounts = Map.copyOf(amounts);
    }

    Set<MemberId> members() {
        return amounts.keySet();
    }

    double of(MemberId member) {
        return amounts.getOrDefault(member, 0.0);
    }

    double total() {
        return sum(amounts.values());
    }

    /** The member's part of all, 0 to 1; 0 where there is nothing. */
    double part(MemberId member) {
        return part(member, total());
    }

    private double part(MemberId member, double total) {
        return total > 0 ? of(member) / total : 0;
    }

    /** Every member's part. */
    Map<MemberId, Double> parts() {
        double total = total();
        return members().stream().collect(Collectors.toMap(member -> member, member -> part(member, total)));
    }

    /** So much in all, split in the same way. */
    Split scaledTo(double total) {
        double now = total();
        Map<MemberId, Double> scaled = new TreeMap<>();
        members().forEach(member -> scaled.put(member, total * part(member, now)));
        return new Split(scaled);
    }

    Split plus(Split other) {
        Map<MemberId, Double> sums = new TreeMap<>(amounts);
        other.amounts.forEach((member, amount) -> sums.merge(member, amount, Double::sum));
        return new Split(sums);
    }

    /** Every member's amount times its factor; members without one are left out. */
    Split times(Split factors) {
        Map<MemberId, Double> products = new TreeMap<>();
        factors.amounts.forEach((member, factor) -> products.put(member, factor * of(member)));
        return new Split(products);
    }

    /** Which part of all would have to change places for the two to be split alike: 0 to 1 (total variation). */
    double apart(Split other) {
        Set<MemberId> all = plus(other).members();
        double total = total();
        double others = other.total();
        return sum(all.stream()
                        .map(member -> Math.abs(part(member, total) - other.part(member, others)))
                        .toList())
                / 2;
    }

    /**
     * At most so far apart from this split are so many requests on average, when each is sent by it and by nothing else:
     * {@code sum_i sqrt(p_i (1 - p_i) / n) / 2}.
     */
    double chance(double requests) {
        return sum(parts().values().stream()
                        .map(part -> Math.sqrt(Math.max(0, part * (1 - part) / requests)))
                        .toList())
                / 2;
    }

    /** The member whose parts differ most; of two that differ as much, the one that has more here than in the other. */
    Optional<MemberId> mostApart(Split other) {
        return plus(other).members().stream()
                .max(Comparator.<MemberId>comparingLong(member -> Math.round(Math.abs(surplus(member, other)) / EQUAL))
                        .thenComparingDouble(member -> surplus(member, other))
                        .thenComparing(Comparator.reverseOrder()));
    }

    private double surplus(MemberId member, Split other) {
        return part(member) - other.part(member);
    }

    /** In order, so that the same numbers give the same sum. */
    private static double sum(Collection<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).sorted().sum();
    }
}

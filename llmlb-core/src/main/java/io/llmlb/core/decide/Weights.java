package io.llmlb.core.decide;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.PoolMember;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** One weight for each of some members, sorted by member. Immutable. */
public final class Weights {
    /** No weights. */
    public static final Weights NONE = new Weights(Map.of());

    private final Map<MemberId, Weight> byMember;

    private Weights(Map<MemberId, Weight> byMember) {
        this.byMember = Collections.unmodifiableMap(new TreeMap<>(byMember));
    }

    /** These weights. */
    public static Weights of(Map<MemberId, Weight> byMember) {
        return new Weights(byMember);
    }

    /** The same weight for every member. */
    public static Weights equal(Iterable<MemberId> members, String reason) {
        Map<MemberId, Weight> equal = new TreeMap<>();
        members.forEach(member -> equal.put(member, Weight.of(1, reason)));
        return new Weights(equal);
    }

    /** The ratios that the device holds, as weights. */
    public static Weights inForce(Iterable<PoolMember> members, String reason) {
        Map<MemberId, Weight> ratios = new TreeMap<>();
        members.forEach(member -> ratios.put(member.id(), Weight.of(Math.max(1, member.ratio()), reason)));
        return new Weights(ratios);
    }

    /** The weight of a member, when it has one. */
    public Optional<Weight> of(MemberId member) {
        return Optional.ofNullable(byMember.get(member));
    }

    /** All weights, sorted by member. */
    public Map<MemberId, Weight> byMember() {
        return byMember;
    }

    /** The members that have a weight. */
    public Set<MemberId> members() {
        return byMember.keySet();
    }

    /** Whether no member has a weight. */
    public boolean isEmpty() {
        return byMember.isEmpty();
    }

    /** The mean of the values; 1 when there are none. Computed so that it cannot overflow. */
    public double mean() {
        double mean = 0;
        for (Weight weight : byMember.values()) {
            mean += weight.value() / byMember.size();
        }
        return byMember.isEmpty() ? 1 : Math.min(Double.MAX_VALUE, Math.max(mean, Double.MIN_VALUE));
    }

    /** Each member's part of the whole, positive, adding up to 1 (but for rounding). */
    public Map<MemberId, Double> shares() {
        double mean = mean();
        Map<MemberId, Double> shares = new TreeMap<>();
        byMember.forEach((member, weight) ->
                shares.put(member, Math.max(weight.value() / mean / byMember.size(), Double.MIN_VALUE)));
        return shares;
    }

    /** These weights, without those of every other member. */
    public Weights only(Set<MemberId> members) {
        Map<MemberId, Weight> kept = new TreeMap<>(byMember);
        kept.keySet().retainAll(members);
        return new Weights(kept);
    }

    /** The same members with other weights. */
    public Weights map(BiFunction<MemberId, Weight, Weight> change) {
        Map<MemberId, Weight> changed = new TreeMap<>();
        byMember.forEach((member, weight) -> changed.put(member, change.apply(member, weight)));
        return new Weights(changed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Weights that && byMember.equals(that.byMember);
    }

    @Override
    public int hashCode() {
        return byMember.hashCode();
    }

    @Override
    public String toString() {
        return byMember.toString();
    }
}

package io.llmlb.core.supervise;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.decide.Capacities;
import io.llmlb.core.decide.RatioScale;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.decide.Weights;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.Signal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * What can be seen of a pool at one moment, of the members that get traffic and whose queues are known.
 *
 * @param at the moment
 * @param delay how far the samples are behind the moment; seconds
 * @param shares each member's part of the traffic by the ratios in force, adding up to 1
 * @param fair each member's part of the traffic if the ratios were the capacities, adding up to 1
 * @param queues each member's requests waiting / its capacity, in seconds, 0 or more
 * @param capacityKnown whether the capacity of any of them has been measured; if not, all count as equal
 */
record Scene(
        Instant at,
        double delay,
        Map<MemberId, Double> shares,
        Map<MemberId, Double> fair,
        Map<MemberId, Double> queues,
        boolean capacityKnown) {
    private static final double MOST = 1e6;

    /** Empty when fewer than two members, or fewer than half of those with traffic, can be judged, or nothing is sent. */
    static Optional<Scene> of(PoolState state, Observation fresh, Capacities capacities, RatioScale scale) {
        Map<MemberId, Double> ratios = new TreeMap<>();
        Map<MemberId, Double> waiting = new TreeMap<>();
        int serving = 0;
        for (PoolMember member : state.members()) {
            if (member.availability() != Availability.AVAILABLE) {
                continue;
            }
            serving++;
            OptionalDouble waits = fresh.of(member.id()).latest(Signal.WAITING);
            if (waits.isPresent()) {
                ratios.put(member.id(), (double) Math.max(1, member.ratio()));
                waiting.put(member.id(), Math.min(MOST, Math.max(0, waits.getAsDouble())));
            }
        }
        Set<MemberId> judged = waiting.keySet();
        if (judged.size() < 2 || 2 * judged.size() < serving || !capacities.busy(judged)) {
            return Optional.empty();
        }
        Map<MemberId, Double> capacity = capacities.of(judged);
        waiting.replaceAll((member, waits) -> waits / capacity.getOrDefault(member, 1.0));
        return Optional.of(new Scene(
                fresh.asOf(),
                Capacities.delay(fresh.asOf(), fresh).toMillis() / 1e3,
                parts(ratios),
                parts(ratiosOf(capacity, scale)),
                waiting,
                capacities.knowsAny(judged)));
    }

    /** What a device can hold of it: nobody is to blame for what no ratio can express. */
    private static Map<MemberId, Double> ratiosOf(Map<MemberId, Double> capacity, RatioScale scale) {
        Map<MemberId, Weight> weights = new TreeMap<>();
        capacity.forEach((member, perSecond) -> weights.put(member, Weight.of(perSecond, "")));
        Map<MemberId, Double> ratios = new TreeMap<>();
        scale.scale(Weights.of(weights)).forEach((member, ratio) -> ratios.put(member, (double) ratio));
        return ratios;
    }

    private static Map<MemberId, Double> parts(Map<MemberId, Double> amounts) {
        double all = amounts.values().stream().mapToDouble(Double::doubleValue).sum();
        Map<MemberId, Double> parts = new TreeMap<>(amounts);
        parts.replaceAll((member, amount) -> amount / all);
        return parts;
    }

    /** The mean queue, in seconds, of requests that are sent by these parts; none counts for more than {@code longest}. */
    double queueBy(Map<MemberId, Double> parts, double longest) {
        double sum = 0;
        for (Map.Entry<MemberId, Double> part : parts.entrySet()) {
            sum += part.getValue() * Math.min(longest, queue(part.getKey()));
        }
        return sum;
    }

    double queue(MemberId member) {
        return queues.getOrDefault(member, 0.0);
    }

    double longestQueue() {
        return queues.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    /** Which part of the queues, in seconds, would have to change places for all to be equally long; 0 without any. */
    double misplaced() {
        double mean = queueBy(fair, Double.MAX_VALUE);
        double above = 0;
        for (Map.Entry<MemberId, Double> part : fair.entrySet()) {
            above += part.getValue() * Math.max(0, queue(part.getKey()) - mean);
        }
        return mean > 0 ? above / mean : 0;
    }

    /** Which part of the traffic goes elsewhere than in that scene; 0 when the members are not the same. */
    double movedSince(Scene before) {
        if (!before.shares.keySet().equals(shares.keySet())) {
            return 0;
        }
        double sum = 0;
        for (Map.Entry<MemberId, Double> share : shares.entrySet()) {
            sum += Math.abs(share.getValue() - before.shares.getOrDefault(share.getKey(), 0.0));
        }
        return sum / 2;
    }
}

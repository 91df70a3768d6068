package io.llmlb.core.control;

import io.llmlb.core.MemberId;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.decide.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What each member usually had, in parts of the mean: the average over time while there was evidence of it, of the last
 * five minutes more than of what was before. A member that has been out of the pool for ten minutes is forgotten.
 */
final class Usual {
    private static final double MEMORY = 300; // seconds
    private static final double LONGEST_STEP = 60;
    private static final Duration KEEP = Duration.ofMinutes(10);

    private record Average(double value, double seconds, Instant at) {
        Average and(double now, Instant when) {
            double passed = Math.min(
                    LONGEST_STEP, Math.max(0, Duration.between(at, when).toMillis() / 1e3));
            double known = Math.min(MEMORY, seconds + passed);
            return new Average(known > 0 ? value + passed / known * (now - value) : now, known, when);
        }
    }

    private final Map<MemberId, Average> averages = new TreeMap<>();

    /**
     * Takes in what was decided.
     *
     * @param judged the members of which there was evidence
     */
    void learn(Instant now, Weights decided, Set<MemberId> judged) {
        double mean = decided.mean();
        for (MemberId member : judged) {
            decided.of(member).ifPresent(weight -> {
                double value = weight.value() / mean;
                averages.merge(member, new Average(value, 0, now), (old, fresh) -> old.and(value, now));
            });
        }
        averages.values()
                .removeIf(average -> Duration.between(average.at(), now).compareTo(KEEP) > 0);
    }

    /** Of the members that are remembered. */
    Weights weights() {
        Map<MemberId, Weight> weights = new TreeMap<>();
        averages.forEach((member, average) -> weights.put(member, Weight.of(average.value(), "as usual")));
        return Weights.of(weights);
    }
}

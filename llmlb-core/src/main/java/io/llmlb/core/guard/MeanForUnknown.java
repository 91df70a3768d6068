package io.llmlb.core.guard;

import io.llmlb.core.MemberId;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.decide.Weights;
import java.util.Map;
import java.util.TreeMap;

/**
 * A member that the strategy could not judge gets the mean of those it could: never nothing, because a server without
 * traffic can never show that it has recovered, and never the best, because unknown is not idle.
 */
public final class MeanForUnknown implements OutputGuard {
    @Override
    public String name() {
        return "mean-for-unknown";
    }

    @Override
    public Weights guard(Weights wanted, Situation situation) {
        double mean = wanted.mean();
        Map<MemberId, Weight> weights = new TreeMap<>();
        for (MemberId member : situation.members()) {
            weights.put(
                    member,
                    wanted.of(member).orElseGet(() -> Weight.of(mean, "no fresh samples, so the mean of the others")));
        }
        return Weights.of(weights);
    }
}

package io.llmlb.core.guard;

import io.llmlb.core.MemberId;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.decide.Weights;
import java.util.Map;
import java.util.TreeMap;

/**
 * A member without fresh samples gets what it usually has beside the others, or, when nothing is known of it, their mean:
 * neither more than it can take, as a slow one would by the mean, nor nothing.
 *
 * <pre>{@code weight_i = usual_i * sum(weights of the known) / sum(usual of the known)}</pre>
 */
public final class UsualForUnknown implements OutputGuard {
    @Override
    public String name() {
        return "usual-for-unknown";
    }

    @Override
    public Weights guard(Weights wanted, Situation situation) {
        double mean = wanted.mean();
        double scale = scale(wanted, situation.usual());
        Map<MemberId, Weight> weights = new TreeMap<>();
        for (MemberId member : situation.members()) {
            weights.put(
                    member,
                    wanted.of(member)
                            .orElseGet(() -> situation
                                    .usual()
                                    .of(member)
                                    .filter(usual -> scale > 0
                                            && Double.isFinite(scale * usual.value())
                                            && scale * usual.value() > 0)
                                    .map(usual -> Weight.of(scale * usual.value(), "no fresh samples, so as usual"))
                                    .orElseGet(() -> Weight.of(mean, "no fresh samples, so the mean of the others"))));
        }
        return Weights.of(weights);
    }

    /** What a usual weight is worth now; 0 when nobody knows. */
    private static double scale(Weights wanted, Weights usual) {
        double now = 0;
        double then = 0;
        for (Map.Entry<MemberId, Weight> one : wanted.byMember().entrySet()) {
            if (usual.of(one.getKey()).isPresent()) {
                now += one.getValue().value() / wanted.members().size();
                then += usual.of(one.getKey()).orElseThrow().value()
                        / wanted.members().size();
            }
        }
        return then > 0 ? now / then : 0;
    }
}

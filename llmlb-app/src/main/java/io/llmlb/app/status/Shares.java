package io.llmlb.app.status;

import io.llmlb.core.MemberId;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.MemberCycle;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Weights and ratios of one cycle as parts of their sum, so that they can be compared. */
final class Shares {
    private final Map<MemberId, Double> asked = new TreeMap<>();
    private final Map<MemberId, Double> decided;
    private final Map<MemberId, Double> ratios;

    Shares(Cycle cycle) {
        cycle.members()
                .forEach(member -> member.asked()
                        .ifPresent(asked -> this.asked.put(member.member().id(), asked)));
        double sum = asked.values().stream().mapToDouble(Double::doubleValue).sum();
        asked.replaceAll((member, weight) -> weight / sum);
        decided = parts(cycle, member -> member.weight().value());
        ratios = parts(cycle, MemberCycle::ratio);
    }

    private static Map<MemberId, Double> parts(Cycle cycle, ToDoubleFunction<MemberCycle> value) {
        double sum = cycle.members().stream().mapToDouble(value).sum();
        Map<MemberId, Double> parts = new TreeMap<>();
        cycle.members().forEach(member -> parts.put(member.member().id(), value.applyAsDouble(member) / sum));
        return parts;
    }

    /** What the strategy asked for, among those it had a word on; empty when it had none on this member. */
    OptionalDouble asked(MemberCycle member) {
        Double share = asked.get(member.member().id());
        return share == null ? OptionalDouble.empty() : OptionalDouble.of(share);
    }

    /** What was decided after the guards. */
    double decided(MemberCycle member) {
        return decided.getOrDefault(member.member().id(), 0.0);
    }

    /** What the ratios give. */
    double given(MemberCycle member) {
        return ratios.getOrDefault(member.member().id(), 0.0);
    }
}

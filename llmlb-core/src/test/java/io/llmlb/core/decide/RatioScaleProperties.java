package io.llmlb.core.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.MemberId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RatioScaleProperties {
    private static final double TIE = 1e-9;

    @Provide
    Arbitrary<List<Double>> values() {
        Arbitrary<Double> ordinary = Arbitraries.doubles().between(0.01, 100);
        Arbitrary<Double> extreme =
                Arbitraries.of(Double.MIN_VALUE, Double.MIN_NORMAL, 1e-9, 1.0, 1e9, Double.MAX_VALUE);
        return Arbitraries.frequencyOf(Tuple.of(9, ordinary), Tuple.of(1, extreme))
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Property
    void everyRatioIsFromOneToTheMaximum(
            @ForAll("values") List<Double> values, @ForAll @IntRange(min = 1, max = 100) int max) {
        Map<MemberId, Integer> ratios = new RatioScale(max).scale(weights(values));

        assertThat(ratios).hasSize(values.size());
        assertThat(ratios.values()).allSatisfy(ratio -> assertThat(ratio).isBetween(1, max));
    }

    @Property
    void equalWeightsAreAllOneWhateverTheirSize(
            @ForAll @IntRange(min = 1, max = 40) int members, @ForAll("values") List<Double> any) {
        List<Double> same = Collections.nCopies(members, any.get(0));

        assertThat(new RatioScale(20).scale(weights(same)).values()).containsOnly(1);
    }

    @Property
    void aLargerWeightNeverHasASmallerRatio(@ForAll("values") List<Double> values) {
        Weights weights = weights(values);
        Map<MemberId, Integer> ratios = new RatioScale(20).scale(weights);

        weights.byMember()
                .forEach((one, weight) -> weights.byMember().forEach((other, less) -> {
                    if (weight.value() > less.value()) {
                        assertThat(ratios.get(one)).isGreaterThanOrEqualTo(ratios.get(other));
                    }
                }));
    }

    /**
     * With the finest vector, {@code r = 20 w / largest + e} and {@code e} from -0.5 to 1, so a share is wrong by at
     * most {@code (1 + n share) / sum of ratios}; the vector chosen is as good, or within 5 %. Of a tie such as 4.5 either
     * way to round it is right, and the sum is counted with the lower.
     */
    @Property
    void noShareIsFurtherOffThanRoundingMustPutIt(@ForAll("values") List<Double> values) {
        Weights weights = weights(values);
        Map<MemberId, Double> wanted = weights.shares();
        double largest =
                wanted.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        double finest = wanted.values().stream()
                .mapToDouble(share -> Math.max(1, Math.round(20 * (share / largest) - TIE)))
                .sum();
        Map<MemberId, Integer> ratios = new RatioScale(20).scale(weights);
        double sum = ratios.values().stream().mapToInt(Integer::intValue).sum();
        double worstAllowed = wanted.values().stream()
                .mapToDouble(share -> (1 + values.size() * share) / finest / Math.max(1e-6, share))
                .max()
                .orElseThrow();

        assertThat(RatioScale.overserved(ratios, wanted)).isLessThanOrEqualTo(Math.max(0.05, worstAllowed));
        if (RatioScale.overserved(ratios, wanted) <= RatioScale.TOLERANCE) {
            double misplaced = ratios.entrySet().stream()
                    .mapToDouble(ratio -> Math.max(0, ratio.getValue() / sum - wanted.get(ratio.getKey())))
                    .sum();
            assertThat(misplaced).isLessThan(0.0501);
        } else {
            assertThat(ratios.values()).anySatisfy(ratio -> assertThat(ratio).isGreaterThan(1));
        }
    }

    @Property
    void ratiosInForceThatServeWellEnoughStay(
            @ForAll("values") List<Double> values,
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 120) Integer> found,
            @ForAll boolean keepsOne) {
        RatioScale scale = keepsOne ? RatioScale.keepingOne(20) : new RatioScale(20);
        Weights weights = weights(values);
        Map<MemberId, Double> wanted = weights.shares();
        Map<MemberId, Integer> inForce = new TreeMap<>();
        int index = 0;
        for (MemberId member : wanted.keySet()) {
            if (index < found.size()) {
                inForce.put(member, found.get(index++));
            }
        }
        Map<MemberId, Integer> smallest = scale.scale(weights);
        Map<MemberId, Integer> ratios = scale.scale(weights, inForce);

        assertThat(ratios.keySet()).isEqualTo(wanted.keySet());
        assertThat(ratios.values()).allMatch(ratio -> ratio >= 1 && ratio <= 20);
        double allowed = keepsOne && RatioScale.keepsOne(ratios, wanted) ? 0.35 : 0.15;
        assertThat(RatioScale.overserved(ratios, wanted))
                .isLessThanOrEqualTo(Math.max(allowed, RatioScale.overserved(smallest, wanted)));
        if (!keepsOne || RatioScale.keepsOne(smallest, wanted) == RatioScale.keepsOne(ratios, wanted)) {
            assertThat(changes(ratios, inForce)).isLessThanOrEqualTo(changes(smallest, inForce));
        } else {
            assertThat(ratios).as("what AS3 leaves in the pool").containsValue(1);
        }
        assertThat(scale.scale(weights, ratios))
                .as("and then nothing is written any more")
                .isEqualTo(ratios);
    }

    @Property
    void equalWeightsAreAllOneWhateverIsInForce(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 100) Integer> found) {
        Weights weights = weights(Collections.nCopies(found.size(), 1.0));
        Map<MemberId, Integer> inForce = new TreeMap<>();
        weights.byMember().keySet().forEach(member -> inForce.put(member, found.get(inForce.size())));

        assertThat(new RatioScale(40).scale(weights, inForce).values()).containsOnly(1);
    }

    private static long changes(Map<MemberId, Integer> ratios, Map<MemberId, Integer> inForce) {
        return ratios.entrySet().stream()
                .filter(ratio -> !ratio.getValue().equals(inForce.get(ratio.getKey())))
                .count();
    }

    @Property
    void theOrderAndTheNamesOfMembersDoNotMatter(@ForAll("values") List<Double> values) {
        List<Double> reversed = new ArrayList<>(values);
        Collections.reverse(reversed);
        List<Integer> one =
                List.copyOf(new RatioScale(20).scale(weights(values)).values());
        List<Integer> other =
                new ArrayList<>(new RatioScale(20).scale(weights(reversed)).values());
        Collections.reverse(other);

        assertThat(one).isEqualTo(other);
    }

    private static Weights weights(List<Double> values) {
        Map<MemberId, Weight> byMember = new TreeMap<>();
        for (int i = 0; i < values.size(); i++) {
            byMember.put(MemberId.of("10.0.0." + (100 + i), 80), Weight.of(values.get(i), ""));
        }
        return Weights.of(byMember);
    }
}

package io.llmlb.core.act;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ApproachProperties {
    private record Vectors(int[] inForce, int[] wanted) {
        List<MemberShare> shares() {
            return ApproachTest.shares(inForce, wanted);
        }

        Vectors with(int index, int ratio) {
            int[] after = inForce.clone();
            after[index] = ratio;
            return new Vectors(after, wanted);
        }

        double served(int index) {
            return new Approach(shares()).served(shares().get(index));
        }

        @Override
        public String toString() {
            return Arrays.toString(inForce) + " to " + Arrays.toString(wanted);
        }
    }

    @Provide
    Arbitrary<Vectors> vectors() {
        Arbitrary<Integer> ratio =
                Arbitraries.oneOf(Arbitraries.just(1), Arbitraries.integers().between(1, 40));
        return Arbitraries.integers()
                .between(1, 32)
                .flatMap(size -> Combinators.combine(
                                ratio.array(int[].class).ofSize(size),
                                ratio.array(int[].class).ofSize(size))
                        .as(Vectors::new));
    }

    @Property
    void stepByStepTheRatiosComeToBeTheWantedOnesAndNoStepTakesAMemberAboveTwiceOrBelowHalfOfItsShare(
            @ForAll("vectors") Vectors vectors, @ForAll @IntRange(min = 1, max = 40) int writesAtOnce) {
        Vectors now = vectors;
        boolean changed = true;
        int steps = 0;
        while (changed) {
            changed = false;
            List<MemberShare> shares = now.shares();
            Approach approach = new Approach(shares);
            List<MemberShare> left = new ArrayList<>(shares);
            for (int i = 0; i < writesAtOnce && approach.next(left).isPresent(); i++) {
                MemberShare step = approach.next(left).get();
                int before = step.member().ratio();
                int ratio = approach.ratio(step);
                assertThat(ratio)
                        .isNotEqualTo(before)
                        .isBetween(Math.min(before, step.ratio()), Math.max(before, step.ratio()));
                approach.sent(step, ratio);
                left.remove(step);
                double servedBefore = now.served(shares.indexOf(step));
                now = now.with(shares.indexOf(step), ratio);
                assertThat(now.served(shares.indexOf(step)))
                        .isBetween(Math.min(0.5, servedBefore) - 1e-9, Math.max(2, servedBefore) + 1e-9);
                changed = true;
                assertThat(++steps).isLessThanOrEqualTo(39 * 32);
            }
        }
        assertThat(now.inForce()).isEqualTo(now.wanted());
    }
}

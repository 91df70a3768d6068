package io.llmlb.sim.model.bigip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TurnProperties {
    @Property
    void overWholeRotationsEachMemberIsPickedAsOftenAsItsRatio(
            @ForAll @Size(min = 1, max = 10) List<@IntRange(min = 0, max = 30) Integer> ratios,
            @ForAll @IntRange(max = 3) int rotationsBefore) {
        int[] wanted = ratios.stream().mapToInt(Integer::intValue).toArray();
        int rotation = Arrays.stream(wanted).sum();
        for (Turn turn : List.of(new RatioRounds(), new SmoothRotation())) {
            for (int i = 0; i < rotation * rotationsBefore; i++) {
                turn.pick(wanted, new int[wanted.length]);
            }
            int[] picked = new int[wanted.length];
            for (int i = 0; i < rotation; i++) {
                picked[turn.pick(wanted, new int[wanted.length])]++;
            }
            assertThat(picked).isEqualTo(wanted);
        }
    }

    @Property
    void aMemberThatCannotBeChosenNeverIsWhateverChanges(
            @ForAll @Size(min = 1, max = 60)
                    List<@Size(min = 1, max = 6) List<@IntRange(min = -1, max = 5) Integer>> changes,
            @ForAll long seed) {
        List<Turn> turns = Stream.of(
                        new RatioRounds(), new SmoothRotation(), new RandomTurn(seed), new LeastConnections())
                .toList();
        for (Turn turn : turns) {
            int size = 0;
            for (List<Integer> change : changes) {
                int[] weights = change.stream().mapToInt(Integer::intValue).toArray();
                for (; size > weights.length; size--) {
                    turn.removed(Math.floorMod(seed, size));
                }
                size = weights.length;
                int index =
                        turn.pick(weights, change.stream().mapToInt(w -> w * w).toArray());
                assertThat(index >= 0).isEqualTo(Arrays.stream(weights).anyMatch(w -> w > 0));
                if (index >= 0) {
                    assertThat(weights[index]).isPositive();
                }
            }
        }
    }

    @Property
    void noOtherMemberHasFewerConnectionsForItsWeight(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 65_535) Integer> ratios,
            @ForAll @Size(value = 8) List<@IntRange(max = 100_000) Integer> connections,
            @ForAll @IntRange(max = 9) int picksBefore) {
        LeastConnections turn = new LeastConnections();
        int[] weights = ratios.stream().mapToInt(Integer::intValue).toArray();
        int[] loads = connections.stream()
                .mapToInt(Integer::intValue)
                .limit(weights.length)
                .toArray();
        for (int i = 0; i < picksBefore; i++) {
            turn.pick(weights, new int[weights.length]);
        }
        int best = turn.pick(weights, loads);
        for (int other = 0; other < weights.length; other++) {
            if (weights[other] > 0) {
                assertThat((double) loads[best] / weights[best])
                        .isLessThanOrEqualTo((double) loads[other] / weights[other]);
            }
        }
    }

    @Property(tries = 200)
    void atRandomTheSharesComeNearTheRatios(
            @ForAll long seed, @ForAll @Size(min = 2, max = 4) List<@IntRange(min = 1, max = 20) Integer> ratios) {
        int[] weights = ratios.stream().mapToInt(Integer::intValue).toArray();
        double sum = Arrays.stream(weights).sum();
        int[] picked = new int[weights.length];
        RandomTurn turn = new RandomTurn(seed);
        int picks = 20_000;
        for (int i = 0; i < picks; i++) {
            picked[turn.pick(weights, new int[weights.length])]++;
        }
        for (int i = 0; i < weights.length; i++) {
            double share = weights[i] / sum;
            // Eight standard deviations: one seed in 10^14.
            double slack = 8 * Math.sqrt(picks * share * (1 - share));
            assertThat((double) picked[i]).isBetween(picks * share - slack, picks * share + slack);
        }
    }
}

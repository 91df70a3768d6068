package io.llmlb.sim.model.bigip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RatioRoundsProperties {
    @Property
    void overOneRotationEachMemberIsPickedAsOftenAsItsRatio(
            @ForAll @Size(min = 1, max = 10) List<@IntRange(min = 0, max = 30) Integer> ratios,
            @ForAll @IntRange(max = 3) int rotationsBefore) {
        int[] wanted = ratios.stream().mapToInt(Integer::intValue).toArray();
        int rotation = Arrays.stream(wanted).sum();
        RatioRounds rounds = new RatioRounds();
        for (int i = 0; i < rotation * rotationsBefore; i++) {
            rounds.pick(wanted);
        }
        int[] picked = new int[wanted.length];
        for (int i = 0; i < rotation; i++) {
            picked[rounds.pick(wanted).orElseThrow()]++;
        }
        assertThat(picked).isEqualTo(wanted);
    }

    @Property
    void anUnavailableMemberIsNeverPickedWhateverChanges(
            @ForAll @Size(min = 1, max = 60)
                    List<@Size(min = 1, max = 6) List<@IntRange(min = 0, max = 5) Integer>> changes) {
        RatioRounds rounds = new RatioRounds();
        for (List<Integer> change : changes) {
            int[] ratios = change.stream().mapToInt(Integer::intValue).toArray();
            var pick = rounds.pick(ratios);
            assertThat(pick.isPresent()).isEqualTo(Arrays.stream(ratios).anyMatch(r -> r > 0));
            pick.ifPresent(index -> assertThat(ratios[index]).isPositive());
        }
    }
}

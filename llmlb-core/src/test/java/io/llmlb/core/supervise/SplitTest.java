package io.llmlb.core.supervise;

import static io.llmlb.core.supervise.Plant.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.core.MemberId;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static Split split(double... amounts) {
        Map<MemberId, Double> map = new TreeMap<>();
        for (int i = 0; i < amounts.length; i++) {
            map.put(id(i + 1), amounts[i]);
        }
        return new Split(map);
    }

    @Test
    void twoThatAreSplitAlikeAreNotApart() {
        assertThat(split(1, 3).apart(split(10, 30))).isZero();
        assertThat(split(1, 3).apart(split(3, 1))).isEqualTo(0.5);
        assertThat(split(1, 0).apart(split(0, 7))).isEqualTo(1);
        assertThat(split(1, 3).mostApart(split(1, 1, 2))).contains(id(2));
        assertThat(split(1, 1, 2).mostApart(split(1, 3))).contains(id(3));
        assertThat(split(0, 4, 6).mostApart(split(8, 1, 1))).contains(id(1));
    }

    @Test
    void nothingHasNoParts() {
        assertThat(Split.NONE.total()).isZero();
        assertThat(Split.NONE.part(id(1))).isZero();
        assertThat(split(0, 0).apart(split(1, 1))).isEqualTo(0.5);
    }

    @Test
    void chanceIsHalfTheSumOfTheDeviations() {
        assertThat(split(1, 1).chance(100)).isEqualTo(0.05);
        assertThat(split(9, 1).chance(100)).isCloseTo(0.03, within(1e-12));
    }

    @Test
    void aTallyToleratesChanceAndSwingAndMore() {
        Tally tally = new Tally();
        tally.add(split(100, 100), split(136, 64), 0.02);
        assertThat(tally.size()).isEqualTo(200);
        assertThat(tally.tolerance()).isCloseTo(0.15 + 0.5 / Math.sqrt(200) + 0.02, within(1e-12));
        assertThat(tally.gap()).isFalse();
        tally.add(split(200, 200), split(400, 0), 0);
        assertThat(tally.tolerance()).isCloseTo(0.15 + 0.5 / Math.sqrt(600) + 0.02 / 3, within(1e-12));
        assertThat(tally.gap()).isTrue();
        assertThat(tally.scaled(split(2, 1)).seen()).isEqualTo(split(1072, 64));
    }
}

package io.llmlb.sim.model.bigip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RatioRoundsTest {
    @Test
    void threeTwoOneOneIsServedInRounds() {
        assertThat(picks(new RatioRounds(), 14, 3, 2, 1, 1)).isEqualTo("ABCDABAABCDABA");
    }

    @Test
    void aChangedRatioTakesEffectWithoutRestartingTheRotation() {
        RatioRounds rounds = new RatioRounds();
        assertThat(picks(rounds, 5, 3, 2, 1)).isEqualTo("ABCAB");
        assertThat(picks(rounds, 4, 4, 2, 3)).isEqualTo("CACA");
        assertThat(picks(rounds, 3, 4, 2, 3)).isEqualTo("ABC");
    }

    @Test
    void nobodyAvailableIsNobodyPicked() {
        RatioRounds rounds = new RatioRounds();
        assertThat(rounds.pick(new int[] {0, 0})).isEmpty();
        assertThat(rounds.pick(new int[] {})).isEmpty();
        assertThat(picks(rounds, 2, 0, 1)).isEqualTo("BB");
    }

    @Test
    void survivesAShrinkingPool() {
        RatioRounds rounds = new RatioRounds();
        assertThat(picks(rounds, 3, 1, 1, 1, 1)).isEqualTo("ABC");
        assertThat(picks(rounds, 2, 1)).isEqualTo("AA");
    }

    private static String picks(RatioRounds rounds, int count, int... ratios) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            names.append((char) ('A' + rounds.pick(ratios).orElseThrow()));
        }
        return names.toString();
    }
}

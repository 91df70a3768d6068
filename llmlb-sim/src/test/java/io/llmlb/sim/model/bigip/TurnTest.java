package io.llmlb.sim.model.bigip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnTest {
    @Test
    void threeTwoOneOneIsServedInRounds() {
        assertThat(picks(new RatioRounds(), 14, 3, 2, 1, 1)).isEqualTo("ABCDABAABCDABA");
    }

    @Test
    void smoothlyThreeOneIsMixed() {
        assertThat(picks(new SmoothRotation(), 8, 3, 1)).isEqualTo("AABAAABA");
        assertThat(picks(new SmoothRotation(), 7, 5, 1, 1)).isEqualTo("AABACAA");
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
        for (Turn turn :
                new Turn[] {new RatioRounds(), new SmoothRotation(), new RandomTurn(1), new LeastConnections()}) {
            assertThat(turn.pick(new int[] {0, -1}, new int[2])).isEqualTo(-1);
            assertThat(turn.pick(new int[] {}, new int[] {})).isEqualTo(-1);
            assertThat(picks(turn, 2, 0, 1)).isEqualTo("BB");
        }
    }

    @Test
    void whoIsNextStaysSoWhenAnEarlierMemberGoes() {
        for (Turn turn : new Turn[] {new RatioRounds(), new LeastConnections()}) {
            assertThat(picks(turn, 2, 1, 1, 1, 1)).isEqualTo("AB");
            turn.removed(0);
            assertThat(picks(turn, 3, 1, 1, 1)).isEqualTo("BCA");
        }
        Turn smooth = new SmoothRotation();
        assertThat(picks(smooth, 2, 1, 1, 1)).isEqualTo("AB");
        smooth.removed(0);
        assertThat(picks(smooth, 1, 1, 1)).isEqualTo("B");
    }

    @Test
    void survivesAShrinkingPool() {
        RatioRounds rounds = new RatioRounds();
        assertThat(picks(rounds, 3, 1, 1, 1, 1)).isEqualTo("ABC");
        assertThat(picks(rounds, 2, 1)).isEqualTo("AA");
    }

    @Test
    void equalLoadsTakeTurns() {
        LeastConnections turn = new LeastConnections();
        assertThat(picks(turn, 5, 1, 1, 1)).isEqualTo("ABCAB");
        assertThat(turn.pick(new int[] {1, 1, 1}, new int[] {2, 1, 2})).isEqualTo(1);
        // 4/4 = 1/1 < 2/1
        assertThat(turn.pick(new int[] {4, 1, 1}, new int[] {4, 2, 1})).isEqualTo(2);
        assertThat(turn.pick(new int[] {4, 1, 1}, new int[] {4, 2, 1})).isZero();
    }

    private static String picks(Turn turn, int count, int... ratios) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            names.append((char) ('A' + turn.pick(ratios, new int[ratios.length])));
        }
        return names.toString();
    }
}

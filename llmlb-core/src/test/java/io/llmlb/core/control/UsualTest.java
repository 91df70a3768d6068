package io.llmlb.core.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.core.MemberId;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.decide.Weights;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UsualTest {
    private static final MemberId A = MemberId.of("10.0.0.1", 80);
    private static final MemberId B = MemberId.of("10.0.0.2", 80);
    private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");

    private final Usual usual = new Usual();
    private int second;

    private void decided(int seconds, double a, double b, MemberId... judged) {
        for (int end = second + seconds; second < end; second += 2) {
            Weights weights = Weights.of(Map.of(A, Weight.of(a, ""), B, Weight.of(b, "")));
            usual.learn(T.plusSeconds(second), weights, Set.of(judged));
        }
    }

    private double of(MemberId member) {
        return usual.weights().of(member).orElseThrow().value();
    }

    @Test
    void itIsTheMeanOverTimeInPartsOfTheMean() {
        decided(102, 10, 30, A, B);
        decided(100, 20, 20, A, B);

        assertThat(of(A)).isEqualTo((0.5 + 1) / 2, within(1e-9));
        assertThat(of(B)).isEqualTo((1.5 + 1) / 2, within(1e-9));
    }

    @Test
    void whatIsLongAgoIsForgotten() {
        decided(10_000, 10, 30, A, B);
        decided(900, 20, 20, A, B);

        assertThat(of(A)).isEqualTo(1 - 0.5 * Math.exp(-3), within(0.002));
    }

    @Test
    void aMemberWithoutEvidenceKeepsWhatItHadAndIsForgottenInTheEnd() {
        decided(100, 10, 30, A, B);
        decided(600, 20, 20, A);
        assertThat(of(B)).isEqualTo(1.5, within(1e-9));

        decided(10, 20, 20, A);
        assertThat(usual.weights().members()).containsExactly(A);
    }

    @Test
    void aClockThatGoesBackChangesNothing() {
        decided(100, 10, 30, A, B);
        second -= 50;
        decided(2, 20, 20, A, B);

        assertThat(of(A)).isEqualTo(0.5, within(0.01));
    }
}

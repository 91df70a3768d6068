package io.llmlb.sim.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.lab.Outcome;
import io.llmlb.sim.model.vllm.FinishReason;
import io.llmlb.sim.model.vllm.FinishedRequest;
import org.junit.jupiter.api.Test;

class MeasuredTest {
    private final Measured measured = new Measured(seconds(10), seconds(20));

    @Test
    void onlyWhatCameBetweenTheTimesCounts() {
        add(9.999, 1, 0.05, 11);
        add(10, 1, 0.05, 11);
        add(19.999, 1, 0.05, 11);
        add(20, 1, 0.05, 11);
        assertThat(measured.count()).isEqualTo(2);
    }

    @Test
    void aPercentileIsTheSmallestValueThatSoManyDoNotExceed() {
        for (int i = 1; i <= 2000; i++) {
            add(15, i, 0.05, 11);
        }
        assertThat(measured.firstToken(0.5)).isEqualTo(1000);
        assertThat(measured.firstToken(0.99)).isEqualTo(1980);
        assertThat(measured.firstToken(0)).isEqualTo(1);
        assertThat(measured.firstToken(1)).isEqualTo(2000);
        assertThat(measured.whole(1)).isEqualTo(2000.5);
        assertThat(measured.perToken(0.5)).isEqualTo(0.05);
    }

    @Test
    void goodIsAFirstTokenWithinTwoSecondsAndATenthForEachFurtherOne() {
        add(15, 2, 0.1, 11);
        assertThat(measured.good()).isEqualTo(1);
        add(15, 2.000_000_001, 0.1, 11);
        add(15, 2, 0.100_000_001, 11);
        assertThat(measured.good()).isEqualTo(1);
        add(15, 2, 0, 1);
        assertThat(measured.good()).isEqualTo(2);
    }

    @Test
    void ofNothingThereIsNoPercentile() {
        assertThat(measured.firstToken(0.5)).isNaN();
        assertThat(measured.someFirstToken(0.5)).isEmpty();
    }

    private void add(double arrival, double first, double perToken, int tokens) {
        long came = seconds(arrival);
        long began = came + seconds(first);
        long last = began + seconds(perToken * (tokens - 1));
        measured.add(new Outcome(
                "/Common/member",
                new FinishedRequest(
                        1, FinishReason.STOP, 100, 0, tokens, tokens, came, came, came, began, last, last, 0)));
    }

    private static long seconds(double time) {
        return Math.round(time * 1e9);
    }
}

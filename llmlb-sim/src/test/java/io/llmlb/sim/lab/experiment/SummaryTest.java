package io.llmlb.sim.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static Row row(long seed, double ttftP99, double goodput, long failed, OptionalDouble growth) {
        return new Row(
                Small.conditions(Small.scenario().build()),
                "equal",
                seed,
                100,
                failed,
                ttftP99 / 4,
                ttftP99 / 2,
                ttftP99,
                0.05,
                3,
                9,
                goodput,
                seed,
                seed * 10,
                0.01,
                seed,
                OptionalDouble.of(40),
                growth,
                growth);
    }

    @Test
    void timesAreGeometricMeansAndTheRestMeansOrSums() {
        Summary summary = Summary.of(List.of(
                row(1, 2, 0.5, 3, OptionalDouble.of(1)),
                row(2, 8, 0.7, 4, OptionalDouble.of(4)),
                row(3, 4, 0.9, 0, OptionalDouble.of(2))));
        assertThat(summary.ttftP99()).isCloseTo(4, within(1e-12));
        assertThat(summary.ttftP50()).isCloseTo(1, within(1e-12));
        assertThat(summary.e2eP99()).isCloseTo(9, within(1e-12));
        assertThat(summary.goodput()).isCloseTo(0.7, within(1e-12));
        assertThat(summary.imbalance()).isEqualTo(2);
        assertThat(summary.writesPerMinute()).as("20 in the mean, in 60 s").isEqualTo(20);
        assertThat(summary.failed()).isEqualTo(7);
        assertThat(summary.alarms()).isEqualTo(6);
        assertThat(summary.backlogGrowth().orElseThrow()).isCloseTo(2, within(1e-12));
        assertThat(summary.oracle()).isFalse();
    }

    @Test
    void whatNoRunHasIsEmptyAndWhatSomeHaveIsOfThose() {
        assertThat(Summary.of(List.of(row(1, 2, 1, 0, OptionalDouble.empty()))).minuteP99())
                .isEmpty();
        assertThat(Summary.of(List.of(row(1, 2, 1, 0, OptionalDouble.empty()), row(2, 2, 1, 0, OptionalDouble.of(3))))
                        .minuteP99()
                        .orElseThrow())
                .isCloseTo(3, within(1e-12));
    }

    @Test
    void aPairedRatioIsStudents() {
        // Ratios 2, 4 and 8: logarithms of mean 2 ln 2 and deviation ln 2; t(0.975, 2) = 4.3027.
        PairedRatio ratio = PairedRatio.of(
                List.of(
                        row(1, 2, 1, 0, OptionalDouble.empty()),
                        row(2, 8, 1, 0, OptionalDouble.empty()),
                        row(3, 24, 1, 0, OptionalDouble.empty())),
                List.of(
                        row(1, 1, 1, 0, OptionalDouble.empty()),
                        row(2, 2, 1, 0, OptionalDouble.empty()),
                        row(3, 3, 1, 0, OptionalDouble.empty())),
                Row::ttftP99);
        assertThat(ratio.ratio()).isCloseTo(4, within(1e-12));
        double margin = 4.3027 * Math.log(2) / Math.sqrt(3);
        assertThat(ratio.low()).isCloseTo(4 * Math.exp(-margin), within(1e-12));
        assertThat(ratio.high()).isCloseTo(4 * Math.exp(margin), within(1e-12));
    }

    @Test
    void oneSeedHasNoInterval() {
        List<Row> one = List.of(row(1, 2, 1, 0, OptionalDouble.empty()));
        assertThat(PairedRatio.of(one, one, Row::ttftP99)).isEqualTo(new PairedRatio(1, Double.NaN, Double.NaN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PairedRatio.of(one, List.of(row(2, 2, 1, 0, OptionalDouble.empty())), Row::ttftP99))
                .withMessageContaining("seed by seed");
    }

    @Test
    void quantilesOfStudentsTAreThoseOfTheTables() {
        assertThat(PairedRatio.t(1)).isEqualTo(12.7062);
        assertThat(PairedRatio.t(7)).isEqualTo(2.3646);
        assertThat(PairedRatio.t(30)).isEqualTo(2.0423);
        assertThat(PairedRatio.t(31)).isCloseTo(2.0395, within(2e-4));
        assertThat(PairedRatio.t(60)).isCloseTo(2.0003, within(1e-4));
        assertThat(PairedRatio.t(1000)).isCloseTo(1.9623, within(1e-4));
    }
}

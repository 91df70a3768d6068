package io.llmlb.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.lab.experiment.PairedRatio;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final Table TABLE = new Table(
            List.of("policy", "p50", "failed"),
            List.of(List.of("equal", "0.1", "0"), List.of("ratio:water-filling", "12", "12345678")));

    @Test
    void columnsAreAsWideAsTheyMustBe() {
        assertThat(TABLE.text(30)).isEqualTo("""
                policy               p50    failed
                equal                0.1         0
                ratio:water-filling   12  12345678
                """);
    }

    @Test
    void aVeryLongNameHasALineOfItsOwn() {
        assertThat(TABLE.text(10)).isEqualTo("""
                policy  p50    failed
                equal   0.1         0
                ratio:water-filling
                         12  12345678
                """);
    }

    @Test
    void markdownHasTheSameCells() {
        assertThat(TABLE.markdown()).isEqualTo("""
                | policy | p50 | failed |
                | --- | ---: | ---: |
                | equal | 0.1 | 0 |
                | ratio:water-filling | 12 | 12345678 |
                """);
    }

    @Test
    void numbersHaveThreeDigits() {
        assertThat(List.of(
                        0.0,
                        0.000_123_4,
                        0.001_234,
                        0.0995,
                        0.12345,
                        0.99949,
                        0.9996,
                        1.236,
                        9.996,
                        12.34,
                        99.96,
                        1234.5))
                .extracting(Figures::number)
                .containsExactly(
                        "0.00",
                        "0.000123",
                        "0.00123",
                        "0.0995",
                        "0.123",
                        "0.999",
                        "1.00",
                        "1.24",
                        "10.0",
                        "12.3",
                        "100",
                        "1235");
        assertThat(Figures.number(Double.NaN)).isEqualTo("-");
    }

    @Test
    void aLoadIsAsShortAsItCanBe() {
        assertThat(List.of(0.9, 1.05, 10.0, 0.15312))
                .extracting(Figures::brief)
                .containsExactly("0.9", "1.05", "10", "0.153");
    }

    @Test
    void anIntervalIsInBrackets() {
        assertThat(Figures.interval(new PairedRatio(1.5, 1.25, 1.8))).isEqualTo("1.50 [1.25, 1.80]");
        assertThat(Figures.interval(new PairedRatio(1.5, Double.NaN, Double.NaN)))
                .isEqualTo("1.50");
    }
}

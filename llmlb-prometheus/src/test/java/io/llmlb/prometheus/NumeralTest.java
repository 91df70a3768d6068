package io.llmlb.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumeralTest {
    @Test
    void readsWhatGoAndPythonWrite() {
        assertThat(Numeral.parse("0.27")).isEqualTo(0.27);
        assertThat(Numeral.parse("1e-05")).isEqualTo(0.00001);
        assertThat(Numeral.parse("1.7638e+09")).isEqualTo(1.7638e9);
        assertThat(Numeral.parse("-3")).isEqualTo(-3);
        assertThat(Numeral.parse("7680.0")).isEqualTo(7680);
        assertThat(Numeral.parse("+Inf")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Numeral.parse("-Inf")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Numeral.parse("NaN")).isNaN();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1d", "1 ", " 1", "Infinity", "-NaN", "0x", "one", "1,5", "--1"})
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> Numeral.parse(text)).isInstanceOf(NumberFormatException.class);
    }
}

package io.llmlb.sim.model.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonFloatTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0.0",
        "3, 3.0",
        "0.3, 0.3",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "1.5e-7, 1.5e-07",
        "2.5e-12, 2.5e-12",
        "999999, 999999.0",
        "1000000, 1e+06",
        "1234567, 1.234567e+06",
        "1048576.5, 1.0485765e+06",
        "-1234567, -1234567.0",
        "-0.25, -0.25",
        "7680, 7680.0",
        "12345678901, 1.2345678901e+010",
        "1e16, 1e+16",
        "1.5e300, 1.5e+300",
        "NaN, NaN",
        "Infinity, +Inf",
        "-Infinity, -Inf"
    })
    void numbersReadAsFromThePythonClient(double value, String text) {
        assertThat(PythonFloat.text(value)).isEqualTo(text);
    }
}

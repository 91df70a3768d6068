package io.llmlb.sim.live.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaveformTest {
    @ParameterizedTest
    @CsvSource({
        "7.5, 100, 7.5",
        "oscillate:2:6:10s, 0, 2",
        "oscillate:2:6:10s, 2.5, 4",
        "oscillate:2:6:10s, 5, 6",
        "oscillate:2:6:10s, 10, 2",
        "ramp:0:20:1m, 0, 0",
        "ramp:0:20:1m, 15, 5",
        "ramp:0:20:1m, 60, 20",
        "ramp:0:20:1m, 600, 20",
        "rampreset:10:0:500ms, 0.25, 5",
        "rampreset:10:0:500ms, 0.5, 10",
        "rampreset:10:0:500ms, 0.75, 5",
        "squarewave:0:1:4, 0, 0",
        "squarewave:0:1:4, 1.9, 0",
        "squarewave:0:1:4, 2, 1",
        "squarewave:0:1:4, 4.1, 0",
        "squarewave:0:1:1h, 1900, 1",
    })
    void itHasTheseValues(String text, double seconds, double value) {
        Waveform waveform = Waveform.parse(text);
        assertThat(waveform.at(seconds)).isEqualTo(value, within(1e-9));
        assertThat(Waveform.parse(waveform.toString())).isEqualTo(waveform);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "NaN",
                "ramp",
                "ramp:1:2",
                "ramp:1:2:0s",
                "ramp:1:2:3d",
                "ramp:1:2:..",
                "sine:1:2:3s",
                "constant:1:2:3s",
                "ramp:1:Infinity:3s",
                "ramp:1:2:3s:4"
            })
    void whatIsNoneIsToldWhatOneIs(String text) {
        assertThatThrownBy(() -> Waveform.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + text
                        + "\" is neither a number nor oscillate, ramp, rampreset or squarewave:start:end:period,"
                        + " such as ramp:0:20:30s");
    }
}

package io.llmlb.rules.irule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyLimitsTest {
    @Test
    void theDefaultsAreBigIps() {
        assertThat(BodyLimits.DEFAULT).isEqualTo(new BodyLimits(65_536, 2048));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"model":"x","l":[1,2,3,4,5,6,{},[]]}   | 10
            {"model":"x","l":[1,2,3,4,5,6,{},[7]]}  | 11
            [[[[]]]]                                | 3
            {"a":{"b":{"c":1}}}                     | 3
            [1,2,3,4,5,6                            | 6
            [1,2,no                                 | 2
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" | 0
            """)
    void keysAndElementsAreEntries(String body, int entries) {
        byte[] bytes = bytes(body);
        assertThat(new BodyLimits(1000, Math.max(1, entries)).passedBy(bytes)).isEmpty();
        if (entries > 1) {
            assertThat(new BodyLimits(1000, entries - 1).passedBy(bytes))
                    .contains("it has " + entries + " entries, more than the JSON profile's " + (entries - 1));
        }
    }

    @Test
    void theLastByteAllowedIsAllowed() {
        BodyLimits limits = new BodyLimits(10, 1);
        assertThat(limits.passedBy(bytes("x".repeat(10)))).isEmpty();
        assertThat(limits.passedBy(bytes("x".repeat(11)))).contains("it has 11 bytes, more than the JSON profile's 10");
    }

    @Test
    void aLimitBelowOneIsNone() {
        assertThatThrownBy(() -> new BodyLimits(0, 1)).hasMessageContaining("0 bytes");
        assertThatThrownBy(() -> new BodyLimits(1, 0)).hasMessageContaining("0 entries");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

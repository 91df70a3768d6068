package io.llmlb.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class NumericProperties {
    @Property(tries = 5000)
    void aNumberInRangeIsWhatJavaReads(
            @ForAll @LongRange(min = -999_999_999_999_999L, max = 999_999_999_999_999L) long digits,
            @ForAll @IntRange(min = 0, max = 20) int scale) {
        String source = BigDecimal.valueOf(digits, scale).toPlainString();

        assertThat(Numeric.parse(source).orElseThrow()).isEqualTo(Double.parseDouble(source));
    }

    @Property(tries = 2000)
    void shortNumbersTooAreWhatJavaReads(
            @ForAll @IntRange(min = -9999, max = 9999) int digits, @ForAll @IntRange(min = 0, max = 4) int scale) {
        String source = BigDecimal.valueOf(digits, scale).toPlainString();

        assertThat(Numeric.parse(source).orElseThrow()).isEqualTo(Double.parseDouble(source));
    }
}

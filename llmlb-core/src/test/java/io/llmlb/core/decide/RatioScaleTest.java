package io.llmlb.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.core.MemberId;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RatioScaleTest {
    private final RatioScale scale = new RatioScale(RatioScale.DEFAULT_MAX);

    @ParameterizedTest
    @CsvSource({
        "'7 7 7', '1 1 1'",
        "'1 0.98 1.01', '1 1 1'", // within 5 %
        "'2 1', '2 1'",
        "'1 0.5 0.25', '4 2 1'",
        "'3 2', '3 2'",
        "'1 0.33 0.33', '3 1 1'", // 3 % over a third of the largest
        "'1 0.03', '27 1'", // above 20 only until nobody gets over 25 % too much
        "'1 0.04', '20 1'",
        "'1e300 1e-300', '40 1'",
        "'5', '1'"
    })
    void theSmallestVectorWithinFivePercentIsChosen(String weights, String ratios) {
        assertThat(ratios(weights)).isEqualTo(ratios);
    }

    @Test
    void noMembersHaveNoRatios() {
        assertThat(scale.scale(Weights.NONE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 101})
    void aMaximumOutOfRangeIsRefused(int max) {
        assertThatThrownBy(() -> new RatioScale(max)).hasMessage("the largest ratio is 1 to 100, but this is " + max);
    }

    private String ratios(String weights) {
        Map<MemberId, Weight> byMember = new TreeMap<>();
        String[] each = weights.split(" ");
        for (int i = 0; i < each.length; i++) {
            byMember.put(MemberId.of("10.0.0." + (i + 1), 80), Weight.of(Double.parseDouble(each[i]), ""));
        }
        return String.join(
                " ",
                scale.scale(Weights.of(byMember)).values().stream()
                        .map(String::valueOf)
                        .toList());
    }
}

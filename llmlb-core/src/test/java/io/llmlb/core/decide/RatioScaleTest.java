package io.llmlb.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.core.MemberId;
import java.util.Collections;
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

    @ParameterizedTest
    @CsvSource({
        "'2 1', '4 2', '4 2'", // as good as they are
        "'2.2 1', '2 1', '2 1'", // 10 % is not worth a write
        "'2.5 1', '2 1', '3 1'", // 25 % is
        "'4 2 1', '8 5 2', '8 4 2'", // one write, not three
        "'1 1', '3 3', '1 1'", // what AS3 declares
        "'2 1', '10 5', '2 1'", // a rotation five times as long is worth writes
        "'2 1', '0 1', '2 1'", // what AS3 can declare, and no ratio
        "'2 1', '100 50', '2 1'"
    })
    void whatServesWellEnoughStays(String weights, String inForce, String ratios) {
        assertThat(text(scale.scale(weights(weights), inForce(inForce)))).isEqualTo(ratios);
    }

    @ParameterizedTest
    @CsvSource({
        "'2 1', '6 3', '2 1'", // with a ratio of 1, which AS3 leaves alone
        "'2 1', '4 2', '4 1'", // also when that is less exact
        "'3 2', '6 4', '2 1'",
        "'3 3 2', '6 6 4', '2 2 1'",
        "'2.5 1', '2 1', '2 1'", // 17 % too much is not worth a write
        "'3.2 1', '2 1', '3 1'", // 40 % is
        "'4 2 1', '4 3 1', '4 2 1'", // one write
        "'4 2 1', '8 5 2', '4 2 1'",
        "'1 1', '3 3', '1 1'",
        "'6 5', '1 1', '1 1'" // less than 20 % too much, and nothing for AS3 to replace
    })
    void oneRatioStaysOneThoughThatIsCoarser(String weights, String inForce, String ratios) {
        RatioScale keeping = RatioScale.keepingOne(RatioScale.DEFAULT_MAX);
        assertThat(text(keeping.scale(weights(weights), inForce(inForce)))).isEqualTo(ratios);
    }

    @Test
    void aLargePoolHasARatioOfOneToo() {
        RatioScale keeping = RatioScale.keepingOne(RatioScale.DEFAULT_MAX);
        Map<MemberId, Integer> now = inForce(String.join(" ", Collections.nCopies(32, "9")));
        String one = String.join(" ", Collections.nCopies(31, "1"));

        assertThat(text(keeping.scale(weights(one + " 0.84"), now))).isEqualTo(one + " 1"); // 19 % too much
        assertThat(keeping.scale(weights(one + " 0.82"), now))
                .containsEntry(member(31), 1)
                .containsEntry(member(0), 2);
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
        return text(scale.scale(weights(weights)));
    }

    private static Map<MemberId, Integer> inForce(String text) {
        Map<MemberId, Integer> ratios = new TreeMap<>();
        String[] each = text.split(" ");
        for (int i = 0; i < each.length; i++) {
            ratios.put(member(i), Integer.parseInt(each[i]));
        }
        return ratios;
    }

    private static String text(Map<MemberId, Integer> ratios) {
        return String.join(" ", ratios.values().stream().map(String::valueOf).toList());
    }

    private static Weights weights(String text) {
        Map<MemberId, Weight> byMember = new TreeMap<>();
        String[] each = text.split(" ");
        for (int i = 0; i < each.length; i++) {
            byMember.put(member(i), Weight.of(Double.parseDouble(each[i]), ""));
        }
        return Weights.of(byMember);
    }

    private static MemberId member(int index) {
        return MemberId.of("10.0.0." + (index + 1), 80);
    }
}

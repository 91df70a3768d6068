package io.llmlb.sim.model.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.model.trace.Trace;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SaturationTest {
    /**
     * The reference figures are of the whole Azure trace (1,155 tokens in, 211 out on average); there this model gives
     * 7.5, 18.0, 5.1 and 0.65, within 9 %. The cut's answers are a quarter longer (1,105 in, 265 out), so here it gives
     * 7.2, 16.5, 4.5 and 0.56: 10 to 17 % below.
     */
    @ParameterizedTest
    @CsvSource({"a100, 8.0", "h100, 19.8", "l40s, 5.1", "l4, 0.63"})
    void agreesWithTheReferenceModel(String profile, double reference) {
        double found = Saturation.requestsPerSecond(VllmProfile.named(profile), Trace.azureConversation(), 1);
        assertThat(found).isCloseTo(reference, Percentage.withPercentage(18)).isLessThan(reference);
    }

    @ParameterizedTest
    @CsvSource({"a100, 7.17", "h100, 16.54", "a40, 2.61", "a10, 0.91", "h100x4-70b, 8.59"})
    void isTheSameEveryTime(String profile, double expected) {
        double found = Saturation.requestsPerSecond(VllmProfile.named(profile), Trace.azureConversation(), 1);
        assertThat(found).isCloseTo(expected, Percentage.withPercentage(1));
    }

    @ParameterizedTest
    @CsvSource({"2", "3.5"})
    void aSlowerServerDoesProportionallyLess(double factor) {
        VllmProfile a100 = VllmProfile.named("a100");
        Trace trace = Trace.azureConversation();
        double full = Saturation.requestsPerSecond(a100, trace, 1);
        assertThat(Saturation.requestsPerSecond(a100.slower(factor), trace, 1))
                .isCloseTo(full / factor, Percentage.withPercentage(0.1));
    }
}

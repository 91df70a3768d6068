package io.llmlb.sim.model.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.model.trace.Trace;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SaturationTest {
    private static final Trace AZURE = Trace.azureConversation();

    /** The reference figures are those of another simulation with the same formula; docs/fidelity.md has them. */
    @ParameterizedTest
    @CsvSource({"h100, 19.8", "a100, 8.0", "l40s, 5.1", "a10, 1.0", "l4, 0.63"})
    void agreesWithTheReferenceModel(String profile, double reference) {
        assertThat(Saturation.requestsPerSecond(VllmProfile.named(profile), AZURE, 1))
                .isCloseTo(reference, Percentage.withPercentage(15));
    }

    /**
     * The linear model's reference capacities are of lengths from a lognormal fit of the same trace. Found are 16.6, 9.2 and
     * 2.4: an L4's KV cache is full in saturation, and what is preempted for want of blocks is computed again.
     */
    @ParameterizedTest
    @CsvSource({"h100, 16.5, 5", "a100, 9.1, 5", "l4, 2.9, 20"})
    void agreesWithTheReferenceOfTheLinearModel(String profile, double reference, double percent) {
        assertThat(Saturation.requestsPerSecond(VllmProfile.linear(profile), AZURE, 1))
                .isCloseTo(reference, Percentage.withPercentage(percent));
    }

    @ParameterizedTest
    @CsvSource({"a100, 7.54", "h100, 18.00", "a40, 2.86", "a10, 1.02", "h100x4-70b, 8.91"})
    void isTheSameEveryTime(String profile, double expected) {
        assertThat(Saturation.requestsPerSecond(VllmProfile.named(profile), AZURE, 1))
                .isCloseTo(expected, Percentage.withPercentage(0.5));
    }

    @ParameterizedTest
    @CsvSource({"2", "3.5"})
    void aSlowerServerDoesProportionallyLess(double factor) {
        VllmProfile a100 = VllmProfile.named("a100");
        double full = Saturation.requestsPerSecond(a100, AZURE, 1);
        assertThat(Saturation.requestsPerSecond(a100.slower(factor), AZURE, 1))
                .isCloseTo(full / factor, Percentage.withPercentage(0.1));
    }
}

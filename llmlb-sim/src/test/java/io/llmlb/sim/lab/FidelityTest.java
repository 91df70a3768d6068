package io.llmlb.sim.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.model.vllm.VllmProfile;
import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gate of the server model: what {@link FidelityFigures} shows at length. */
class FidelityTest {
    static Stream<Reference> references() {
        return Reference.ALL.stream().filter(reference -> reference.load() <= 0.9);
    }

    /**
     * At the arrival rates of the reference. Its loads are shares of its own saturation, which is 6 to 10 % above what this
     * model, or any with these constants, does in the long run.
     */
    @ParameterizedTest
    @MethodSource("references")
    void theBatchAndTheCacheAreAsFullAsInTheReference(Reference reference) {
        ServerFigures found = ServerFigures.measure(
                VllmProfile.named(reference.profile()), reference.requestsPerSecond(), Duration.ofMinutes(20), 2);
        assertThat(found.running()).isCloseTo(reference.figures().running(), Percentage.withPercentage(15));
        assertThat(found.kv()).isCloseTo(reference.figures().kv(), Percentage.withPercentage(15));
    }
}

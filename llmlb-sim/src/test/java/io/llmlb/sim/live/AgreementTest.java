package io.llmlb.sim.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.sim.model.vllm.FinishedRequest;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Takes half a minute of real time, since one of the two drivers is real time. */
@Tag("process")
class AgreementTest {
    @Test
    void bothDriversServeTheSameWorkloadAlike() {
        Agreement agreement = Agreement.of(VllmProfile.named("h100"), 12, 1);
        assertThat(agreement.live())
                .extracting(FinishedRequest::promptTokens, FinishedRequest::generatedTokens)
                .hasSameSizeAs(agreement.simulated())
                .containsExactlyInAnyOrderElementsOf(agreement.simulated().stream()
                        .map(request -> org.assertj.core.groups.Tuple.tuple(
                                request.promptTokens(), request.generatedTokens()))
                        .toList());
        compare(agreement, Agreement::firstToken);
        compare(agreement, Agreement::endToEnd);
    }

    private static void compare(Agreement agreement, ToLongFunction<FinishedRequest> time) {
        double median = Agreement.quantile(agreement.simulated(), time, 0.5);
        assertThat(Agreement.quantile(agreement.live(), time, 0.5)).isCloseTo(median, within(0.05 * median));
        double tail = Agreement.quantile(agreement.simulated(), time, 0.95);
        assertThat(Agreement.quantile(agreement.live(), time, 0.95)).isCloseTo(tail, within(0.05 * tail + 0.005));
    }
}

package io.llmlb.sim.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.sim.model.vllm.FinishedRequest;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Takes half a minute of real time, since one of the two drivers is real time. The arrivals are those that the live server
 * noted, so that a busy machine, whose client is late, changes nothing; {@code ./fidelity drivers} compares with the plan.
 */
@Tag("process")
class AgreementTest {
    @Test
    void bothDriversServeTheSameWorkloadAlike() {
        Agreement agreement = Agreement.of(VllmProfile.named("h100"), 12, 1);
        System.out.print(agreement.rows("h100, 12 req/s"));
        assertThat(agreement.live()).hasSize(Agreement.REQUESTS);
        assertThat(agreement.replayed()).hasSize(Agreement.REQUESTS);
        compare(agreement, Agreement::firstToken);
        compare(agreement, Agreement::endToEnd);
    }

    private static void compare(Agreement agreement, ToLongFunction<FinishedRequest> time) {
        double median = Agreement.quantile(agreement.replayed(), time, 0.5);
        assertThat(Agreement.quantile(agreement.live(), time, 0.5)).isCloseTo(median, within(0.05 * median));
        double tail = Agreement.quantile(agreement.replayed(), time, 0.95);
        assertThat(Agreement.quantile(agreement.live(), time, 0.95)).isCloseTo(tail, within(0.05 * tail + 0.005));
    }
}

package io.llmlb.sim.lab.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.core.observe.Signal;
import io.llmlb.sim.lab.policy.GrpcRoundRobin.Utilization;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GrpcRoundRobinTest {
    private static final GrpcRoundRobin KV = new GrpcRoundRobin(Utilization.KV, Duration.ofSeconds(30));
    private static final GrpcRoundRobin INFLIGHT = new GrpcRoundRobin(Utilization.INFLIGHT, Duration.ofSeconds(30));

    private final Scraped scraped = new Scraped();

    @Test
    void aWeightIsQueriesByUtilization() {
        kv(10, 0.5);
        kv(6, 0.2);

        check(KV, 20, 30);
    }

    @Test
    void requestsRunningAndWaitingCanStandForUtilization() {
        scraped.member()
                .perSecond(Signal.FINISHED, 10)
                .gauge(Signal.RUNNING, 30)
                .gauge(Signal.WAITING, 10);
        scraped.member().perSecond(Signal.FINISHED, 6).gauge(Signal.RUNNING, 12).gauge(Signal.WAITING, 0);

        check(INFLIGHT, 0.25, 0.5);
    }

    @Test
    void theUnknownHaveTheMean() {
        kv(10, 0.5);
        kv(6, 0.2);
        kv(0, 0.2);
        kv(6, 0);
        scraped.member();

        check(KV, 20, 30, 25, 25, 25);
    }

    @Test
    void withFewerThanTwoKnownAllAreEqual() {
        kv(10, 0.5);
        kv(6, 0);
        scraped.member();

        check(KV, 1, 1, 1);
    }

    @Test
    void noneIsFarFromTheMean() {
        kv(1000, 1);
        for (int i = 0; i < 19; i++) {
            kv(1, 1);
        }
        // The mean is 50.95.
        double[] expected = new double[20];
        Arrays.fill(expected, 5.095);
        expected[0] = 509.5;
        check(KV, expected);
    }

    private void kv(double perSecond, double usage) {
        scraped.member().perSecond(Signal.FINISHED, perSecond).gauge(Signal.KV_CACHE_USAGE, usage);
    }

    private void check(GrpcRoundRobin strategy, double... expected) {
        assertThat(scraped.values(strategy).stream()
                        .mapToDouble(Objects::requireNonNull)
                        .toArray())
                .containsExactly(expected, within(1e-6));
    }
}

package io.llmlb.sim.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.live.vllm.VllmServer;
import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.trace.TraceRequest;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RequestKindTest {
    /** One after the other, for the trace would begin anew. */
    private static final Trace THREE = new Trace(List.of(
            new TraceRequest(0, 40, 12), new TraceRequest(50_000_000, 400, 12), new TraceRequest(100_000_000, 9, 12)));

    @Test
    void everyKindIsAnsweredInFullAndCountsItsTokens() {
        try (VllmServer server = VllmServer.builder(ServerOptions.of(VllmProfile.named("a100"), "m"))
                .start()) {
            for (RequestKind kind : RequestKind.values()) {
                TrafficOptions options = new TrafficOptions(server.url(), kind, "m", THREE, Duration.ofSeconds(10));
                try (Traffic traffic = Traffic.start(options)) {
                    assertThat(traffic.awaitOutcomes(3, Duration.ofSeconds(10))).isTrue();
                    assertThat(traffic.snapshot().results().subList(0, 3)).allSatisfy(result -> {
                        assertThat(result.failure()).isEmpty();
                        assertThat(result.kind()).isEqualTo(kind);
                        assertThat(result.outputTokens()).isEqualTo(12);
                        // Eleven further steps of at least 8 ms lie between the first token and the last.
                        Duration decoding = result.endToEnd().minus(result.timeToFirstToken());
                        assertThat(decoding.compareTo(Duration.ofMillis(80)) > 0)
                                .isEqualTo(kind.streamed());
                        // The prompt was computed before: no event that comes earlier counts as a token.
                        assertThat(result.timeToFirstToken()).isGreaterThan(Duration.ofMillis(8));
                    });
                }
            }
        }
    }
}

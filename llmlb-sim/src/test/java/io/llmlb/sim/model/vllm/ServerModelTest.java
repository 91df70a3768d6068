package io.llmlb.sim.model.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerModelTest {
    private static final VllmProfile A100 = VllmProfile.named("a100");

    /** Notes what it hears with the time of the call. */
    private static final class Log implements ServerListener {
        final List<String> tokens = new ArrayList<>();
        final List<FinishedRequest> finished = new ArrayList<>();
        long now;

        @Override
        public void token(long requestId, int index, boolean last) {
            tokens.add(now + ": " + requestId + " " + index + (last ? " last" : ""));
        }

        @Override
        public void finished(FinishedRequest request) {
            finished.add(request);
            assertThat(request.finished()).isEqualTo(now);
        }

        void run(ServerModel server) {
            while (server.nextEvent().isPresent()) {
                now = server.nextEvent().getAsLong();
                server.advance(now, this);
            }
        }
    }

    @Test
    void theFrontEndDelaysTheQueueTheTokensAndTheEnd() {
        ServerModel server = server(A100);
        server.submit(EngineRequest.of(7, 1000, 2), 1_000_000);
        assertThat(server.preparing()).isEqualTo(1);
        // 4 ms and 2 microseconds for each token of the prompt.
        assertThat(server.nextEvent()).hasValue(1_000_000 + 6_000_000);
        Log log = new Log();
        log.run(server);

        long first = stepNanos(1000, 1, 1000 * 500, 0, 0);
        long second = stepNanos(0, 0, 0, 1, 1001);
        FinishedRequest done = log.finished.get(0);
        assertThat(done.arrival()).isEqualTo(1_000_000);
        assertThat(done.queued()).isEqualTo(7_000_000);
        assertThat(done.scheduled()).isEqualTo(7_000_000);
        assertThat(done.firstToken()).isEqualTo(7_000_000 + first + 46_000);
        assertThat(done.lastToken()).isEqualTo(7_000_000 + first + second + 46_000);
        assertThat(done.finished()).isEqualTo(done.lastToken() + 777_000);
        assertThat(log.tokens).containsExactly(done.firstToken() + ": 7 1", done.lastToken() + ": 7 2 last");
        assertThat(server.running() + server.waiting() + server.preparing()).isZero();
    }

    @Test
    void theLinearModelHasNoFrontEnd() {
        ServerModel server = server(VllmProfile.linear("a100"));
        server.submit(EngineRequest.of(1, 1000, 2), 0);
        Log log = new Log();
        log.run(server);
        FinishedRequest done = log.finished.get(0);
        assertThat(done.firstToken()).isEqualTo(10_000_000 + 60_000 * 1000);
        // 10 ms, 60 microseconds for the request, 0.065 for each of 1001 tokens.
        assertThat(done.finished()).isEqualTo(done.firstToken() + 10_000_000 + 60_000 + 65_065);
        assertThat(VllmProfile.linearNames()).containsExactly("h100", "a100", "l4", "uneven");
    }

    @Test
    void aShortPromptOvertakesALongOneInTheFrontEnd() {
        ServerModel server = server(A100);
        server.submit(EngineRequest.of(1, 10_000, 1), 0);
        server.submit(EngineRequest.of(2, 10, 1), 1_000_000);
        Log log = new Log();
        log.run(server);
        assertThat(log.finished).extracting(FinishedRequest::id).containsExactly(2L, 1L);
    }

    @Test
    void aRequestCanBeGivenUpWhereverItIs() {
        ServerModel server = server(A100);
        Log log = new Log();
        server.submit(EngineRequest.of(1, 1000, 1000), 0);
        server.submit(EngineRequest.of(2, 10, 1000), 0);
        assertThat(server.abort(2)).isTrue();
        assertThat(server.abort(2)).isFalse();
        assertThat(server.preparing()).isEqualTo(2);
        while (log.finished.isEmpty()) {
            log.now = server.nextEvent().orElseThrow();
            server.advance(log.now, log);
        }
        assertThat(log.finished).singleElement().satisfies(done -> {
            assertThat(done.id()).isEqualTo(2);
            assertThat(done.aborted()).isTrue();
            assertThat(done.firstToken()).isEqualTo(-1);
        });
        assertThat(server.metrics().exposition())
                .contains("vllm:request_success_total{engine=\"0\",finished_reason=\"abort\",model_name=\"m\"} 1.0");

        while (server.running() == 0) {
            log.now = server.nextEvent().orElseThrow();
            server.advance(log.now, log);
        }
        assertThat(server.abort(1)).isTrue();
        log.run(server);
        assertThat(log.finished).hasSize(2).last().satisfies(done -> {
            assertThat(done.aborted()).isTrue();
            assertThat(done.finished()).isGreaterThanOrEqualTo(done.scheduled());
        });
        assertThat(server.kvUsage()).isZero();
    }

    @Test
    void requestsGoToTheEngineWithTheLeastLoad() {
        ServerModel server = new ServerModel(ServerOptions.of(A100, "m").withEngines(3));
        for (int i = 0; i < 3; i++) {
            server.submit(EngineRequest.of(i, 1000, 5), 0);
        }
        server.advance(6_000_000, new Log());
        // Each engine began at once, so nobody waits.
        assertThat(server.running()).isEqualTo(3);
        assertThat(server.waiting()).isZero();
    }

    @Test
    void aStartingServerTakesNoRequests() {
        ServerModel server = new ServerModel(ServerOptions.of(A100, "m").withStartUp(Duration.ofSeconds(60)));
        assertThat(server.ready(59_999_999_999L)).isFalse();
        assertThat(server.ready(60_000_000_000L)).isTrue();
        assertThat(server.nextEvent()).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> server.submit(EngineRequest.of(1, 1, 1), 0));
        server.submit(EngineRequest.of(1, 1, 1), 60_000_000_000L);
        assertThat(server.preparing()).isEqualTo(1);
    }

    @Test
    void refusesWhatCannotBe() {
        ServerModel server = server(A100);
        server.submit(EngineRequest.of(1, 10, 10), 100);
        assertThatIllegalArgumentException().isThrownBy(() -> server.submit(EngineRequest.of(1, 1, 1), 100));
        assertThatIllegalArgumentException().isThrownBy(() -> server.submit(EngineRequest.of(2, 1, 1), 99));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.submit(EngineRequest.of(2, 131_000, 100), 100))
                .withMessageContaining("at most 131072 tokens");
        assertThatIllegalArgumentException().isThrownBy(() -> server.slowFactor(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new LinearStepTime(0, 1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new HybridStepTime(1, 1, -1, 1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new FrontEndTime(1, 1, 1, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> VllmProfile.linear("h200"));
    }

    private static ServerModel server(VllmProfile profile) {
        return new ServerModel(ServerOptions.of(profile, "m").withJitter(0));
    }

    private static long stepNanos(int prefill, int prefills, double pairs, int decodes, long context) {
        return Math.round(1000 * A100.stepTime().micros(prefill, prefills, pairs, decodes, context));
    }
}

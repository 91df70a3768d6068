package io.llmlb.sim.model.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ServerModelProperties {
    private static final VllmProfile SMALL =
            new VllmProfile("small", new HybridStepTime(100, 500, 2, 0.01, 0.1, 1), FrontEndTime.VLLM, 40, 6, 64);

    /** What a listener hears, and when the driver was at that moment. */
    private static final class Log implements ServerListener {
        final boolean tokens;
        final List<String> heard = new ArrayList<>();
        final List<FinishedRequest> finished = new ArrayList<>();
        private long last = Long.MIN_VALUE;

        Log(boolean tokens) {
            this.tokens = tokens;
        }

        @Override
        public boolean wantsTokens() {
            return tokens;
        }

        @Override
        public void token(long requestId, int index, boolean complete) {
            heard.add(requestId + " " + index + " " + complete);
        }

        @Override
        public void finished(FinishedRequest request) {
            assertThat(request.finished()).isGreaterThanOrEqualTo(last);
            last = request.finished();
            finished.add(request);
        }
    }

    /** A driver that is late is late for everybody, but what happens and when is the same to the nanosecond. */
    @Property
    void aLateDriverChangesNothing(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int engines, @ForAll boolean prefixCache) {
        Log exact = new Log(true);
        Log late = new Log(true);
        Log deaf = new Log(false);
        drive(seed, engines, prefixCache, 0, exact);
        drive(seed, engines, prefixCache, 30_000_000, late);
        drive(seed, engines, prefixCache, 500_000, deaf);
        assertThat(late.finished).isEqualTo(exact.finished);
        assertThat(late.heard).isEqualTo(exact.heard);
        assertThat(deaf.finished).isEqualTo(exact.finished);
    }

    @Property
    void timesAreInOrderAndNobodyIsLost(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int engines, @ForAll boolean prefixCache) {
        Log log = new Log(true);
        int submitted = drive(seed, engines, prefixCache, 0, log);
        assertThat(log.finished).hasSize(submitted);
        assertThat(log.finished.stream().map(FinishedRequest::id).distinct()).hasSize(submitted);
        for (FinishedRequest done : log.finished) {
            if (done.firstToken() >= 0) {
                assertThat(List.of(
                                done.arrival(),
                                done.queued(),
                                done.scheduled(),
                                done.firstToken(),
                                done.lastToken(),
                                done.finished()))
                        .isSorted();
            }
            assertThat(done.finished()).isGreaterThanOrEqualTo(done.arrival());
        }
    }

    /**
     * Submits and gives up requests at random moments.
     *
     * @param lateness the driver looks this much later than it should, except when it submits
     * @return how many were submitted
     */
    private static int drive(long seed, int engines, boolean prefixCache, long lateness, Log log) {
        Random random = new Random(seed);
        ServerModel server = new ServerModel(ServerOptions.of(SMALL, "m")
                .withEngines(engines)
                .withPrefixCache(prefixCache)
                .withSeed(seed));
        long now = 0;
        int submitted = 0;
        for (int i = 0; i < 30; i++) {
            long then = now + random.nextInt(20_000_000);
            while (server.nextEvent().orElse(Long.MAX_VALUE) <= then - lateness) {
                now = server.nextEvent().orElseThrow() + lateness;
                server.advance(now, log);
                conserved(server, submitted, log);
            }
            now = then;
            server.advance(now, log);
            int prompt = 1 + random.nextInt(200);
            long[] hashes = new long[prompt / VllmEngine.BLOCK_TOKENS];
            int family = random.nextInt(3);
            for (int j = 0; j < hashes.length; j++) {
                hashes[j] = 100 * family + j;
            }
            int output = 1 + random.nextInt(60);
            server.submit(new EngineRequest(submitted++, prompt, output, 100, PromptBlocks.of(hashes)), now);
            if (random.nextInt(5) == 0) {
                server.abort(random.nextInt(submitted));
            }
            conserved(server, submitted, log);
        }
        while (server.nextEvent().isPresent()) {
            now = server.nextEvent().orElseThrow() + lateness;
            server.advance(now, log);
        }
        assertThat(server.running() + server.waiting() + server.preparing()).isZero();
        assertThat(server.kvUsage()).isZero();
        return submitted;
    }

    private static void conserved(ServerModel server, int submitted, Log log) {
        // Those that have ended and are not told of yet make up the difference.
        assertThat(log.finished.size() + server.running() + server.waiting() + server.preparing())
                .isLessThanOrEqualTo(submitted);
        assertThat(server.kvUsage()).isBetween(0.0, 1.0);
    }
}

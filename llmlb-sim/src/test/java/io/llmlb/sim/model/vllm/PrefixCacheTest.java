package io.llmlb.sim.model.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrefixCacheTest {
    @Test
    void aPromptThatBeginsAlikeSharesItsWholeBlocks() {
        VllmEngine engine = engine(100);
        engine.submit(request(1, 64, 30, 1, 2, 3, 4), 0);
        FinishedStep first = engine.finishStep(TokenSink.NONE);
        engine.submit(request(2, 64, 30, 1, 2, 3, 9), first.end());
        FinishedStep second = engine.finishStep(TokenSink.NONE);
        FinishedStep third = engine.finishStep(TokenSink.NONE);

        assertThat(first.prefixQueries()).isEqualTo(64);
        assertThat(first.prefixHits()).isZero();
        assertThat(second.prefixQueries()).isZero();
        assertThat(third.prefixQueries()).isEqualTo(64);
        assertThat(third.prefixHits()).isEqualTo(48);
        assertThat(third.scheduledTokens()).isEqualTo(16 + 1);
        assertThat(third.promptTokens()).isEqualTo(64);
        assertThat(third.cachedTokens()).isEqualTo(48);
        // 5 blocks of the first, and of the second 1 of its prompt and 1 for its tokens.
        assertThat(engine.usedBlocks()).isEqualTo(7);
        assertThat(finish(engine)).extracting(FinishedRequest::cachedTokens).containsExactly(0, 48);
        assertThat(engine.usedBlocks()).isZero();
    }

    @Test
    void theLastTokenIsAlwaysComputed() {
        VllmEngine engine = engine(100);
        engine.submit(request(1, 64, 1, 1, 2, 3, 4), 0);
        engine.finishStep(TokenSink.NONE);
        assertThat(engine.usedBlocks()).isZero();
        engine.submit(request(2, 64, 1, 1, 2, 3, 4), 1_000_000_000);
        FinishedStep step = engine.finishStep(TokenSink.NONE);
        assertThat(step.prefixHits()).isEqualTo(48);
        assertThat(step.scheduledTokens()).isEqualTo(16);
    }

    @Test
    void theLongestUnusedBlockIsForgottenFirstAndOfARequestTheLastOne() {
        VllmEngine engine = engine(8);
        runAlone(engine, request(1, 64, 1, 1, 2, 3, 4));
        runAlone(engine, request(2, 32, 1, 5, 6));
        // Needs 4 blocks: 2 were never used, then go the last ones of request 1.
        runAlone(engine, request(3, 64, 1));
        // Finds 2 and needs 3 more: now those of request 2 have been unused for longest.
        assertThat(runAlone(engine, request(4, 80, 1, 1, 2, 3, 4)).cachedTokens())
                .isEqualTo(32);
        assertThat(runAlone(engine, request(5, 48, 1, 5, 6)).cachedTokens()).isZero();
    }

    @Test
    void aBlockThatIsHeldIsNeverForgotten() {
        VllmEngine engine = engine(8);
        engine.submit(request(1, 64, 15, 1, 2, 3, 4), 0);
        engine.finishStep(TokenSink.NONE);
        for (int i = 2; i < 8; i++) {
            engine.submit(
                    request(i, 40, 1, 10 * i, 10 * i + 1), engine.stepEnd().orElseThrow() - 1);
            engine.finishStep(TokenSink.NONE);
        }
        engine.submit(request(9, 66, 1, 1, 2, 3, 4), engine.stepEnd().orElseThrow() - 1);
        assertThat(finish(engine))
                .filteredOn(done -> done.id() == 9)
                .singleElement()
                .extracting(FinishedRequest::cachedTokens)
                .isEqualTo(64);
    }

    @Test
    void aPreemptedRequestFindsWhatIsLeftOfItsBlocks() {
        VllmEngine plain = new VllmEngine(profile(6), 0, 1);
        assertThat(mostTokensAfterPreemption(plain, request(2, 40, 12, 3, 4))).isEqualTo(48);
        assertThat(mostTokensAfterPreemption(engine(6), request(2, 40, 12, 3, 4)))
                .isEqualTo(48 - 32);
        // Also those that nobody else can find.
        assertThat(mostTokensAfterPreemption(engine(6), request(2, 40, 12))).isEqualTo(48 - 32);
    }

    /** Two requests fit with 3 blocks each until the first needs its 4th; the other loses 1 of 3 to it for good. */
    private static int mostTokensAfterPreemption(VllmEngine engine, EngineRequest younger) {
        engine.submit(request(1, 40, 12, 1, 2), 0);
        engine.submit(younger, 0);
        int preemptions = 0;
        int most = 0;
        while (engine.stepEnd().isPresent()) {
            FinishedStep step = engine.finishStep(TokenSink.NONE);
            preemptions += step.preemptions();
            most = preemptions > 0 ? Math.max(most, step.scheduledTokens()) : 0;
        }
        assertThat(preemptions).isEqualTo(1);
        return most;
    }

    @Test
    void aPromptsBlocksAreAllDifferent() {
        assertThatIllegalArgumentException().isThrownBy(() -> PromptBlocks.of(1, 2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> request(1, 31, 1, 1, 2));
    }

    private static VllmEngine engine(int blocks) {
        return new VllmEngine(profile(blocks), FrontEndTime.NONE, true, new Jitter(0, 1), true);
    }

    private static VllmProfile profile(int blocks) {
        return new VllmProfile("tiny", new LinearStepTime(100, 1, 1, 0), FrontEndTime.NONE, blocks, 8, 1000);
    }

    private static EngineRequest request(long id, int prompt, int output, long... hashes) {
        return new EngineRequest(id, prompt, output, output, PromptBlocks.of(hashes));
    }

    private static FinishedRequest runAlone(VllmEngine engine, EngineRequest request) {
        engine.submit(request, 1_000_000_000 * request.id());
        List<FinishedRequest> done = finish(engine);
        assertThat(done).hasSize(1);
        return done.get(0);
    }

    private static List<FinishedRequest> finish(VllmEngine engine) {
        List<FinishedRequest> done = new ArrayList<>();
        while (engine.stepEnd().isPresent()) {
            done.addAll(engine.finishStep(TokenSink.NONE).finished());
        }
        return done;
    }
}

package io.llmlb.sim.model.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VllmEngineTest {
    private static final VllmProfile A100 = VllmProfile.named("a100");

    @Test
    void stepTimeFollowsTheFormula() {
        VllmEngine engine = new VllmEngine(A100, 0, 1);
        engine.submit(EngineRequest.of(1, 100, 2), 1000);
        // Prefill of 100 tokens: 1150 + sqrt(9330^2 + 6700^2) + 0.0031 * 100 * 50 + 4.4 microseconds.
        double prefill = 1150 + Math.sqrt(9330.0 * 9330 + 6700.0 * 6700) + 15.5 + 4.4;
        FinishedStep first = engine.finishStep(TokenSink.NONE);
        assertThat((first.end() - first.start()) / 1000.0).isCloseTo(prefill, within(0.001));
        assertThat(first.start()).isEqualTo(1000);
        assertThat(first.firstTokens()).containsExactly(new TokenEvent(1, 1, false, first.end() - 1000));
        // Decode with a context of 101 tokens: 1150 + sqrt(9330^2 + 67^2) + 0.125 * 101 + 4.4.
        FinishedStep second = engine.finishStep(TokenSink.NONE);
        double decode = 1150 + Math.sqrt(9330.0 * 9330 + 67 * 67) + 12.625 + 4.4;
        assertThat((second.end() - second.start()) / 1000.0).isCloseTo(decode, within(0.001));
        assertThat(second.start()).isEqualTo(first.end());
        assertThat(second.nextTokens()).isEqualTo(1);
        assertThat(second.finished()).extracting(FinishedRequest::lastToken).containsExactly(second.end());
        assertThat(engine.stepEnd()).isEmpty();
    }

    @Test
    void longPromptIsComputedInChunksAndADecodeRidesAlong() {
        VllmEngine engine = new VllmEngine(A100, 0, 1);
        engine.submit(EngineRequest.of(1, 10, 50), 0);
        engine.submit(EngineRequest.of(2, 5000, 1), 0);
        List<Integer> scheduled = new ArrayList<>();
        FinishedStep step = engine.finishStep(TokenSink.NONE);
        while (step.finished().isEmpty()) {
            scheduled.add(step.scheduledTokens());
            step = engine.finishStep(TokenSink.NONE);
        }
        scheduled.add(step.scheduledTokens());
        // The first step was under way when the second request came; each decode leaves 2047 tokens of the budget.
        assertThat(scheduled).containsExactly(10, 2048, 2048, 907);
        assertThat(step.finished())
                .singleElement()
                .extracting(FinishedRequest::id)
                .isEqualTo(2L);
        assertThat(step.promptTokens()).isEqualTo(5000);
    }

    @Test
    void theYoungestIsPreemptedAndComesBackFirst() {
        // 4 blocks of 16 tokens: two requests of 30 tokens fit until one of them needs a third block.
        VllmProfile tiny = tiny(4);
        VllmEngine engine = new VllmEngine(tiny, 0, 1);
        engine.submit(EngineRequest.of(1, 30, 10), 0);
        engine.submit(EngineRequest.of(2, 30, 10), 0);
        engine.submit(EngineRequest.of(3, 30, 10), 0);
        List<Long> order = new ArrayList<>();
        int preemptions = 0;
        List<Integer> preempted = new ArrayList<>();
        while (engine.stepEnd().isPresent()) {
            FinishedStep step = engine.finishStep(TokenSink.NONE);
            preemptions += step.preemptions();
            step.finished().forEach(done -> {
                order.add(done.id());
                preempted.add(done.preemptions());
            });
        }
        assertThat(order).containsExactly(1L, 2L, 3L);
        assertThat(preempted).containsExactly(0, 1, 1);
        assertThat(preemptions).isEqualTo(2);
    }

    @Test
    void aRequestThatDoesNotFitHoldsUpThoseBehindIt() {
        VllmProfile tiny = tiny(10);
        VllmEngine engine = new VllmEngine(tiny, 0, 1);
        engine.submit(EngineRequest.of(1, 90, 5), 0);
        engine.submit(EngineRequest.of(2, 90, 5), 0);
        engine.submit(EngineRequest.of(3, 10, 5), 0);
        FinishedStep first = engine.finishStep(TokenSink.NONE);
        assertThat(first.running()).isEqualTo(1);
        FinishedStep second = engine.finishStep(TokenSink.NONE);
        assertThat(second.running()).isEqualTo(1);
        assertThat(second.waiting()).isEqualTo(2);
    }

    @Test
    void anAbortedRequestLeavesAtTheEndOfTheStep() {
        VllmEngine engine = new VllmEngine(A100, 0, 1);
        engine.submit(EngineRequest.of(1, 100, 50), 0);
        engine.finishStep(TokenSink.NONE);
        assertThat(engine.abort(1)).isTrue();
        assertThat(engine.abort(1)).isFalse();
        assertThat(engine.abort(7)).isFalse();
        assertThat(engine.usedBlocks()).isPositive();
        FinishedStep step = engine.finishStep(TokenSink.NONE);
        assertThat(step.tokens()).isZero();
        assertThat(step.finished()).singleElement().satisfies(done -> {
            assertThat(done.aborted()).isTrue();
            assertThat(done.generatedTokens()).isEqualTo(1);
        });
        assertThat(engine.usedBlocks()).isZero();
        assertThat(engine.stepEnd()).isEmpty();
    }

    @Test
    void stepsInWhichEverybodyJustDecodesAreComputedFromSums() {
        VllmEngine engine = new VllmEngine(A100, 0.04, 1);
        for (int i = 0; i < 100; i++) {
            engine.submit(EngineRequest.of(i, 100 + i, 500 + 10 * (i % 10)), 0);
        }
        int calm = 0;
        int steps = 0;
        while (engine.stepEnd().isPresent()) {
            calm += engine.scheduler().calm() ? 1 : 0;
            steps++;
            engine.finishStep(TokenSink.NONE);
        }
        // Prompts come into a few steps at the beginning, and answers end in a few at the end.
        assertThat(steps).isBetween(590, 620);
        assertThat(calm).isGreaterThan(steps - 40);
    }

    @Test
    void aFullBatchIsCalmThoughOthersWait() {
        VllmProfile two = new VllmProfile("two", new LinearStepTime(1, 1, 1, 1), FrontEndTime.NONE, 1000, 2, 64);
        VllmEngine engine = new VllmEngine(two, 0, 1);
        for (int i = 0; i < 5; i++) {
            engine.submit(EngineRequest.of(i, 10, 100), 0);
        }
        for (int i = 0; i < 10; i++) {
            engine.finishStep(TokenSink.NONE);
        }
        assertThat(engine.waiting()).isEqualTo(3);
        assertThat(engine.scheduler().calm()).isTrue();
        engine.abort(0);
        engine.finishStep(TokenSink.NONE);
        assertThat(engine.running()).isEqualTo(2);
        assertThat(engine.waiting()).isEqualTo(2);
    }

    @Test
    void slowFactorStretchesTheNextStep() {
        VllmEngine engine = new VllmEngine(A100, 0, 1);
        engine.submit(EngineRequest.of(1, 1, 3), 0);
        long first = length(engine.finishStep(TokenSink.NONE));
        engine.slowFactor(3);
        engine.finishStep(TokenSink.NONE);
        long third = length(engine.finishStep(TokenSink.NONE));
        assertThat(third).isCloseTo(3 * first, within(first / 100));
    }

    @Test
    void refusesWhatCannotBe() {
        VllmEngine engine = new VllmEngine(VllmProfile.named("l4"), 0, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> engine.submit(EngineRequest.of(1, 29_000, 500), 0))
                .withMessage("prompt and output are at most 29440 tokens together, but these are 29500");
        engine.submit(EngineRequest.of(1, 10, 10), 100);
        assertThatIllegalArgumentException().isThrownBy(() -> engine.submit(EngineRequest.of(1, 1, 1), 100));
        assertThatIllegalArgumentException().isThrownBy(() -> engine.submit(EngineRequest.of(2, 1, 1), 99));
        assertThatIllegalStateException().isThrownBy(() -> engine.submit(EngineRequest.of(2, 1, 1), 1_000_000_000));
        VllmEngine idle = new VllmEngine(A100, 0, 1);
        assertThatIllegalStateException().isThrownBy(() -> idle.finishStep(TokenSink.NONE));
    }

    @Test
    void profilesAreKnownByName() {
        assertThat(VllmProfile.names())
                .containsExactly("h100", "a100", "a40", "l40s", "a10", "l4", "h100x4-70b", "a100x4-70b", "uneven");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VllmProfile.named("v100"))
                .withMessage("no vLLM profile \"v100\"; there are h100, a100, a40, l40s, a10, l4, h100x4-70b,"
                        + " a100x4-70b, uneven");
        assertThat(A100.slower(2).stepTime()).isEqualTo(A100.stepTime().slower(2));
        assertThat(A100.slower(2).kvBlocks()).isEqualTo(A100.kvBlocks());
    }

    private static VllmProfile tiny(int kvBlocks) {
        StepTime time = new HybridStepTime(100, 100, 1, 0, 0, 1);
        return new VllmProfile("tiny", time, FrontEndTime.NONE, kvBlocks, 8, 1000);
    }

    private static long length(FinishedStep step) {
        return step.end() - step.start();
    }
}

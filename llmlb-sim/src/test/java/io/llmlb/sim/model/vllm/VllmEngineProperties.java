package io.llmlb.sim.model.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class VllmEngineProperties {
    /** A request; {@code shared} of its prompt's blocks are those of all requests of its family. */
    record Job(long gapNanos, int prompt, int output, int family, int shared, boolean abort) {
        EngineRequest request(long id) {
            long[] hashes = new long[prompt / VllmEngine.BLOCK_TOKENS];
            for (int i = 0; i < hashes.length; i++) {
                hashes[i] = i < shared ? 100 * family + i : 1000 * (id + 1) + i;
            }
            return new EngineRequest(id, prompt, output, output, PromptBlocks.of(hashes));
        }
    }

    @Provide
    Arbitrary<VllmProfile> profiles() {
        return Combinators.combine(
                        Arbitraries.integers().between(8, 60),
                        Arbitraries.integers().between(1, 8),
                        Arbitraries.integers().between(4, 96),
                        Arbitraries.of(true, false))
                .as((blocks, sequences, budget, hybrid) -> {
                    StepTime time =
                            hybrid ? new HybridStepTime(100, 500, 2, 0.01, 0.1, 1) : new LinearStepTime(600, 2, 3, 0.1);
                    return new VllmProfile("small", time, FrontEndTime.NONE, blocks, sequences, budget);
                });
    }

    @Provide
    Arbitrary<List<Job>> jobs() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 20_000_000),
                        Arbitraries.integers().between(1, 64),
                        Arbitraries.integers().between(1, 64),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 9))
                .as((gap, prompt, output, family, shared, abort) ->
                        new Job(gap, prompt, output, family, shared, abort == 0))
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Property
    void everyRequestIsServedInOrderAndEveryBlockComesBack(
            @ForAll("profiles") VllmProfile profile,
            @ForAll("jobs") List<Job> jobs,
            @ForAll boolean prefixCache,
            @ForAll long seed) {
        Run run = new Run(profile, prefixCache, seed, true);
        run.all(jobs);

        assertThat(run.engine.stepEnd()).isEmpty();
        assertThat(run.engine.running() + run.engine.waiting()).isZero();
        assertThat(run.engine.usedBlocks()).isZero();
        assertThat(run.finished).hasSameSizeAs(jobs);
        long lastScheduled = Long.MIN_VALUE;
        for (int id = 0; id < jobs.size(); id++) {
            Job job = jobs.get(id);
            FinishedRequest done = run.finished.get((long) id);
            assertThat(done.aborted()).isEqualTo(run.aborted.contains((long) id));
            assertThat(run.tokens.getOrDefault((long) id, 0)).isEqualTo(done.generatedTokens());
            assertThat(done.cachedTokens()).isLessThan(done.promptTokens());
            if (done.aborted()) {
                continue;
            }
            assertThat(done.generatedTokens()).isEqualTo(job.output);
            assertThat(done.scheduled()).isGreaterThanOrEqualTo(lastScheduled);
            lastScheduled = done.scheduled();
            assertThat(done.arrival()).isLessThanOrEqualTo(done.scheduled());
            assertThat(done.scheduled()).isLessThan(done.firstToken());
            assertThat(done.firstToken()).isLessThanOrEqualTo(done.lastToken());
            assertThat(done.lastToken()).isEqualTo(done.finished());
        }
    }

    @Property
    void fastForwardChangesNothing(
            @ForAll("profiles") VllmProfile profile,
            @ForAll("jobs") List<Job> jobs,
            @ForAll boolean prefixCache,
            @ForAll long seed) {
        Run fast = new Run(profile, prefixCache, seed, true);
        Run slow = new Run(profile, prefixCache, seed, false);
        fast.all(jobs);
        slow.all(jobs);
        assertThat(slow.calmSteps).isZero();
        assertThat(fast.steps).isEqualTo(slow.steps);
        assertThat(fast.tokenLog).isEqualTo(slow.tokenLog);
    }

    @Property
    void theSameSeedGivesTheSameRun(
            @ForAll("profiles") VllmProfile profile, @ForAll("jobs") List<Job> jobs, @ForAll long seed) {
        Run one = new Run(profile, true, seed, true);
        Run two = new Run(profile, true, seed, true);
        one.all(jobs);
        two.all(jobs);
        assertThat(one.steps).isEqualTo(two.steps);
    }

    /** Drives an engine and checks what must hold after every step. */
    private static final class Run {
        final VllmProfile profile;
        final VllmEngine engine;
        final Map<Long, FinishedRequest> finished = new HashMap<>();
        final Map<Long, Integer> tokens = new HashMap<>();
        final List<String> tokenLog = new ArrayList<>();
        final List<Long> aborted = new ArrayList<>();
        final List<FinishedStep> steps = new ArrayList<>();
        int calmSteps;
        long submitted;

        Run(VllmProfile profile, boolean prefixCache, long seed, boolean fastForward) {
            this.profile = profile;
            this.engine = new VllmEngine(profile, FrontEndTime.NONE, prefixCache, new Jitter(0.04, seed), fastForward);
        }

        void all(List<Job> jobs) {
            long now = 0;
            for (Job job : jobs) {
                now += job.gapNanos;
                while (engine.stepEnd().orElse(Long.MAX_VALUE) <= now) {
                    step();
                }
                engine.submit(job.request(submitted++), now);
                if (job.abort && engine.abort(submitted / 2)) {
                    aborted.add(submitted / 2);
                }
                check();
            }
            while (engine.stepEnd().isPresent()) {
                step();
                assertThat(steps.size()).as("an end in sight").isLessThan(200_000);
            }
        }

        private void step() {
            long planned = engine.stepEnd().orElseThrow();
            int batch = engine.running();
            calmSteps += engine.scheduler().calm() ? 1 : 0;
            FinishedStep step = engine.finishStep((id, index, last) -> {
                assertThat(index).isEqualTo(tokens.merge(id, 1, Integer::sum));
                tokenLog.add(id + " " + index + " " + last);
            });
            if (step.preemptions() > 0) {
                // A step that preempts admits nobody.
                assertThat(batch).isEqualTo(steps.get(steps.size() - 1).running() - step.preemptions());
            }
            assertThat(step.end()).isEqualTo(planned).isGreaterThan(step.start());
            if (!steps.isEmpty()) {
                assertThat(step.start())
                        .isGreaterThanOrEqualTo(steps.get(steps.size() - 1).end());
            }
            assertThat(step.scheduledTokens()).isBetween(1, profile.maxBatchedTokens());
            assertThat(step.prefixHits()).isLessThanOrEqualTo(step.prefixQueries());
            step.firstTokens().forEach(token -> assertThat(token.sinceNanos()).isPositive());
            step.lateTokens().forEach(token -> assertThat(token.sinceNanos()).isPositive());
            for (FinishedRequest request : step.finished()) {
                assertThat(finished.put(request.id(), request)).isNull();
            }
            steps.add(step);
            check();
            // Whoever has work works on, without a pause.
            if (engine.running() + engine.waiting() > 0) {
                assertThat(engine.stepEnd().orElseThrow()).isGreaterThan(step.end());
            }
        }

        private void check() {
            Scheduler scheduler = engine.scheduler();
            int held = 0;
            Set<CachedBlock> shared = new HashSet<>();
            Set<Long> inBatch = new HashSet<>();
            for (Sequence sequence : scheduler.running()) {
                inBatch.add(sequence.request.id());
                held += scheduler.heldBy(sequence);
                for (CachedBlock block : sequence.shared) {
                    held -= block == null ? 0 : 1;
                    if (block != null) {
                        shared.add(block);
                    }
                }
            }
            // Every block is held, by one or by several, or free, remembered or not.
            assertThat(engine.usedBlocks()).isEqualTo(held + shared.size()).isBetween(0, profile.kvBlocks());
            assertThat(scheduler.cache().countedFree()).isEqualTo(profile.kvBlocks() - engine.usedBlocks());
            assertThat(scheduler.cache().remembered()).isLessThanOrEqualTo(profile.kvBlocks());
            assertThat(engine.running()).isLessThanOrEqualTo(profile.maxSequences());
            long leaving = aborted.stream()
                    .filter(id -> !finished.containsKey(id) && !inBatch.contains(id))
                    .count();
            assertThat(finished.size() + engine.running() + engine.waiting() + leaving)
                    .isEqualTo(submitted);
        }
    }
}

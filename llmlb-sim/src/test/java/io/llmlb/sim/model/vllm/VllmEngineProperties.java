package io.llmlb.sim.model.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class VllmEngineProperties {
    record Job(long gapNanos, int prompt, int output, boolean abort) {}

    @Provide
    Arbitrary<VllmProfile> profiles() {
        return Combinators.combine(
                        Arbitraries.integers().between(8, 60),
                        Arbitraries.integers().between(1, 8),
                        Arbitraries.integers().between(4, 96))
                .as((blocks, sequences, budget) ->
                        new VllmProfile("small", 100, 500, 2, 0.01, 0.1, 1, blocks, sequences, budget));
    }

    @Provide
    Arbitrary<List<Job>> jobs() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 2_000_000),
                        Arbitraries.integers().between(1, 64),
                        Arbitraries.integers().between(1, 64),
                        Arbitraries.integers().between(0, 9))
                .as((gap, prompt, output, abort) -> new Job(gap, prompt, output, abort == 0))
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Property
    void everyRequestIsServedInOrderAndEveryBlockComesBack(
            @ForAll("profiles") VllmProfile profile, @ForAll("jobs") List<Job> jobs, @ForAll long seed) {
        Run run = new Run(profile, seed);
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

    @Property(tries = 50)
    void theSameSeedGivesTheSameRun(
            @ForAll("profiles") VllmProfile profile, @ForAll("jobs") List<Job> jobs, @ForAll long seed) {
        Run one = new Run(profile, seed);
        Run two = new Run(profile, seed);
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
        final List<Long> aborted = new ArrayList<>();
        final List<FinishedStep> steps = new ArrayList<>();
        long submitted;

        Run(VllmProfile profile, long seed) {
            this.profile = profile;
            this.engine = new VllmEngine(profile, 0.04, seed);
        }

        void all(List<Job> jobs) {
            long now = 0;
            for (Job job : jobs) {
                now += job.gapNanos;
                while (engine.stepEnd().orElse(Long.MAX_VALUE) <= now) {
                    step();
                }
                engine.submit(EngineRequest.of(submitted++, job.prompt, job.output), now);
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
            FinishedStep step = engine.finishStep(
                    (id, index, last) -> assertThat(index).isEqualTo(tokens.merge(id, 1, Integer::sum)));
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
            assertThat(engine.usedBlocks()).isEqualTo(engine.heldBlocks()).isBetween(0, profile.kvBlocks());
            assertThat(engine.running()).isLessThanOrEqualTo(profile.maxSequences());
            long leaving = aborted.stream()
                    .filter(id -> !finished.containsKey(id) && !engine.inBatch(id))
                    .count();
            assertThat(finished.size() + engine.running() + engine.waiting() + leaving)
                    .isEqualTo(submitted);
        }
    }
}

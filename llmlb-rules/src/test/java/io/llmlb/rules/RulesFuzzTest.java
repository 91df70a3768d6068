package io.llmlb.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A slice of the fuzz command, with another seed at each run. */
class RulesFuzzTest {
    private static final int SECONDS = 30;

    @Test
    void brokenBodiesAndBrokenRulesEndInDecisionsAndProblems() {
        long seed = System.nanoTime();
        RulesFuzz fuzz = new RulesFuzz(seed);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() < end) {
            for (int i = 0; i < 100; i++) {
                fuzz.body();
            }
            for (int i = 0; i < 10; i++) {
                fuzz.rules();
                fuzz.file();
            }
        }

        assertThat(fuzz.found()).as("seed " + seed).isEmpty();
    }
}

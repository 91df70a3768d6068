package io.llmlb.rules.irule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A slice of the differential run, with another seed at each run. */
@Tag("process")
class IruleDifferentialTest {
    private static final int SECONDS = 15;
    private static final int FEWEST_CASES = 1500;

    @Test
    void javaAndTheIruleDecideTheSame() throws IOException {
        long seed = System.nanoTime();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        try (IruleDifferential differential = new IruleDifferential(seed)) {
            while (System.nanoTime() < end || differential.cases() < FEWEST_CASES) {
                differential.run();
            }
            assertThat(differential.differences()).as("seed " + seed).isEmpty();
            assertThat(differential.covered().keySet())
                    .containsAll(RandomRules.FIELDS)
                    .containsAll(RandomRules.FUNCTIONS)
                    .containsAll(List.of(
                            "if",
                            "rewrite",
                            "rewritten",
                            "selectPool",
                            "reject",
                            "none EMPTY_BODY",
                            "none MALFORMED_BODY",
                            "none OVERSIZE_BODY",
                            "MISSING",
                            "TYPE",
                            "RANGE",
                            "[*]",
                            "[-1]"));
        }
    }
}

package io.llmlb.rules.irule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A slice of the differential run, with another seed at each run. */
@Tag("process")
class IruleDifferentialTest {
    private static final int SECONDS = 15;
    private static final int MOST_CASES = 100_000;

    private static final List<String> WANTED = Stream.of(
                    holding(RandomRules.FIELDS),
                    holding(RandomRules.FUNCTIONS),
                    holding(List.of(
                            "equals",
                            "contains",
                            "starts_with",
                            "ends_with",
                            "matches_glob",
                            "equals_nocase",
                            "contains_nocase",
                            "starts_with_nocase",
                            "ends_with_nocase",
                            "matches_glob_nocase",
                            "is",
                            "exists",
                            "num_eq",
                            "num_ne",
                            "num_lt",
                            "num_le",
                            "num_gt",
                            "num_ge")),
                    List.of(
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
                            "[-1]"))
            .flatMap(List::stream)
            .toList();

    @Test
    void javaAndTheIruleDecideTheSame() throws IOException {
        long seed = System.nanoTime();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        try (IruleDifferential differential = new IruleDifferential(seed)) {
            // A slow machine must not fail for want of luck.
            while (System.nanoTime() < end || (!isCovered(differential) && differential.cases() < MOST_CASES)) {
                differential.run();
            }
            assertThat(differential.differences()).as("seed " + seed).isEmpty();
            assertThat(differential.covered().keySet()).containsAll(WANTED);
        }
    }

    private static boolean isCovered(IruleDifferential differential) {
        return differential.covered().keySet().containsAll(WANTED);
    }

    /** Each of these, once as it holds and once as it does not. */
    private static List<String> holding(List<String> all) {
        return all.stream()
                .flatMap(each -> Stream.of(each + " holds", each + " does not"))
                .toList();
    }
}

package io.llmlb.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A minute of {@code ./reliability random}. */
@Tag("process")
class RandomFaultsTest {
    @Test
    void nothingIsLostWhateverBreaks() throws Exception {
        long seed = new Random().nextLong();
        RandomFaults.Result result = RandomFaults.run(Duration.ofSeconds(50), seed, false);
        assertThat(result.violations()).as("seed %d\n%s", seed, result.table()).isEmpty();
    }
}

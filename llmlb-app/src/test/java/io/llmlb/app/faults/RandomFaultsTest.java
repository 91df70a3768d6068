package io.llmlb.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Half a minute of {@code ./reliability random}, with the same faults every time. */
@Tag("process")
class RandomFaultsTest {
    @Test
    void nothingIsLostWhateverBreaks() throws Exception {
        RandomFaults.Result result = RandomFaults.run(Duration.ofSeconds(30), 1, false);
        assertThat(result.violations()).as(result.table()).isEmpty();
    }
}

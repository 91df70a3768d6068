package io.llmlb.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.live.net.EventLoops;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No fault lasts longer than it must, and none makes the controller do what it may not. */
class FaultMatrixTest {
    private static EventLoops loops;

    @BeforeAll
    static void start() {
        loops = new EventLoops();
    }

    @AfterAll
    static void stop() {
        loops.close();
    }

    static List<Row> rows() {
        return FaultMatrix.rows();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void theRatiosAreRightAgainInTime(Row row) throws Exception {
        assertThat(row.measure(loops)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(row.allowed()));
    }
}

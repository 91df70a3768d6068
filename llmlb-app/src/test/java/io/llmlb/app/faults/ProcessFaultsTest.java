package io.llmlb.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.live.net.EventLoops;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows of the matrix in which the program runs in a process of its own; mostly they wait, so two run at a time. */
@Tag("process")
@Execution(ExecutionMode.CONCURRENT)
class ProcessFaultsTest {
    static List<Fault> rows() {
        return ProcessRows.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void allIsWellAgainInTime(Fault row) throws Exception {
        try (EventLoops loops = new EventLoops()) {
            assertThat(row.measure(loops)).isLessThanOrEqualTo(Duration.ofSeconds(row.allowed()));
        }
    }
}

package io.llmlb.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of the document is that of the code. */
class ReliabilityDocTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "reliability.md");

    @Test
    void theTableHasEveryRowWithItsBoundAndNoOther() throws IOException {
        String text = Files.readString(DOCUMENT);
        assertThat(text).contains(Reliability.BEGIN + Reliability.HEAD).contains(Reliability.END);
        List<String> table = text.substring(
                        text.indexOf(Reliability.HEAD) + Reliability.HEAD.length(), text.indexOf(Reliability.END))
                .lines()
                .toList();
        List<Fault> rows = FaultMatrix.all();
        assertThat(rows)
                .hasSizeGreaterThanOrEqualTo(30)
                .extracting(Fault::breaks)
                .doesNotHaveDuplicates();
        assertThat(table).as("run ./reliability").hasSameSizeAs(rows);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(table.get(i)).as("run ./reliability").startsWith(Reliability.beginning(rows.get(i)));
        }
    }
}

package io.llmlb.rules.irule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The commands that the iRule runs on here do what F5's documents say of them; see {@code src/test/tcl/commands.tcl}. */
@Tag("process")
class EmulatedCommandsTest {
    @Test
    void eachDocumentedSentenceHolds() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        TclFiles.tclsh(), TclFiles.file("commands.tcl").toString())
                .redirectErrorStream(true)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).isZero();
        assertThat(lines).hasSizeGreaterThan(90).allMatch(line -> line.startsWith("ok "));
    }
}

package io.llmlb.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command to be run.
 *
 * @param folder where
 * @param environment beside the usual one
 * @param words the program and its arguments
 */
record Command(Path folder, Map<String, String> environment, List<String> words) {
    static Command of(Path folder, String... words) {
        return new Command(folder, Map.of(), Arrays.asList(words));
    }

    Command with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new Command(folder, more, words);
    }

    Command with(Map<String, String> variables) {
        Map<String, String> more = new HashMap<>(environment);
        more.putAll(variables);
        return new Command(folder, more, words);
    }

    /** Begins it; what it prints goes to this file. */
    Process start(Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(new java.io.File("/dev/null"))
                .redirectOutput(output.toFile());
        // Java options of this test's own process are none of its business.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "MAVEN_OPTS", "LLMLB_JAVA_OPTS"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** What it prints; it has to end well, in time. */
    String run(Duration atMost) throws IOException, InterruptedException {
        Path output = Files.createTempFile("llmlb-delivery", ".out");
        try {
            Process process = start(output);
            boolean ended = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
            }
            String printed = Files.readString(output);
            assertThat(ended).as("%s did not end: %s", words, printed).isTrue();
            assertThat(process.exitValue()).as("%s: %s", words, printed).isZero();
            return printed;
        } finally {
            Files.delete(output);
        }
    }
}

package io.llmlb.sim.live.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.live.Http;
import io.llmlb.sim.model.vllm.MetricNames;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("process")
class PromtoolTest {
    /** What promtool says of a real vLLM too: the names are vLLM's own. */
    private static final List<String> HABITS = List.of(
            "metric names should not contain ':'",
            "vllm:iteration_tokens_total non-counter metrics should not have \"_total\" suffix");

    @ParameterizedTest
    @EnumSource(MetricNames.class)
    void promtoolFindsNothingButVllmsOwnHabits(MetricNames names, @TempDir Path directory) throws Exception {
        ServerOptions options = ServerOptions.of(VllmProfile.named("h100").slower(0.1), "org/model-8b")
                .withMetricNames(names)
                .withEngines(names == MetricNames.V0 ? 1 : 2);
        Path text = directory.resolve("metrics.txt");
        try (VllmServer server = VllmServer.builder(options).start()) {
            Http.post(server.url().resolve("/v1/completions"), "{\"prompt\":[\"a\",\"b\"]}");
            Files.writeString(text, Http.get(server.url().resolve("/metrics")).body());
        }
        Path output = directory.resolve("remarks.txt");
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(text.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(promtool.waitFor(20, TimeUnit.SECONDS)).isTrue();
        // 3 is for remarks on style; 1 would be for a text that cannot be read.
        assertThat(promtool.exitValue()).isEqualTo(3);
        assertThat(Files.readAllLines(output))
                .filteredOn(line -> HABITS.stream().noneMatch(line::endsWith))
                .isEmpty();
    }
}

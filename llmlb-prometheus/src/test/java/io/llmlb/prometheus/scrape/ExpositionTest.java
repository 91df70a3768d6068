package io.llmlb.prometheus.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmlb.core.FailureKind;
import io.llmlb.prometheus.PrometheusException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpositionTest {
    @Test
    void readsAPageOfVllm() {
        List<ExpositionSample> samples = read("""
                # HELP vllm:num_requests_running Number of requests in model execution batches.
                # TYPE vllm:num_requests_running gauge
                vllm:num_requests_running{engine="0",model_name="m/x-1"} 3.0

                # TYPE vllm:e2e_request_latency_seconds histogram
                vllm:e2e_request_latency_seconds_bucket{engine="0",le="0.3",model_name="m/x-1"} 0.0
                vllm:e2e_request_latency_seconds_bucket{engine="0",le="+Inf",model_name="m/x-1"} 2.0
                python_gc_objects_collected_total{generation="0"} 1.2345e+04
                process_start_time_seconds 1.76e9
                """);
        assertThat(samples)
                .containsExactly(
                        new ExpositionSample(
                                "vllm:num_requests_running", Map.of("engine", "0", "model_name", "m/x-1"), 3),
                        new ExpositionSample(
                                "vllm:e2e_request_latency_seconds_bucket",
                                Map.of("engine", "0", "le", "0.3", "model_name", "m/x-1"),
                                0),
                        new ExpositionSample(
                                "vllm:e2e_request_latency_seconds_bucket",
                                Map.of("engine", "0", "le", "+Inf", "model_name", "m/x-1"),
                                2),
                        new ExpositionSample("python_gc_objects_collected_total", Map.of("generation", "0"), 12345),
                        new ExpositionSample("process_start_time_seconds", Map.of(), 1.76e9));
    }

    @Test
    void readsWhatTheFormatAllows() {
        assertThat(read("a NaN\nb{} +Inf 1763800000123\n\tc { x = \"1\" , y=\"2\", } -Inf\t-5 \n"))
                .containsExactly(
                        new ExpositionSample("a", Map.of(), Double.NaN),
                        new ExpositionSample("b", Map.of(), Double.POSITIVE_INFINITY),
                        new ExpositionSample("c", Map.of("x", "1", "y", "2"), Double.NEGATIVE_INFINITY));
        assertThat(read("a{x=\"q\\\"b\\\\n\\n\\t}{\u00e9\"} 1"))
                .containsExactly(new ExpositionSample("a", Map.of("x", "q\"b\\n\n\\t}{\u00e9"), 1));
        assertThat(read("")).isEmpty();
        assertThat(read("\r\n# x\r\na 1\r\n")).containsExactly(new ExpositionSample("a", Map.of(), 1));
    }

    @Test
    void toleratesTheMarksOfOpenMetrics() {
        assertThat(read("a_bucket{le=\"1.0\"} 2 # {trace_id=\"x\"} 0.5 1.6\nb 1 2.5 # {} 1\n# EOF\n"))
                .containsExactly(
                        new ExpositionSample("a_bucket", Map.of("le", "1.0"), 2),
                        new ExpositionSample("b", Map.of(), 1));
    }

    @Test
    void doesNotReadTheLinesOfOtherSeries() {
        List<ExpositionSample> samples = new ArrayList<>();
        Exposition.read(stream("other{broken\nvllm:a 1\n"), "page", "vllm:a"::equals, samples::add);
        assertThat(samples).containsExactly(new ExpositionSample("vllm:a", Map.of(), 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<html>|a metric's name",
                "1a 2|a metric's name",
                "a|ends too early",
                "a{|ends too early",
                "a{x|ends too early",
                "a{x=|ends too early",
                "a{x=1} 2|'\"'",
                "a{x=\"1|ends too early",
                "a{x=\"1\\|ends too early",
                "a{x=\"1\"|ends too early",
                "a{x=\"1\" y=\"2\"} 3|','",
                "a{x=\"1\",x=\"2\"} 3|two labels x",
                "a{x:y=\"1\"} 3|'='",
                "a{x=\"1\"}|a value",
                "a one|a number",
                "a 1 yesterday|a number",
                "a 1 2 3|the end of the line",
            })
    void anythingElseIsInvalidWithItsLine(String line, String mention) {
        PrometheusException failed = catchThrowableOfType(PrometheusException.class, () -> read("ok 1\n" + line));
        assertThat(failed.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(failed.place()).isEqualTo("page, line 2");
        assertThat(failed).hasMessageContaining(mention);
    }

    @Test
    void aPageIsBounded() {
        String comment = "#" + "x".repeat((1 << 20) - 2) + "\n";
        assertThat(read(comment.repeat(16))).isEmpty();
        PrometheusException large =
                catchThrowableOfType(PrometheusException.class, () -> read(comment.repeat(16) + "a 1\n"));
        assertThat(large.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(large).hasMessageContaining("16 MB");
        PrometheusException longLine =
                catchThrowableOfType(PrometheusException.class, () -> read("#" + "x".repeat(1 << 20)));
        assertThat(longLine).hasMessageContaining("a line of more than 1 MB");
    }

    @Test
    void aStreamThatBreaksIsUnreachable() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        };
        PrometheusException failed = catchThrowableOfType(
                PrometheusException.class, () -> Exposition.read(broken, "page", name -> true, sample -> {}));
        assertThat(failed.kind()).isEqualTo(FailureKind.UNREACHABLE);
    }

    private static List<ExpositionSample> read(String text) {
        List<ExpositionSample> samples = new ArrayList<>();
        Exposition.read(stream(text), "page", name -> true, samples::add);
        return samples;
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}

package io.llmlb.sim.model.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class TraceTest {
    @Test
    void azureConversationIsWhatItSaysItIs() {
        Trace trace = Trace.azureConversation();
        assertThat(trace.requests()).hasSize(19_366).startsWith(new TraceRequest(0, 374, 44));
        assertThat(trace.requests().get(1)).isEqualTo(new TraceRequest(4_315_000_000L, 396, 109));
        assertThat(trace.requests().stream().mapToInt(TraceRequest::inputTokens).average())
                .hasValueCloseTo(1154.7, within(0.05));
        assertThat(trace.requests().stream()
                        .mapToInt(TraceRequest::outputTokens)
                        .average())
                .hasValueCloseTo(211.1, within(0.05));
        assertThat(trace.requestsPerSecond()).isCloseTo(5.53, within(0.005));
    }

    @Test
    void aTraceThatBeginsElsewhereHasTheSameRequestsInTheSameRhythm() {
        Trace trace = Trace.azureConversation();
        Trace turned = trace.startingAt(1000);

        assertThat(turned.requests()).hasSize(19_366);
        assertThat(turned.requests().get(0).arrivalNanos()).isZero();
        assertThat(turned.requests().get(0).inputTokens())
                .isEqualTo(trace.requests().get(1000).inputTokens());
        assertThat(turned.requests().get(5).arrivalNanos())
                .isEqualTo(trace.requests().get(1005).arrivalNanos()
                        - trace.requests().get(1000).arrivalNanos());
        assertThat(turned.requests()).isSortedAccordingTo(Comparator.comparingLong(TraceRequest::arrivalNanos));
    }

    @Test
    void aRateSqueezesAllGapsAlike() {
        Trace trace = Trace.azureConversation().atRate(20);
        assertThat(trace.requestsPerSecond()).isCloseTo(20, within(1e-6));
        assertThat(trace.requests()).hasSize(19_366);
        assertThat(trace.requests().get(1).arrivalNanos() / 1e9).isCloseTo(4.315 * 5.5297 / 20, within(0.001));
        assertThat(trace.periodNanos()).isEqualTo(968_300_000_000L);
    }

    @Test
    void saysWhichLineIsWrong() {
        assertThatThrownBy(() -> Trace.read(gzip("arrival_ms,input_tokens,output_tokens\n0,1,2\n5,x,2\n")))
                .isInstanceOf(IOException.class)
                .hasMessage("line 3 of a trace is not three numbers: 5,x,2");
        assertThatThrownBy(() -> Trace.read(gzip("a,b\n"))).isInstanceOf(IOException.class);
    }

    @Test
    void timeRunsForward() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Trace(List.of(new TraceRequest(5, 1, 1), new TraceRequest(4, 1, 1))));
        assertThatIllegalArgumentException().isThrownBy(() -> new Trace(List.of(new TraceRequest(5, 1, 1))));
    }

    private static InputStream gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}

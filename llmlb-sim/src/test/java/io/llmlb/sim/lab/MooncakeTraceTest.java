package io.llmlb.sim.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.core.PoolName;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.vllm.PromptBlocks;
import io.llmlb.sim.model.vllm.ServerModel;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class MooncakeTraceTest {
    @Test
    void readsLengthsAndWhatPromptsShare() throws Exception {
        List<Arrival> arrivals = MooncakeTrace.read(file(), 1);
        assertThat(arrivals).hasSize(120);
        Arrival first = arrivals.get(0);
        assertThat(first.promptTokens()).isEqualTo(6758);
        assertThat(first.outputTokens()).isEqualTo(500);
        assertThat(first.blocks().count()).isEqualTo(6758 / 16);
        // The first 512 tokens are those of everybody, the next ones are not.
        PromptBlocks second = arrivals.get(1).blocks();
        assertThat(second.hash(0)).isEqualTo(first.blocks().hash(0)).isZero();
        assertThat(second.hash(31)).isEqualTo(first.blocks().hash(31)).isEqualTo(31);
        assertThat(first.blocks().hash(32)).isEqualTo(32);
        assertThat(second.hash(32)).isEqualTo(14 * 32);
    }

    @Test
    void spreadsTheRequestsOfAStepInTheirOrder() throws Exception {
        List<Arrival> arrivals = MooncakeTrace.read(file(), 1);
        assertThat(arrivals).isSortedAccordingTo(Comparator.comparingLong(Arrival::time));
        assertThat(arrivals.stream().map(Arrival::time).distinct()).hasSize(120);
        // The first three are those of the first step, three seconds long.
        assertThat(arrivals.get(2).time()).isLessThan(3_000_000_000L);
        assertThat(MooncakeTrace.read(file(), 1).stream().map(Arrival::time))
                .containsExactlyElementsOf(arrivals.stream().map(Arrival::time).toList());
        assertThat(MooncakeTrace.read(file(), 2).get(0).time())
                .isNotEqualTo(arrivals.get(0).time());
    }

    @Test
    void aServerFindsWhatPromptsShare() throws Exception {
        List<Arrival> arrivals = MooncakeTrace.read(file(), 1).stream()
                .map(arrival -> arrival.cutTo(32_768))
                .toList();
        Member member = Member.of("Common", "10.0.0.1", 8000);
        Pool pool = new Pool(new PoolName("/Common/pool"), "round-robin", List.of(member));
        ServerModel server = new ServerModel(ServerOptions.of(VllmProfile.named("h100"), "m"));
        Simulation simulation = new Simulation(pool, Map.of(member.fullPath(), server), 1);
        long[] cached = new long[1];
        simulation.run(arrivals.iterator(), Duration.ofHours(2), outcome -> {
            cached[0] += outcome.request().cachedTokens();
        });
        assertThat(simulation.finished()).isEqualTo(120);
        // The 512 tokens that all of them begin with, at least, for all but the first.
        assertThat(cached[0]).isGreaterThanOrEqualTo(119 * 512);
    }

    @Test
    void saysWhichLineIsWrong() {
        String header = "arrival_ms,input_tokens,output_tokens,hash_ids_512\n";
        assertThatThrownBy(() -> MooncakeTrace.read(gzip(header + "0,10,10,1\n0,10,10,x\n"), 1))
                .isInstanceOf(IOException.class)
                .hasMessage("line 3 of a Mooncake trace is not three numbers and hashes: 0,10,10,x");
        assertThatThrownBy(() -> MooncakeTrace.read(gzip("arrival_ms\n"), 1)).isInstanceOf(IOException.class);
    }

    private static Path file() throws Exception {
        return Path.of(Objects.requireNonNull(MooncakeTraceTest.class.getResource("mooncake_conversation_cut.csv.gz"))
                .toURI());
    }

    private static InputStream gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}

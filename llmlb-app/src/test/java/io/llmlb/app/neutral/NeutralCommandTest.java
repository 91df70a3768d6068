package io.llmlb.app.neutral;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.app.Wiring;
import io.llmlb.app.cli.Llmlb;
import io.llmlb.app.config.YamlConfig;
import io.llmlb.core.PoolName;
import io.llmlb.core.control.Cycle;
import io.llmlb.sim.live.Cluster;
import io.llmlb.sim.live.ClusterOptions;
import io.llmlb.sim.live.Ready;
import io.llmlb.sim.model.bigip.Member;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeutralCommandTest {
    @TempDir
    private Path directory;

    private final Cluster cluster = Cluster.start(ClusterOptions.of("a100", "a100"));
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path file;

    @BeforeEach
    void configuration() throws Exception {
        Ready ready = cluster.ready();
        Path password = Files.writeString(directory.resolve("password"), ready.password());
        file = Files.writeString(directory.resolve("llmlb.yaml"), """
                bigips:
                  emulated: {url: "%s", username: %s, passwordFile: "%s", certSha256: "%s"}
                metrics:
                  servers: {type: scrape}
                pools:
                  - {pool: %s, bigip: emulated, metrics: servers, model: %s, interval: 200ms,
                     strategy: {name: static, "%s": 4}}
                """.formatted(
                        ready.bigip(),
                        ready.user(),
                        password,
                        ready.certSha256(),
                        ready.pool(),
                        ready.model(),
                        member(0).address() + ":" + member(0).port()));
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void everyControllerObeysAHoldAndComesBackAfterItsRelease() throws Exception {
        BlockingQueue<Cycle> first = new LinkedBlockingQueue<>();
        BlockingQueue<Cycle> second = new LinkedBlockingQueue<>();
        try (Wiring one = new Wiring(YamlConfig.read(file, Map.of()));
                Wiring other = new Wiring(YamlConfig.read(file, Map.of()))) {
            one.start(first::add);
            other.start(second::add);
            await(first, cycle -> ratios().equals(List.of(4, 1)));

            assertThat(neutral("--hold", "10m")).isZero();
            assertThat(out.toString()).contains("pool " + cluster.ready().pool() + ": held until ");
            await(first, cycle -> cycle.others().hold().isPresent());
            await(second, cycle -> cycle.others().hold().isPresent());
            cluster.pool().configure(member(1).fullPath(), member -> member.withRatio(7));
            first.clear();
            second.clear();
            for (int i = 0; i < 3; i++) {
                await(first, cycle -> cycle.outcome() == Cycle.Outcome.HELD);
                await(second, cycle -> cycle.outcome() == Cycle.Outcome.HELD);
            }
            assertThat(ratios()).as("what a person sets meanwhile stays").containsExactly(1, 7);

            assertThat(neutral("--release")).isZero();
            await(first, cycle -> ratios().equals(List.of(4, 1)));
        }
    }

    @Test
    void withoutAHoldItSaysThatControllersComeBack() {
        cluster.pool().configure(member(0).fullPath(), member -> member.withRatio(9));
        assertThat(neutral()).isZero();
        assertThat(ratios()).containsExactly(1, 1);
        assertThat(out.toString())
                .isEqualToNormalizingNewlines("""
                        pool %s: 1 of 2 members set to ratio 1
                        a controller that runs sets them again; --hold keeps it away
                        """.formatted(cluster.ready().pool()));
    }

    @Test
    void whatIsWrongIsOneSentence() {
        assertThat(neutral("--hold", "soon")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("--hold: a time is such as 30s, 10m or 120m, up to 7 days, but this is \"soon\"");
        err.getBuffer().setLength(0);
        assertThat(neutral("--hold", "1m", "--release")).isEqualTo(2);
        assertThat(err.toString()).startsWith("--hold and --release exclude each other");
        err.getBuffer().setLength(0);
        assertThat(neutral("--pool", "/Common/none")).isEqualTo(2);
        assertThat(err.toString()).startsWith("--pool: there is no /Common/none in the configuration; its pools are ");
        err.getBuffer().setLength(0);
        assertThat(cluster.bigIp().removePool(new PoolName(cluster.ready().pool())))
                .isTrue();
        assertThat(neutral()).isEqualTo(1);
        assertThat(err.toString()).startsWith("llmlb: ").contains("was not found");
    }

    private int neutral(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "neutral";
        all[1] = "--config";
        all[2] = file.toString();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return Llmlb.run(all, Map.of(), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private Member member(int index) {
        return cluster.pool().members().get(index);
    }

    private List<Integer> ratios() {
        return cluster.pool().members().stream().map(Member::ratio).toList();
    }

    private static void await(BlockingQueue<Cycle> cycles, Predicate<Cycle> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < deadline) {
            Cycle cycle = cycles.poll(1, TimeUnit.SECONDS);
            if (cycle != null && wanted.test(cycle)) {
                return;
            }
        }
        throw new AssertionError("it did not happen within 30 s");
    }
}

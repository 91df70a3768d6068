package io.llmlb.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found of metrics, from the servers themselves and from Prometheus. */
class MetricsFindingsTest {
    private static final String PLACE = "metrics m";

    @TempDir
    private Path directory;

    private Ward ward;
    private AskedPrometheus prometheus;

    @BeforeEach
    void start() throws Exception {
        ward = Ward.healthy(directory);
        prometheus = new AskedPrometheus();
        ward.members().forEach(member -> prometheus.ages.put(member, Duration.ofSeconds(2)));
    }

    @AfterEach
    void stop() throws Exception {
        prometheus.close();
        ward.close();
    }

    private void byPrometheus() {
        ward.metrics = "type: prometheus, url: \"" + prometheus.url() + "\"";
    }

    private String line(String check) throws Exception {
        return String.join("\n", ward.lines(PLACE, check));
    }

    @Test
    void servedModelsOfTheServersAreNamedWhenNoneIsTheConfiguredOne() throws Exception {
        ward.model = "GPT";
        assertThat(ward.examine(PLACE, "model"))
                .containsExactly(new Finding(
                        "model",
                        "metrics m of pool " + Ward.POOL,
                        Verdict.FAILED,
                        "no server tells of model GPT: answers, but with metrics of " + Ward.MODEL,
                        "Set model to what the pool's servers have as --served-model-name"));
        assertThat(line("members")).isEqualTo("skipped there are no samples");
    }

    @Test
    void aServerThatDoesNotAnswerIsNamed() throws Exception {
        Pool pool = ward.bigIp.pool(Ward.POOL).orElseThrow();
        pool.add(Member.of("vllm", "127.0.0.1", 1));
        assertThat(ward.examine(PLACE, "members")).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.WARNING);
            assertThat(finding.what()).startsWith("no samples of 127.0.0.1:1: ");
            assertThat(finding.mend()).startsWith("Check port and path of the servers' metrics; ");
        });
    }

    @Test
    void serversOfWhichNoneAnswersFail() throws Exception {
        ward.metrics = "type: scrape, path: /none";
        assertThat(line("reachable")).startsWith("failed no server answered; ").contains("404");
        assertThat(line("model")).isEqualTo("skipped the metrics cannot be read");
        Pool pool = ward.bigIp.pool(Ward.POOL).orElseThrow();
        List.copyOf(pool.members()).forEach(member -> pool.remove(member.fullPath()));
        pool.add(Member.of("vllm", "127.0.0.1", 1));
        assertThat(line("reachable"))
                .startsWith("failed no server answered; 127.0.0.1:1: ")
                .contains("connection refused");
    }

    @Test
    void membersThatShareATargetCannotBeToldApart() throws Exception {
        ward.metrics = "type: scrape, port: 9100";
        assertThat(ward.examine(PLACE, "reachable"))
                .containsExactly(new Finding(
                        "reachable",
                        "metrics m of pool " + Ward.POOL,
                        Verdict.FAILED,
                        "no server can be asked: 2 members share the target 127.0.0.1:9100, and its metrics cannot tell them"
                                + " apart",
                        "Compare port, path and addresses of the metrics with the servers"));
    }

    @Test
    void samplesOfPrometheusThatAreYoungAndCompleteAreFine() throws Exception {
        byPrometheus();
        assertThat(line("reachable")).isEqualTo("ok answers");
        assertThat(line("model")).isEqualTo("ok " + Ward.MODEL);
        assertThat(line("age")).matches("ok the newest samples are up to [0-9.]+ s old; they count for 15 s");
        assertThat(line("members")).isEqualTo("ok 2 of 2 matched to one target each");
        assertThat(line("targets")).isEmpty();
    }

    @Test
    void modelsThatPrometheusHasAreNamedWhenNoneIsTheConfiguredOne() throws Exception {
        byPrometheus();
        prometheus.model = "Llama";
        assertThat(line("model")).isEqualTo("failed there are no metrics of model " + Ward.MODEL + ", but of Llama");
        assertThat(line("age")).isEqualTo("skipped there are no metrics of the model");
        prometheus.model = "";
        assertThat(line("model")).isEqualTo("failed there are no metrics of vLLM at all");
    }

    @Test
    void samplesThatAreTooOldToCountFail() throws Exception {
        byPrometheus();
        String stale = ward.members().get(0);
        prometheus.ages.put(stale, Duration.ofSeconds(60));
        assertThat(line("age"))
                .matches("failed the newest samples of " + stale + " are up to 6[0-9] s old, and count for 15 s only");
    }

    @Test
    void membersAndTargetsThatDoNotMatchAreNamed() throws Exception {
        byPrometheus();
        String lost = ward.members().get(0);
        prometheus.ages.remove(lost);
        prometheus.ages.put("10.9.9.9:8000", Duration.ofSeconds(2));
        assertThat(ward.examine(PLACE, "members"))
                .containsExactly(new Finding(
                        "members",
                        "metrics m " + prometheus.url() + " of pool " + Ward.POOL,
                        Verdict.WARNING,
                        "no samples of " + lost + ": no target of this address in the answer",
                        "Compare the targets' label instance with the members; addresses in the configuration says where a"
                                + " member's are"));
        assertThat(line("targets")).isEqualTo("info these targets are no members of the pool: 10.9.9.9:8000");
        prometheus.ages.remove(ward.members().get(1));
        assertThat(line("members")).startsWith("failed no samples of ");
        assertThat(line("age")).isEqualTo("skipped there are no samples");
    }

    @Test
    void anAnswerThatIsNotWholeIsAWarning() throws Exception {
        byPrometheus();
        prometheus.warning = "a store is down";
        assertThat(ward.examine(PLACE, "targets")).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.WARNING);
            assertThat(finding.what()).contains("a store is down");
        });
    }

    @Test
    void aPrometheusThatIsNotThereFails() throws Exception {
        byPrometheus();
        prometheus.close();
        assertThat(ward.examine(PLACE, "reachable"))
                .extracting(Finding::verdict, Finding::mend)
                .containsExactly(tuple(Verdict.FAILED, "Check the address, and the network to it"));
        assertThat(ward.lines(PLACE, "age")).isEqualTo(List.of("skipped the metrics cannot be read"));
    }

    @Test
    void prometheusIsAskedThoughThePoolIsNotThere() throws Exception {
        byPrometheus();
        ward.bigIp.removePool(Ward.POOL);
        assertThat(line("model")).isEqualTo("ok " + Ward.MODEL);
        assertThat(line("members")).isEqualTo("skipped the pool's members are not known");
    }
}

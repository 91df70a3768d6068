package io.llmlb.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.live.Cluster;
import io.llmlb.sim.live.ClusterOptions;
import io.llmlb.sim.live.Ready;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person gets who has made a mistake: one clear sentence and an exit code, soon. */
@Timeout(15)
class BadInputTest {
    private static Cluster cluster;

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() {
        cluster = Cluster.start(ClusterOptions.of("a100"));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void rightValues() {
        Ready ready = cluster.ready();
        environment.put("BIGIP", ready.bigip());
        environment.put("BIGIP_USER", ready.user());
        environment.put("BIGIP_PASS", ready.password());
        environment.put("BIGIP_CERT_SHA256", ready.certSha256());
        environment.put("POOL", ready.pool());
        environment.put("MODEL", ready.model());
        environment.put("PROMETHEUS_URL", "http://127.0.0.1:9");
        environment.put("VERBOSITY", "0");
    }

    private int run(String... arguments) {
        PrintWriter writer = new PrintWriter(err, true);
        return Llmlb.run(arguments, environment, writer, writer);
    }

    private void says(String... words) {
        assertThat(err.toString().strip().lines()).as("one sentence").hasSize(1);
        assertThat(err.toString()).startsWith("llmlb: ").contains(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "once"})
    void anEmptyPoolIsUsage(String command) {
        environment.put("POOL", "");

        assertThat(run(command)).isEqualTo(2);
        says("environment variable POOL: it is empty");
    }

    @Test
    void anUnknownStrategyIsUsage() {
        environment.put("STRATEGY", "best");

        assertThat(run("run")).isEqualTo(2);
        says(
                "environment variable STRATEGY: there is no strategy \"best\"",
                "article, auto, capacity-trim, static, utilization, water-filling");
    }

    @Test
    void aMissingPasswordIsUsage() {
        environment.remove("BIGIP_PASS");

        assertThat(run("run")).isEqualTo(2);
        says("environment variable BIGIP_PASS: it is not set");
    }

    @Test
    void anUnreadableTokenFileIsUsage() {
        environment.put("PROMETHEUS_TOKEN_FILE", directory.resolve("token").toString());

        assertThat(run("run")).isEqualTo(2);
        says("environment variable PROMETHEUS_TOKEN_FILE: the file ", "it does not exist");
    }

    @Test
    void aMisspeltKeyIsUsage() throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "secret");
        Path file = Files.writeString(directory.resolve("llmlb.yaml"), """
                bigips: {lab: {url: https://192.0.2.10, username: llmlb, passwordFile: %s}}
                metrics: {servers: {type: scrape}}
                pools: [{pool: /vllm/Shared/gpt, bigip: lab, metrics: servers, model: GPT, intervall: 2s}]
                """.formatted(password));

        assertThat(run("run", "--config", file.toString())).isEqualTo(2);
        says(file + ":3:76: pools[0].intervall: unknown key: did you mean interval?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "once"})
    void aWrongPasswordFails(String command) {
        environment.put("BIGIP_PASS", "wr0ng");

        assertThat(run(command)).isEqualTo(1);
        says("Authentication failed", "BIGIP_PASS");
        assertThat(err.toString()).doesNotContain("wr0ng");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "once"})
    void anUntrustedCertificateFailsAndSaysHowToTrustIt(String command) {
        environment.remove("BIGIP_CERT_SHA256");

        assertThat(run(command)).isEqualTo(1);
        says("CN=localhost.localdomain", "set BIGIP_CERT_SHA256=");
        assertThat(err.toString().replace(":", "").toLowerCase(Locale.ROOT))
                .contains(cluster.ready().certSha256().replace(":", "").toLowerCase(Locale.ROOT));
    }

    @Test
    void theFactoryCertificateAsCaFileFailsBecauseOfItsName() {
        environment.remove("BIGIP_CERT_SHA256");
        environment.put("BIGIP_CA_FILE", cluster.ready().caFile());

        assertThat(run("once")).isEqualTo(1);
        says("set BIGIP_CERT_SHA256=");
    }

    @Test
    void aDeviceThatDoesNotAnswerFailsOnce() {
        environment.put("BIGIP", "https://127.0.0.1:9");

        assertThat(run("once")).isEqualTo(1);
        says("127.0.0.1:9", "connection refused");
    }

    @Test
    void metricsThatCannotBeReadFailOnceButThePoolIsShown() {
        assertThat(run("once")).isEqualTo(1);
        assertThat(err.toString())
                .contains(
                        cluster.ready().members().get(0), "held", "problem: http://127.0.0.1:9", "connection refused");
        assertThat(cluster.bigIp().ratioWrites()).isEmpty();
    }

    @Test
    void aWrongCommandIsUsage() {
        assertThat(run("rum")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        assertThat(run("emulate")).isEqualTo(2);
        assertThat(run("emulate", "cluster", "--profiles", "a101")).isEqualTo(2);
        assertThat(err.toString()).contains("a101").contains("h100");
        assertThat(run("emulate", "vllm", "--metric-names", "v2")).isEqualTo(2);
        assertThat(err.toString()).contains("v0, v1-early or v1");
        assertThat(run("emulate", "bigip", "--port", "99999")).isEqualTo(2);
        assertThat(err.toString()).contains("a port is 1 to 65535");
        assertThat(run("emulate", "bigip", "--password-file", "none")).isEqualTo(2);
        assertThat(err.toString()).contains("the file none cannot be read (it does not exist)");
        assertThat(run("emulate", "cluster", "--config", "none.yaml")).isEqualTo(2);
        assertThat(err.toString()).contains("none.yaml");
        assertThat(run("emulate", "vllm", "--config", "../examples/emulate/article.yaml"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("it has a BIG-IP too: use emulate cluster");
        String taken = String.valueOf(cluster.servers().get(0).port());
        assertThat(run("emulate", "vllm", "--port", taken)).isEqualTo(1);
        assertThat(err.toString()).contains(taken + ": cannot be listened on", "Give a free port");
        assertThat(run("demo", "--duration", "1s")).isEqualTo(2);
        assertThat(err.toString()).contains("15s or more");
        assertThat(run("demo", "--port", "70000")).isEqualTo(2);
        assertThat(err.toString()).contains("--port is 0 to 65535, but this is \"70000\"");
        assertThat(run("demo", "--out", "pom.xml")).isEqualTo(2);
        assertThat(err.toString()).contains("--out: pom.xml can be no folder for files: it is a file");
        assertThat(run("demo", "--port", taken)).isEqualTo(1);
        assertThat(err.toString()).contains("status: 127.0.0.1:" + taken + ": cannot be listened on");
    }

    @Test
    void helpIsThereForEveryCommand() {
        for (String command : new String[] {"run", "once", "emulate", "demo"}) {
            assertThat(run(command, "--help")).isZero();
        }
        assertThat(err.toString()).contains("--config", "--dry-run", "--output", "--duration");
    }
}

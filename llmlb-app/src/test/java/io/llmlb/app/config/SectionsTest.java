package io.llmlb.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmlb.app.Clients;
import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.guard.GuardSettings;
import io.llmlb.core.guard.OutputGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pairs, budgets, namespaces, mapped addresses: the keys that most installations do without. */
class SectionsTest {
    private static final String PIN = "ab".repeat(32);
    private static final String WHOLE = """
            bigips:
              pair:
                url: 192.0.2.10
                username: llmlb
                passwordFile: PASSWORD
                certSha256: "%1$s"
                peer: {url: 192.0.2.11, certSha256: "%1$s"}
                budget: {requestsPerSecond: 20, ratiosPerMinute: 300}
            metrics:
              tenancy:
                type: prometheus
                url: "https://thanos:9092"
                namespace: llm
                atMostEvery: 30s
                addresses: {"192.0.2.7:8000": "vllm-0.llm:8000"}
              servers: {type: scrape, port: 9100, path: /prom, tls: true}
            pools:
              - {pool: /vllm/Shared/a, bigip: pair, metrics: tenancy, model: A}
              - pool: /vllm/Shared/b
                bigip: pair
                metrics: servers
                model: B
                ratio: {max: 10, keepOne: false}
                guards: {maxAge: 20s, hold: 2m, full: 0.8, floor: 0.05, deadband: 0.1, without: [soft-start]}
            log: json
            status: {address: 0.0.0.0, port: 9000}
            leaderElection: {lease: llmlb, namespace: vllm}
            onShutdown: neutral
            """.formatted(PIN);

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void password() throws IOException {
        Files.writeString(directory.resolve("password"), "secret\n");
        Files.writeString(directory.resolve("empty"), "\n");
        file = directory.resolve("llmlb.yaml");
    }

    private AppConfig read(String yaml) throws IOException {
        Files.writeString(file, places(yaml));
        return YamlConfig.read(file, Map.of());
    }

    private String places(String text) {
        return text.replace("PASSWORD", directory.resolve("password").toString())
                .replace("EMPTY", directory.resolve("empty").toString())
                .replace("caFile: PEM", "caFile: " + Certificates.PEM);
    }

    @Test
    void everyKeyIsRead() throws IOException {
        AppConfig config = read(WHOLE);
        BigIpConfig pair = config.pools().get(0).bigip();
        assertThat(pair.peer()).isEqualTo(new BigIpConfig.Peer("192.0.2.11", TrustConfig.pinned(PIN)));
        assertThat(pair.budget()).isEqualTo(new BigIpConfig.Budget(20, 300));
        assertThat(Clients.bigip(pair)).hasToString("BIG-IP https://192.0.2.10 or https://192.0.2.11 as llmlb");
        MetricsConfig tenancy = config.pools().get(0).metrics();
        assertThat(tenancy.namespace()).isEqualTo("llm");
        assertThat(tenancy.atMostEvery()).isEqualTo(Duration.ofSeconds(30));
        assertThat(tenancy.addresses().target(MemberId.of("192.0.2.7", 8000))).contains("vllm-0.llm:8000");
        assertThat(config.pools().get(1).metrics().page()).isEqualTo(new MetricsConfig.Page(9100, "/prom", true));
        assertThat(config.pools().get(0).guards()).isEqualTo(GuardConfig.USUAL);
        PoolConfig second = config.pools().get(1);
        assertThat(second.ratio()).isEqualTo(new RatioConfig(10, false));
        GuardSettings usual = GuardSettings.STANDARD;
        assertThat(second.guards())
                .isEqualTo(new GuardConfig(
                        new GuardSettings(
                                Duration.ofSeconds(20),
                                Duration.ofMinutes(2),
                                usual.glide(),
                                usual.keep(),
                                0.8,
                                usual.softStartFrom(),
                                usual.softStart(),
                                0.05,
                                0.1),
                        List.of("soft-start")));
        assertThat(second.guards().guards().output())
                .extracting(OutputGuard::name)
                .doesNotContain("soft-start")
                .hasSize(5);
        assertThat(config.log()).isEqualTo(LogForm.JSON);
        assertThat(config.status()).isEqualTo(new StatusConfig("0.0.0.0", 9000, false));
        assertThat(config.leaderElection()).isEqualTo(new LeaseConfig("llmlb", "vllm", false));
        assertThat(config.onShutdown()).isEqualTo(OnShutdown.NEUTRAL);
    }

    @Test
    void aPoolInAFolderKeepsARatioOfOneUnlessToldOtherwise() {
        PoolName folder = new PoolName("/vllm/Shared/a");
        PoolName plain = new PoolName("/Common/a");
        assertThat(RatioConfig.USUAL.keepsOne(folder)).isTrue();
        assertThat(RatioConfig.USUAL.keepsOne(plain)).isFalse();
        assertThat(new RatioConfig(40, false).keepsOne(folder)).isFalse();
        assertThat(new RatioConfig(40, true).keepsOne(plain)).isTrue();
    }

    @Test
    void withoutThemADeviceIsAskedLittle() throws IOException {
        String plain = WHOLE.replaceAll("    (peer|budget): .*\n", "");
        BigIpConfig bigip = read(plain).pools().get(0).bigip();
        assertThat(bigip.peer()).isNull();
        assertThat(bigip.budget()).isEqualTo(new BigIpConfig.Budget(10, 60));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url: 192.0.2.11|url: 192.0.2.10|7:11: bigips.pair.peer: the two units of a pair have two addresses, but both are 192.0.2.10",
                "peer: {url: 192.0.2.11,|peer: {|7:11: bigips.pair.peer.url: this key is missing",
                "url: 192.0.2.11|url: https://192.0.2.10:443/|7:11: bigips.pair.peer: the two units of a pair have two addresses, but both are 192.0.2.10",
                "passwordFile: PASSWORD|passwordFile: EMPTY|5:19: bigips.pair.passwordFile: the first line of the file EMPTY is empty, but it is the secret",
                "namespace: llm|tokenFile: EMPTY|13:16: metrics.tenancy.tokenFile: the first line of the file EMPTY is empty, but it is the secret",
                "namespace: llm|caFile: PASSWORD|13:13: metrics.tenancy.caFile: the file PASSWORD holds no PEM certificate",
                "tls: true|caFile: PEM|16:60: metrics.servers.caFile: there is no certificate to check: say tls: true, or leave it out",
                "tls: true|addresses: {'192.0.2.7:80': nobody}|16:63: metrics.servers.addresses: address mapping: the target of member 192.0.2.7:80, \"nobody\", is no host and port. Write it as 10.128.2.17:8000, [fd00::12]:8000 or vllm-0.example:8000",
                "path: /prom|path: /a b|16:45: metrics.servers.path: Illegal character in path at index 2: /a b",
                "requestsPerSecond: 20|requestsPerSecond: 0|8:33: bigips.pair.budget.requestsPerSecond: this is a whole number from 1 to 1000, but it is \"0\"",
                "ratiosPerMinute: 300|writes: 300|8:37: bigips.pair.budget.writes: unknown key: the keys here are requestsPerSecond, ratiosPerMinute",
                "namespace: llm|namespace: a b|13:16: metrics.tenancy.namespace: a Kubernetes name has 1 to 63 small letters, digits and dashes, and begins and ends with a letter or digit, but this is \"a b\"",
                "path: /prom|path: prom|16:45: metrics.servers.path: a path begins with a slash, but this is \"prom\"",
                "port: 9100|namespace: llm|16:38: metrics.servers.namespace: a scrape asks the members themselves, so it has no namespace",
                "namespace: llm|port: 9100|13:11: metrics.tenancy.port: Prometheus does the scraping, so there is no port",
                "{max: 10, keepOne: false}|{max: 1}|23:12: pools[1].ratio: with max: 1 every ratio is 1, whatever the strategy wants: say mode: neutral",
                "keepOne: false|keepOne: perhaps|23:31: pools[1].ratio.keepOne: this is true or false, but it is \"perhaps\"",
                "maxAge: 20s|maxAge: 100ms|24:22: pools[1].guards.maxAge: this is a time from 1s to 10m, but it is \"100ms\"",
                "full: 0.8|full: 80|24:43: pools[1].guards.full: this is a number from 0.0 to 1.0, but it is \"80\"",
                "without: [soft-start]|without: [slew]|24:85: pools[1].guards.without: there is no guard \"slew\" to leave out: the guards are hold-then-neutral, usual-for-unknown, saturation-freeze, soft-start, exploration-floor, deadband",
                "without: [soft-start]|without: [deadband]|24:71: pools[1].guards.deadband: it sets the guard deadband, which is left out by \"without\"",
                "atMostEvery: 30s|atMostEvery: 2m|18:50: pools[0].metrics: it is asked at most every 2m, but samples expire after 90s: ask more often, or raise guards.maxAge",
                "log: json|log: xml|25:6: log: a log is text or json, but this is \"xml\"",
                "port: 9000|port: 90000|26:34: status.port: this is a whole number from 0 to 65535, but it is \"90000\"",
                "address: 0.0.0.0|address: everywhere|26:19: status.address: this is a literal address such as 127.0.0.1, but it is \"everywhere\"",
                "lease: llmlb|lease: Llmlb|27:25: leaderElection.lease: a Kubernetes name has 1 to 63 small letters, digits and dashes, and begins and ends with a letter or digit, but this is \"Llmlb\"",
                "{lease: llmlb, namespace: vllm}|{namespace: vllm}|27:17: leaderElection.lease: this key is missing",
                "onShutdown: neutral|onShutdown: reset|28:13: onShutdown: this is keep or neutral, but it is \"reset\"",
            })
    void whatIsWrongIsOneSentenceWithItsPlace(String right, String wrong, String sentence) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> read(WHOLE.replace(right, wrong)));
        assertThat(Objects.requireNonNull(refused).problems()).containsExactly(file + ":" + places(sentence));
    }

    @Test
    void aMemberOfAMappingIsAddressAndPort() {
        ConfigException refused =
                catchThrowableOfType(ConfigException.class, () -> read(WHOLE.replace("192.0.2.7:8000", "vllm-0:8000")));
        assertThat(Objects.requireNonNull(refused).problems())
                .singleElement()
                .asString()
                .startsWith(file + ":15:32: metrics.tenancy.addresses.vllm-0:8000: ")
                .contains("is not a member's address and port");
    }
}

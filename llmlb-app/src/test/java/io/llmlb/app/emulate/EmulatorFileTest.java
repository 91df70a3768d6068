package io.llmlb.app.emulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmlb.app.config.ConfigException;
import io.llmlb.sim.live.BigIpPlan;
import io.llmlb.sim.live.ClusterOptions;
import io.llmlb.sim.live.PoolPlan;
import io.llmlb.sim.live.ServerPlan;
import io.llmlb.sim.model.bigip.DataPlaneOptions;
import io.llmlb.sim.model.bigip.DataPlaneOptions.Rotation;
import io.llmlb.sim.model.bigip.ManagementOptions;
import io.llmlb.sim.model.bigip.ManagementOptions.Quirk;
import io.llmlb.sim.model.bigip.OneConnect;
import io.llmlb.sim.model.vllm.MetricNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmulatorFileTest {
    private static final Path EXAMPLE = Path.of("../examples/emulate/article.yaml");

    @TempDir
    private Path directory;

    @Test
    void theExampleIsTheArticlesSetUp() {
        ClusterOptions options = EmulatorFile.read(EXAMPLE, Map.of());
        assertThat(options.servers())
                .extracting(ServerPlan::name)
                .containsExactly("gpt-1", "gpt-2", "mini-1", "flight-1");
        assertThat(options.scrapeInterval()).isEqualTo(Duration.ofSeconds(5));
        BigIpPlan bigIp = options.bigIp().orElseThrow();
        assertThat(bigIp.dataPlane()).isEqualTo(DataPlaneOptions.DEFAULT);
        assertThat(bigIp.management()).isEqualTo(ManagementOptions.DEFAULT);
        assertThat(bigIp.oneConnect()).isEqualTo(OneConnect.DEFAULT);
        assertThat(bigIp.pools())
                .extracting(PoolPlan::loadBalancingMode)
                .containsExactly("ratio-member", "round-robin", "ratio-member");
        assertThat(bigIp.dataGroups()).singleElement().satisfies(group -> {
            assertThat(group.fullPath()).isEqualTo("/Common/InferenceBodyBasedRouting_rules");
            assertThat(group.records()).containsEntry("start", "1").hasSize(7);
        });
        assertThat(bigIp.virtualServers()).singleElement().satisfies(front -> {
            assertThat(front.rules()).containsExactly("/Common/InferenceBodyBasedRouting");
            assertThat(front.hasProfile("json")).isTrue();
        });
    }

    @Test
    void everyOptionIsTaken() throws Exception {
        Files.writeString(directory.resolve("secret"), "s3cret\n");
        ClusterOptions options = read("""
                bind: ::1
                scrapeInterval: 1
                servers:
                  - {profile: l4, servedModelName: m, aliases: [n, o], port: 8001, engines: 2, prefixCache: no, seed: 9, metricNames: v0, keepAlive: 65s, jitter: 0, slowFactor: 1.5, startUp: 1m}
                bigip:
                  port: 8443
                  user: root
                  passwordFile: secret
                  version: 17.1.1
                  monitorInterval: 500ms
                  dataPlane: {tmms: 4, rotation: smooth, restartOnWrite: yes, connectionsPerTmm: yes, idleConnectionsCount: yes, cutStreamsOfDeleted: no}
                  latency: 20ms
                  management: {ratioMaximum: 100, as3Gap: 1s, transactionTimeout: 30s, recordsShuffled: yes, sameValueIsAChange: no}
                  oneConnect: {maximumAge: 1m, maximumReuse: 5, idleTimeout: 3s, retryLost: yes}
                  pools:
                    - {pool: /Common/p, members: [server-1, '192.0.2.1:80'], monitor: no}
                """);
        ServerPlan server = options.servers().get(0);
        assertThat(server.options().profile().name()).isEqualTo("l4");
        assertThat(server.options().model()).isEqualTo("m");
        assertThat(server.aliases()).containsExactly("n", "o");
        assertThat(server.options().engines()).isEqualTo(2);
        assertThat(server.options().prefixCache()).isFalse();
        assertThat(server.options().seed()).isEqualTo(9);
        assertThat(server.options().metricNames()).isEqualTo(MetricNames.V0);
        assertThat(server.options().createdSeries()).isFalse();
        assertThat(server.options().jitter()).isZero();
        assertThat(server.options().startUp()).isEqualTo(Duration.ofMinutes(1));
        assertThat(server.slowFactor()).isEqualTo(1.5);
        assertThat(server.port()).isEqualTo(8001);
        assertThat(server.keepAlive()).isEqualTo(Duration.ofSeconds(65));
        BigIpPlan bigIp = options.bigIp().orElseThrow();
        assertThat(bigIp.password()).contains("s3cret");
        assertThat(bigIp.toString()).doesNotContain("s3cret");
        assertThat(List.of(bigIp.port(), bigIp.user(), bigIp.version())).isEqualTo(List.of(8443, "root", "17.1.1"));
        assertThat(bigIp.monitorInterval()).isEqualTo(Duration.ofMillis(500));
        assertThat(bigIp.dataPlane())
                .isEqualTo(DataPlaneOptions.DEFAULT
                        .withTmms(4)
                        .withRotation(Rotation.SMOOTH)
                        .withRestartOnWrite(true)
                        .withConnectionsPerTmm(true)
                        .withIdleConnectionsCount(true)
                        .withCutStreamsOfDeleted(false));
        assertThat(bigIp.latency()).isEqualTo(Duration.ofMillis(20));
        assertThat(bigIp.management())
                .isEqualTo(ManagementOptions.DEFAULT
                        .withRatioMaximum(100)
                        .withAs3Gap(Duration.ofSeconds(1))
                        .withTransactionTimeout(Duration.ofSeconds(30))
                        .with(Quirk.RECORDS_SHUFFLED, true)
                        .with(Quirk.SAME_VALUE_IS_A_CHANGE, false));
        assertThat(bigIp.oneConnect()).isEqualTo(new OneConnect(Duration.ofMinutes(1), 5, Duration.ofSeconds(3), true));
        assertThat(bigIp.pools().get(0).members()).containsExactly("server-1", "192.0.2.1:80");
        assertThat(bigIp.pools().get(0).monitored()).isFalse();
    }

    @Test
    void allProblemsAreToldAtOnceWithTheirPlaces() {
        assertThat(problems("""
                bind: localhost
                servers:
                  - {profile: b200, engins: 2}
                  - {profile: a100, metricNames: v2, port: 99999}
                bigip:
                  dataPlane: {rotation: square}
                  pools:
                    - {pool: p}
                  dataGroups:
                    - {dataGroup: /Common/g, file: none.yaml}
                  virtualServers:
                    - {virtualServer: vs, profiles: [udp]}
                """))
                .satisfiesExactly(
                        p -> assertThat(p).contains(":1:7: bind: ", "literal address", "localhost"),
                        p -> assertThat(p).contains(":3:15: servers[0].profile: ", "b200", "a100"),
                        p -> assertThat(p).contains("servers[0].engins: unknown key: did you mean engines?"),
                        p -> assertThat(p).contains("servers[1].port: ", "99999"),
                        p -> assertThat(p).contains("servers[1].metricNames: ", "v0, v1-early or v1"),
                        p -> assertThat(p).contains("bigip.dataPlane.rotation: ", "rounds, smooth or random"),
                        p -> assertThat(p).contains("bigip.pools[0].pool: "),
                        p -> assertThat(p).contains("bigip.dataGroups[0].file: ", "none.yaml", "does not exist"),
                        p -> assertThat(p).contains("bigip.virtualServers[0].virtualServer: ", "full path"),
                        p -> assertThat(p).contains("bigip.virtualServers[0].profiles: ", "udp"));
    }

    @Test
    void contradictionsAreToldToo() {
        assertThat(problems("scrapeInterval: 5s\n")).singleElement().asString().contains("nothing to emulate");
        assertThat(problems("servers: [{name: a, profile: l4}, {name: a, profile: l4}]\n"))
                .singleElement()
                .asString()
                .contains("a name of its own");
        assertThat(problems("bigip:\n  pools: [{pool: /Common/p, members: [nobody]}]\n"))
                .singleElement()
                .asString()
                .contains("/Common/p", "nobody", "address:port");
    }

    private List<String> problems(String yaml) {
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> read(yaml));
        assertThat(wrong).isNotNull();
        return wrong.problems();
    }

    private ClusterOptions read(String yaml) throws Exception {
        Path file = directory.resolve("emulate.yaml");
        Files.writeString(file, yaml);
        return EmulatorFile.read(file, Map.of());
    }
}

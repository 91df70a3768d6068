package io.llmlb.sim.live.bigip;

import static io.llmlb.sim.live.bigip.Management.LTM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmlb.core.PoolName;
import io.llmlb.sim.live.Http;
import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.model.bigip.ManagementOptions;
import io.llmlb.sim.model.bigip.ManagementOptions.Quirk;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What AS3 does to a partition that a controller has written ratios into. */
class As3Test {
    private static final String DECLARE = "/mgmt/shared/appsvcs/declare";
    private static final PoolName A = new PoolName("/vllm/Shared/a");
    private static final PoolName B = new PoolName("/vllm/Shared/b");
    private static final EventLoops LOOPS = new EventLoops();
    private static final ManagementOptions AT_ONCE = ManagementOptions.DEFAULT.withAs3Gap(Duration.ZERO);

    private BigIpEmulator bigIp;
    private Management management;

    private void start(ManagementOptions options) throws Exception {
        bigIp = BigIpEmulator.builder()
                .management(options)
                .monitorInterval(Duration.ofHours(1))
                .eventLoops(LOOPS)
                .start();
        management = new Management(bigIp);
    }

    @AfterEach
    void close() {
        bigIp.close();
    }

    @AfterAll
    static void closeLoops() {
        LOOPS.close();
    }

    @Test
    void aDeclarationMakesAPartition() throws Exception {
        start(AT_ONCE);
        JsonNode answer = management.ok("POST", DECLARE, declaration("\"10.0.0.1\",\"10.0.0.2\"", "\"10.0.1.1\""));
        assertThat(answer.at("/results/0/code").intValue()).isEqualTo(200);
        assertThat(answer.at("/results/0/message").asText()).isEqualTo("success");
        assertThat(answer.at("/results/0/tenant").asText()).isEqualTo("vllm");
        assertThat(paths(A)).containsExactly("/vllm/10.0.0.1:8000", "/vllm/10.0.0.2:8000");
        assertThat(pool(A).loadBalancingMode()).isEqualTo("ratio-member");
        VirtualServer server = bigIp.virtualServer("/vllm/Shared/vs").orElseThrow();
        assertThat(server.pool()).hasValue(A);
        assertThat(server.address()).isEqualTo("10.5.5.5");
        assertThat(server.profiles().values()).containsExactly("tcp", "http", "one-connect");
        Http.await("it listens", () -> bigIp.url("/vllm/Shared/vs").isPresent());
        assertThat(management.get(DECLARE).at("/vllm/Shared/a/class").asText()).isEqualTo("Pool");
        assertThat(management
                        .ok("POST", DECLARE, declaration("\"10.0.0.1\",\"10.0.0.2\"", "\"10.0.1.1\""))
                        .at("/results/0/message")
                        .asText())
                .isEqualTo("no change");
    }

    @Test
    void membersThatHaveDriftedAreDeletedFirstAndTheOthersStay() throws Exception {
        start(AT_ONCE.withAs3Gap(Duration.ofHours(1)));
        bigIp.addPool(new Pool(
                A,
                "ratio-member",
                List.of(
                        Member.of("vllm", "10.0.0.1", 8000).withRatio(7),
                        Member.of("vllm", "10.0.0.2", 8000),
                        Member.of("vllm", "10.0.0.3", 8000).withEnabled(false))));
        List<String> removed = new CopyOnWriteArrayList<>();
        pool(A).onRemoval(member -> removed.add(member.fullPath()));
        JsonNode accepted = management.answer(
                202,
                "POST",
                DECLARE + "?async=true",
                declaration("\"10.0.0.1\",\"10.0.0.2\",\"10.0.0.3\"", "\"10.0.1.1\""));
        // The first step is over, the second is an hour away.
        assertThat(removed).containsExactly("/vllm/10.0.0.1:8000", "/vllm/10.0.0.3:8000");
        assertThat(paths(A)).containsExactly("/vllm/10.0.0.2:8000");
        assertThat(management.error(503, "GET", LTM + "/pool", ""))
                .isEqualTo("There is an active asynchronous task executing.");
        assertThat(management
                        .answer(503, "POST", DECLARE, declaration("", ""))
                        .path("message")
                        .asText())
                .startsWith("Configuration operation in progress on device");
        assertThat(management
                        .get("/mgmt/shared/appsvcs/task/" + accepted.path("id").asText())
                        .at("/results/0/message")
                        .asText())
                .isEqualTo("in progress");
    }

    @Test
    void afterwardsEveryMemberIsAsDeclared() throws Exception {
        start(AT_ONCE);
        bigIp.addPool(new Pool(
                A,
                "round-robin",
                List.of(
                        Member.of("vllm", "10.0.0.1", 8000).withRatio(7),
                        Member.of("vllm", "10.0.0.2", 8000),
                        Member.of("vllm", "10.0.0.9", 8000))));
        management.ok("PATCH", LTM + "/pool/~vllm~Shared~a", "{\"monitor\":\"/Common/http\"}");
        pool(A).members().forEach(member -> bigIp.health(A, member.fullPath(), Member.Health.UP));
        bigIp.declare(declaration("\"10.0.0.1\",\"10.0.0.2\"", "\"10.0.1.1\"")
                .replace("\"class\":\"Pool\",", "\"class\":\"Pool\",\"monitors\":[{\"bigip\":\"/Common/http\"}],"));
        assertThat(pool(A).members())
                .extracting(Member::fullPath, Member::ratio, Member::state)
                .containsExactly(tuple("/vllm/10.0.0.2:8000", 1, "up"), tuple("/vllm/10.0.0.1:8000", 1, "checking"));
        assertThat(pool(A).loadBalancingMode()).isEqualTo("ratio-member");
    }

    @Test
    void driftInOnePoolDelaysTheNewMembersOfAnother() throws Exception {
        start(AT_ONCE);
        bigIp.declare(declaration("\"10.0.0.1\"", "\"10.0.1.1\""));
        management.ok("PATCH", LTM + "/pool/~vllm~Shared~b/members/~vllm~10.0.1.1:8000", "{\"ratio\":5}");
        String grown = declaration("\"10.0.0.1\",\"10.0.0.2\"", "\"10.0.1.1\"");
        bigIp.declare(grown);
        assertThat(paths(A)).containsExactly("/vllm/10.0.0.1:8000");
        assertThat(pool(B).members()).extracting(Member::ratio).containsExactly(1);
        bigIp.declare(grown);
        assertThat(paths(A)).containsExactly("/vllm/10.0.0.1:8000", "/vllm/10.0.0.2:8000");
    }

    @Test
    void withoutThatDefectTheyComeAtOnce() throws Exception {
        start(AT_ONCE.with(Quirk.AS3_DRIFT_DELAYS_NEW_MEMBERS, false));
        bigIp.declare(declaration("\"10.0.0.1\"", "\"10.0.1.1\""));
        management.ok("PATCH", LTM + "/pool/~vllm~Shared~b/members/~vllm~10.0.1.1:8000", "{\"ratio\":5}");
        bigIp.declare(declaration("\"10.0.0.1\",\"10.0.0.2\"", "\"10.0.1.1\""));
        assertThat(paths(A)).containsExactly("/vllm/10.0.0.1:8000", "/vllm/10.0.0.2:8000");
    }

    @Test
    void whatWasPutInByHandGoes() throws Exception {
        start(AT_ONCE);
        String declaration = declaration("\"10.0.0.1\"", "\"10.0.1.1\"");
        bigIp.declare(declaration);
        management.ok("POST", LTM + "/rule", "{\"name\":\"r\",\"apiAnonymous\":\"when HTTP_REQUEST { }\"}");
        management.ok(
                "PATCH",
                LTM + "/virtual/~vllm~Shared~vs",
                "{\"rules\":[\"/Common/r\"],\"profiles\":[\"/Common/http\",\"/Common/json\"]}");
        management.ok(
                "POST", LTM + "/data-group/internal", "{\"name\":\"g\",\"partition\":\"vllm\",\"type\":\"string\"}");
        management.ok("POST", LTM + "/data-group/internal", "{\"name\":\"g\",\"type\":\"string\"}");
        management.ok("POST", LTM + "/pool", "{\"name\":\"mine\",\"partition\":\"vllm\"}");
        bigIp.declare(declaration);
        VirtualServer server = bigIp.virtualServer("/vllm/Shared/vs").orElseThrow();
        assertThat(server.rules()).isEmpty();
        assertThat(server.hasProfile("json")).isFalse();
        assertThat(bigIp.dataGroup("/vllm/g")).isEmpty();
        assertThat(bigIp.dataGroup("/Common/g")).isPresent();
        assertThat(bigIp.pool(new PoolName("/vllm/mine"))).isEmpty();
        assertThat(bigIp.unsaved()).isFalse();
        management.ok("DELETE", DECLARE + "/vllm", "");
        assertThat(bigIp.pool(A)).isEmpty();
        assertThat(bigIp.virtualServer("/vllm/Shared/vs")).isEmpty();
        assertThat(management.call("GET", DECLARE, "").statusCode()).isEqualTo(204);
    }

    @Test
    void aPartitionIsRedeclaredWithoutADeclarationToo() throws Exception {
        start(AT_ONCE);
        bigIp.addPool(new Pool(
                A,
                "ratio-member",
                List.of(Member.of("vllm", "10.0.0.1", 8000).withRatio(7), Member.of("vllm", "10.0.0.2", 8000))));
        List<String> removed = new ArrayList<>();
        pool(A).onRemoval(member -> removed.add(member.fullPath()));
        assertThat(bigIp.redeclare("vllm")).startsWith("200 ").contains("success");
        assertThat(removed).containsExactly("/vllm/10.0.0.1:8000");
        assertThat(pool(A).members()).extracting(Member::ratio).containsExactly(1, 1);
        assertThat(bigIp.redeclare("vllm")).contains("no change");
        assertThat(bigIp.ratioWrites()).isEmpty();
    }

    @Test
    void theGapPassesInRealTime() throws Exception {
        start(AT_ONCE.withAs3Gap(Duration.ofMillis(50)));
        bigIp.addPool(new Pool(
                A, "ratio-member", List.of(Member.of("vllm", "10.0.0.1", 8000).withRatio(7))));
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> bigIp.redeclare("vllm"));
        Http.await("done", answer::isDone);
        assertThat(answer.join()).startsWith("200 ");
        assertThat(pool(A).members()).hasSize(1);
    }

    @Test
    void whatIsNoDeclarationIsRefused() throws Exception {
        start(AT_ONCE);
        for (String wrong : List.of(
                "",
                "[]",
                "{\"class\":\"AS4\"}",
                declaration("\"no address\"", ""),
                declaration("\"10.0.0.1\"", "").replace("8000", "0"),
                declaration("\"10.0.0.1\"", "")
                        .replace(
                                "\"class\":\"Pool\",",
                                "\"class\":\"Pool\",\"members\":[{"
                                        + "\"servicePort\":1,\"serverAddresses\":[\"10.0.0.1\"],\"ratio\":101}],\"x\":"))) {
            int status = management.call("POST", DECLARE, wrong).statusCode();
            assertThat(status).as(wrong).isIn(400, 422);
        }
        assertThat(bigIp.pool(A)).isEmpty();
    }

    private List<String> paths(PoolName pool) {
        return pool(pool).members().stream().map(Member::fullPath).toList();
    }

    private Pool pool(PoolName name) {
        return bigIp.pool(name).orElseThrow();
    }

    private static String declaration(String addressesOfA, String addressesOfB) {
        String pool = "{\"class\":\"Pool\",\"loadBalancingMode\":\"ratio-member\",\"members\":[{\"servicePort\":8000,"
                + "\"serverAddresses\":[%s]}]}";
        return ("{\"class\":\"AS3\",\"action\":\"deploy\",\"declaration\":{\"class\":\"ADC\",\"schemaVersion\":\"3.50.0\","
                        + "\"vllm\":{\"class\":\"Tenant\",\"Shared\":{\"class\":\"Application\",\"template\":\"shared\","
                        + "\"a\":" + pool + ",\"b\":" + pool + ",\"vs\":{\"class\":\"Service_HTTP\","
                        + "\"virtualAddresses\":[\"10.5.5.5\"],\"virtualPort\":80,\"pool\":\"a\","
                        + "\"profileMultiplex\":{\"bigip\":\"/Common/oneconnect\"}}}}}}")
                .formatted(addressesOfA, addressesOfB);
    }
}

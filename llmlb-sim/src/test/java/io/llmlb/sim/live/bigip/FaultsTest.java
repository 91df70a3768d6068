package io.llmlb.sim.live.bigip;

import static io.llmlb.sim.live.bigip.Management.M;
import static io.llmlb.sim.live.bigip.Management.P;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmlb.core.PoolName;
import io.llmlb.sim.model.bigip.ManagementFault;
import io.llmlb.sim.model.bigip.ManagementFault.Kind;
import io.llmlb.sim.model.bigip.ManagementLatency;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults of the management interface, over the control API and in Java; two units; the device's clock. */
class FaultsTest {
    private static final PoolName POOL = new PoolName("/vllm/Shared/p");
    private static final BigIpEmulator BIG_IP = BigIpEmulator.builder().start();
    private Management management;

    @BeforeEach
    void beginAnew() throws Exception {
        BIG_IP.clearFaults();
        BIG_IP.advanceClock(Duration.ofDays(1));
        BIG_IP.removePool(POOL);
        BIG_IP.addPool(new Pool(POOL, "ratio-member", List.of(Member.of("vllm", "10.128.2.14", 8000))));
        management = new Management(BIG_IP);
    }

    @AfterAll
    static void close() {
        BIG_IP.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "expired-token     | 401 | X-F5-Auth-Token has expired.",
                "no-authentication | 401 | Authorization failed: no user authentication header or token detected.",
                "busy              | 503 | There is an active asynchronous task executing.",
                "mcpd-lost         | 500 | The connection to mcpd has been lost, try again.",
                "not-registered    | 404 | URI path /mgmt/tm/ltm/pool/~vllm~Shared~p not registered.  Please verify",
            })
    void aFaultStrikesSoManyRequests(String kind, int status, String message) {
        management.ok("POST", "/emu/faults", "{\"kind\":\"" + kind + "\",\"requests\":2}");
        assertThat(management.error(status, "GET", P, "")).startsWith(message);
        assertThat(BIG_IP.faults()).extracting(ManagementFault::requests).containsExactly(1);
        assertThat(management.error(status, "GET", P, "")).startsWith(message);
        management.get(P);
        assertThat(BIG_IP.faults()).isEmpty();
    }

    @Test
    void pagesAreNotJson() {
        BIG_IP.fault(ManagementFault.of(Kind.HTML_503).times(1));
        HttpResponse<String> restarting = management.call("GET", P, "");
        assertThat(restarting.statusCode()).isEqualTo(503);
        assertThat(restarting.headers().firstValue("content-type").orElse("")).startsWith("text/html");
        assertThat(restarting.body()).contains("Configuration Utility restarting");
        BIG_IP.fault(ManagementFault.of(Kind.HTML_500).times(1));
        assertThat(management.call("GET", P, "").body()).contains("AsyncContext timeout");
    }

    @Test
    void connectionsAreReset() {
        BIG_IP.fault(ManagementFault.of(Kind.RESET).on(P).with("PATCH"));
        management.get(P);
        assertThatThrownBy(() -> management.call("PATCH", M, "{\"ratio\":2}")).isInstanceOf(UncheckedIOException.class);
        BIG_IP.clearFaults();
        management.ok("PATCH", M, "{\"ratio\":2}");
    }

    @Test
    void aFaultEndsByTheDevicesClock() {
        management.ok("POST", "/emu/faults", "{\"kind\":\"not-registered\",\"seconds\":30,\"path\":\"/mgmt/tm/ltm\"}");
        management.error(404, "GET", P, "");
        management.get("/mgmt/tm/sys/version");
        management.ok("POST", "/emu/clock", "{\"advanceSeconds\":30}");
        management.get(P);
    }

    @Test
    void onlyLoginsMeetTheLimitOfTokens() {
        BIG_IP.fault(ManagementFault.of(Kind.TOKEN_LIMIT));
        management.get(P);
        assertThat(management.error(400, "POST", "/mgmt/shared/authn/login", "{}"))
                .isEqualTo("user has reached maximum active login tokens");
        management.ok("DELETE", "/emu/faults", "");
        management.login();
    }

    @Test
    void faultsOutliveARestart() {
        BIG_IP.fault(ManagementFault.of(Kind.MCPD_LOST).times(1));
        BIG_IP.stop();
        BIG_IP.start();
        management.error(500, "GET", P, "");
    }

    @Test
    void whatTheMonitorFindsCanBeSaid() {
        management.ok(
                "POST",
                "/emu/monitor",
                "{\"pool\":\"/vllm/Shared/p\",\"member\":\"/vllm/10.128.2.14:8000\",\"health\":\"down\"}");
        assertThat(management.get(M).path("state").asText()).isEqualTo("down");
        assertThat(management
                        .get(P + "/stats")
                        .findValue("status.statusReason")
                        .path("description")
                        .asText())
                .isEqualTo("The children pool member(s) are down");
        JsonNode one = management.get(M + "/stats");
        assertThat(one.path("entries").has("https://localhost" + M + "/~vllm~10.128.2.14:8000/stats"))
                .isTrue();
        assertThat(one.findValue("status.statusReason").path("description").asText())
                .isEqualTo("Pool member has been marked down by a monitor");
    }

    @Test
    void latencyIsDrawnAnewForEachAnswer() {
        management.ok(
                "PUT", "/emu/latency", "{\"baseMillis\":1,\"spreadMillis\":2,\"spikeMillis\":100,\"spikeChance\":1}");
        long from = System.nanoTime();
        management.get(P);
        assertThat(System.nanoTime() - from).isGreaterThanOrEqualTo(100_000_000L);
        BIG_IP.latency(ManagementLatency.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /emu/faults  | {\"kind\":\"flood\"}      | there is no fault \"flood\"; there are expired-token",
                "POST | /emu/faults  | {\"kind\":\"busy\",\"n\":1} | /emu/faults does not know \"n\"; it knows kind, requests",
                "POST | /emu/faults  | {\"kind\":\"busy\",\"requests\":0} | a fault strikes 1 or more requests",
                "POST | /emu/faults  | {}                        | \"kind\" must be text, but is missing",
                "POST | /emu/faults  | x                         | the request body is not a JSON object",
                "PUT  | /emu/latency | {\"spikeChance\":2}       | a chance is 0 to 1, but this is 2.0",
                "POST | /emu/clock   | {\"advanceSeconds\":\"x\"} | \"advanceSeconds\" must be a number from 0",
                "POST | /emu/monitor | {\"pool\":\"/a/b\",\"member\":\"m\",\"health\":\"up\"} | there is no pool \"/a/b\"",
                "POST | /emu/monitor | {\"pool\":\"/vllm/Shared/p\",\"member\":\"m\",\"health\":\"up\"} | pool /vllm/Shared/p has no member",
                "GET  | /emu/nothing | ''                        | there is no GET /emu/nothing; there are GET /emu,",
            })
    void aWrongControlIsMendedByASentence(String method, String path, String body, String sentence) {
        assertThat(management.answer(400, method, path, body).path("error").asText())
                .startsWith(sentence);
        assertThat(management.get("/emu").path("faults")).isEmpty();
    }

    @Test
    void oneOfTwoUnitsIsActiveAndChangesWaitForASynchronisation() throws Exception {
        try (BigIpEmulator first = BigIpEmulator.builder().start();
                BigIpEmulator second = BigIpEmulator.builder().start()) {
            first.addPool(new Pool(POOL, "ratio-member", List.of(Member.of("vllm", "10.128.2.14", 8000))));
            first.pairWith(second, "pair", false);
            Management one = new Management(first);
            Management other = new Management(second);
            assertThat(sync(one)).isEqualTo("In Sync");
            one.ok("PATCH", M, "{\"ratio\":7}");
            one.ok("POST", "/mgmt/tm/ltm/data-group/internal", "{\"name\":\"g\",\"type\":\"string\"}");
            assertThat(sync(one)).isEqualTo("Changes Pending");
            assertThat(sync(other)).isEqualTo("Changes Pending");
            assertThat(one.error(400, "POST", "/mgmt/tm/cm", run("nobody")))
                    .isEqualTo("01070734:3: Configuration error: Device group (nobody) not found in device group sync");
            assertThat(one.ok("POST", "/mgmt/tm/cm", run("pair")).toString())
                    .isEqualTo(
                            "{\"kind\":\"tm:cm:runstate\",\"command\":\"run\",\"utilCmdArgs\":\"config-sync to-group pair\"}");
            assertThat(sync(one)).isEqualTo("In Sync");
            assertThat(other.get(M).path("ratio").intValue()).isEqualTo(7);
            assertThat(second.dataGroup("/Common/g")).isPresent();
            assertThat(state(one)).isEqualTo("ACTIVE");
            assertThat(state(other)).isEqualTo("STANDBY");
            second.failover();
            assertThat(state(one)).isEqualTo("STANDBY");
            assertThat(state(other)).isEqualTo("ACTIVE");
            assertThat(one.get("/mgmt/tm/cm/device").path("items"))
                    .extracting(item -> item.path("failoverState").asText()
                            + item.path("selfDevice").asText())
                    .containsExactly("standbytrue", "activefalse");
        }
    }

    @Test
    void aUnitCanSayThatItIsActiveThoughItsPeerIs() throws Exception {
        try (BigIpEmulator first = BigIpEmulator.builder().start();
                BigIpEmulator second = BigIpEmulator.builder().start()) {
            first.pairWith(second, "pair", false);
            second.active(true);
            assertThat(state(new Management(first))).isEqualTo("ACTIVE");
            assertThat(state(new Management(second))).isEqualTo("ACTIVE");
            first.active(false);
            assertThat(state(new Management(first))).isEqualTo("STANDBY");
        }
    }

    @Test
    void requestsAreRememberedWithoutTheirQueriesWhateverBecameOfThem() throws Exception {
        try (BigIpEmulator fresh = BigIpEmulator.builder().start()) {
            Management client = new Management(fresh);
            int logins = fresh.requests().size();
            fresh.fault(ManagementFault.of(Kind.BUSY).times(1));
            client.error(503, "GET", "/mgmt/tm/sys/version?ver=1", "");
            fresh.stop();
            fresh.start();
            client.error(401, "GET", "/mgmt/tm/cm/device", "");
            assertThat(fresh.requests().subList(logins, fresh.requests().size()))
                    .containsExactly("GET /mgmt/tm/sys/version", "GET /mgmt/tm/cm/device");
        }
    }

    @Test
    void deviceGroupsAreListedWithTheTwoThatEveryDeviceHas() throws Exception {
        try (BigIpEmulator first = BigIpEmulator.builder().start();
                BigIpEmulator second = BigIpEmulator.builder().start()) {
            first.pairWith(second, "pair", true);
            assertThat(new Management(first).get("/mgmt/tm/cm/device-group").path("items"))
                    .extracting(item -> item.path("fullPath").asText() + " "
                            + item.path("type").asText() + " "
                            + item.path("autoSync").asText())
                    .containsExactly(
                            "/Common/device_trust_group sync-only enabled",
                            "/Common/gtm sync-only disabled",
                            "/Common/pair sync-failover enabled");
        }
    }

    @Test
    void aUnitAloneIsStandaloneAndCanBeStandby() {
        assertThat(sync(management)).isEqualTo("Standalone");
        management.ok("POST", "/emu/failover", "");
        assertThat(state(management)).isEqualTo("STANDBY");
        BIG_IP.failover();
        assertThat(BIG_IP.active()).isTrue();
    }

    private static String run(String group) {
        return "{\"command\":\"run\",\"utilCmdArgs\":\"config-sync to-group " + group + "\"}";
    }

    private static String sync(Management unit) {
        return unit.get("/mgmt/tm/cm/sync-status")
                .findValue("status")
                .path("description")
                .asText();
    }

    private static String state(Management unit) {
        return unit.get("/mgmt/tm/cm/failover-status")
                .findValue("status")
                .path("description")
                .asText();
    }
}

package io.llmlb.sim.live.bigip;

import static io.llmlb.sim.live.bigip.Management.M;
import static io.llmlb.sim.live.bigip.Management.P;
import static io.llmlb.sim.live.bigip.Management.POOLS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.llmlb.core.PoolName;
import io.llmlb.sim.model.bigip.ManagementFault;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The sample pairs of requests and answers that are known of real devices, over real https: whole bodies compared as JSON
 * trees, with values that differ from call to call (generations, times, operation numbers, tokens) made the same on both
 * sides. The number of each pair is in its name.
 */
class ConformanceTest {
    private static final Set<String> VOLATILE = Set.of(
            "generation", "startTime", "lastUpdateMicros", "expirationMicros", "restOperationId", "referer", "transId");
    private static final PoolName POOL = new PoolName("/vllm/Shared/p");
    private static final String GROUPS = "/mgmt/tm/ltm/data-group/internal";
    private static final String MEMBER = """
            {"kind":"tm:ltm:pool:members:membersstate","name":"10.128.2.14:8000","partition":"vllm",
             "fullPath":"/vllm/10.128.2.14:8000","generation":731,
             "selfLink":"https://localhost/mgmt/tm/ltm/pool/~vllm~Shared~p/members/~vllm~10.128.2.14:8000?ver=21.0.0",
             "address":"10.128.2.14","connectionLimit":0,"dynamicRatio":1,"ephemeral":"false",
             "fqdn":{"autopopulate":"disabled"},"inheritProfile":"enabled","logging":"disabled","monitor":"default",
             "priorityGroup":0,"rateLimit":"disabled","ratio":1,"session":"monitor-enabled","state":"up"}""";
    private static final String GONE = "/members/~vllm~10.128.9.9:8000";

    private static final BigIpEmulator BIG_IP =
            BigIpEmulator.builder().password("pw").start();
    private Management management;

    @BeforeEach
    void beginAnew() throws Exception {
        // A day later every token has expired.
        BIG_IP.advanceClock(Duration.ofDays(1));
        BIG_IP.removePool(POOL);
        BIG_IP.addPool(new Pool(POOL, "ratio-member", List.of(Member.of("vllm", "10.128.2.14", 8000))));
        BIG_IP.health(POOL, "/vllm/10.128.2.14:8000", Member.Health.UP);
        management = new Management(BIG_IP);
    }

    @AfterAll
    static void close() {
        BIG_IP.close();
    }

    @Test
    @DisplayName("1.2: login")
    void login() {
        check(
                "POST",
                "/mgmt/shared/authn/login",
                "{\"username\":\"admin\",\"password\":\"pw\",\"loginProviderName\":\"tmos\"}",
                200,
                """
                {"username":"admin",
                 "loginReference":{"link":"https://localhost/mgmt/cm/system/authn/providers/tmos/1f44a60e-11a7-3c51-a49f-82983026b41b/login"},
                 "loginProviderName":"tmos",
                 "token":{"token":"TOKEN","name":"TOKEN","userName":"admin","authProviderName":"tmos",
                   "user":{"link":"https://localhost/mgmt/cm/system/authn/providers/tmos/1f44a60e-11a7-3c51-a49f-82983026b41b/users/40994460-44e3-3a09-8837-2189119665e5"},
                   "timeout":1200,"startTime":"2025-11-20T10:13:41.432-0800","address":"127.0.0.1","partition":"[All]",
                   "generation":1,"lastUpdateMicros":1,"expirationMicros":2,
                   "kind":"shared:authz:tokens:authtokenitemstate",
                   "selfLink":"https://localhost/mgmt/shared/authz/tokens/TOKEN"},
                 "generation":0,"lastUpdateMicros":0}""");
    }

    @Test
    @DisplayName("1.4: a token is extended")
    void extend() {
        String path = "/mgmt/shared/authz/tokens/" + management.token();
        String extended = """
                {"token":"TOKEN","name":"TOKEN","userName":"admin","authProviderName":"tmos",
                 "user":{"link":"https://localhost/mgmt/cm/system/authn/providers/tmos/1f44a60e-11a7-3c51-a49f-82983026b41b/users/40994460-44e3-3a09-8837-2189119665e5"},
                 "timeout":36000,"startTime":"","address":"127.0.0.1","partition":"[All]","generation":2,
                 "lastUpdateMicros":1,"expirationMicros":2,"kind":"shared:authz:tokens:authtokenitemstate",
                 "selfLink":"https://localhost/mgmt/shared/authz/tokens/TOKEN"}""";
        JsonNode token = check("PATCH", path, "{\"timeout\":36000}", 200, extended);
        assertThat(token.path("generation").intValue()).isEqualTo(2);
        check("PATCH", path, "{\"timeout\":\"36000\"}", 200, extended);
    }

    @Test
    @DisplayName("4.2: a transaction is created, filled and committed")
    void transaction() {
        String started = """
                {"transId":1,"state":"STARTED","timeoutSeconds":120,"asyncExecution":false,"validateOnly":false,
                 "executionTimeout":300,"executionTime":0,"failureReason":"","kind":"tm:transactionstate",
                 "selfLink":"https://localhost/mgmt/tm/transaction/TRANSACTION?ver=21.0.0"}""";
        JsonNode created = check("POST", "/mgmt/tm/transaction", "{}", 200, started);
        assertThat(created.path("transId").asText()).matches("\\d{16}");
        String id = created.path("transId").asText();
        HttpResponse<String> queued = management.call("PATCH", M, "{\"ratio\":3}", "X-F5-REST-Coordination-Id", id);
        assertThat(normal(Management.read(queued.body()))).isEqualTo(normal(Management.read("""
                                        {"method":"PATCH",
                                         "uri":"https://localhost/mgmt/tm/ltm/pool/~vllm~Shared~p/members/~vllm~10.128.2.14:8000",
                                         "body":{"ratio":3},"evalOrder":1,"commandId":1,"kind":"tm:transaction:commandsstate",
                                         "selfLink":"https://localhost/mgmt/tm/transaction/TRANSACTION/commands/1?ver=21.0.0"}""")));
        assertThat(management.get(M).path("ratio").intValue()).isEqualTo(1);
        check(
                "PATCH",
                "/mgmt/tm/transaction/" + id,
                "{\"state\":\"VALIDATING\"}",
                200,
                started.replace("STARTED", "COMPLETED"));
        assertThat(management.get(M).path("ratio").intValue()).isEqualTo(3);
    }

    @Test
    @DisplayName("(1): some properties of a pool")
    void pair1() {
        check(
                "GET",
                P + "?$select=name,fullPath,loadBalancingMode",
                "",
                200,
                "{\"name\":\"p\",\"fullPath\":\"/vllm/Shared/p\",\"loadBalancingMode\":\"ratio-member\"}");
    }

    @Test
    @DisplayName("(2): the members of a pool")
    void pair2() {
        management.ok("POST", P + "/members", "{\"name\":\"10.128.2.15:8000\",\"partition\":\"vllm\"}");
        BIG_IP.health(POOL, "/vllm/10.128.2.15:8000", Member.Health.UP);
        check(
                "GET",
                P + "/members",
                "",
                200,
                "{\"kind\":\"tm:ltm:pool:members:memberscollectionstate\",\"selfLink\":\"https://localhost" + P
                        + "/members?ver=21.0.0\",\"items\":[" + MEMBER + ","
                        + MEMBER.replace("10.128.2.14", "10.128.2.15") + "]}");
    }

    @Test
    @DisplayName("(3): a pool without members has no items")
    void pair3() {
        management.ok("DELETE", M, "");
        check(
                "GET",
                P + "/members",
                "",
                200,
                "{\"kind\":\"tm:ltm:pool:members:memberscollectionstate\",\"selfLink\":\"https://localhost" + P
                        + "/members?ver=21.0.0\"}");
    }

    @Test
    @DisplayName("(4): a ratio is written")
    void pair4() {
        int before = management.get(M).path("generation").intValue();
        JsonNode after = check("PATCH", M, "{\"ratio\":7}", 200, MEMBER.replace("\"ratio\":1", "\"ratio\":7"));
        assertThat(after.path("generation").intValue()).isGreaterThan(before);
    }

    @Test
    @DisplayName("(5): a member that is gone")
    void pair5() {
        check(
                "PATCH",
                P + GONE,
                "{\"ratio\":7}",
                404,
                mcpd(
                        404,
                        "01020036:3: The requested Pool Member (/vllm/Shared/p /vllm/10.128.9.9 8000) was not found.",
                        3));
    }

    @Test
    @DisplayName("(6): a PATCH of nothing")
    void pair6() {
        String expected = mcpd(400, "one or more properties must be specified", 26_214_401);
        check("PATCH", M, "{}", 400, expected);
        check("PATCH", M, "{\"kind\":\"x\"}", 400, expected);
    }

    @Test
    @DisplayName("(7): values that are only ever read")
    void pair7() {
        check("PATCH", M, "{\"state\":\"up\"}", 400, mcpd(400, "invalid property value \"state\":\"up\"", 26_214_401));
        check(
                "PATCH",
                M,
                "{\"session\":\"monitor-enabled\"}",
                400,
                mcpd(400, "invalid property value \"session\":\"monitor-enabled\"", 26_214_401));
    }

    @Test
    @DisplayName("(8): a member is drained")
    void pair8() {
        check("PATCH", M, "{\"session\":\"user-disabled\"}", 200, MEMBER.replace("monitor-enabled", "user-disabled"));
    }

    @Test
    @DisplayName("(9): a pool that is not there")
    void pair9() {
        check(
                "GET",
                POOLS + "/~vllm~Shared~nope",
                "",
                404,
                mcpd(404, "01020036:3: The requested Pool (/vllm/Shared/nope) was not found.", 3));
    }

    @Test
    @DisplayName("(10): an expired token")
    void pair10() {
        BIG_IP.advanceClock(Duration.ofSeconds(1200));
        check("GET", P, "", 401, rest(401, "X-F5-Auth-Token has expired."));
    }

    @Test
    @DisplayName("(11): while AS3 works")
    void pair11() {
        BIG_IP.fault(ManagementFault.of(ManagementFault.Kind.BUSY).times(1));
        check("GET", P, "", 503, mcpd(503, "There is an active asynchronous task executing.", 32_964_609));
        management.get(P);
    }

    @Test
    @DisplayName("(12), (13), (14): a data group is created, replaced, and refused for what looks like a tag")
    void pairs12To14() {
        String created = """
                {"kind":"tm:ltm:data-group:internal:internalstate","name":"ai_rules","partition":"Common",
                 "fullPath":"/Common/ai_rules","generation":740,
                 "selfLink":"https://localhost/mgmt/tm/ltm/data-group/internal/~Common~ai_rules?ver=21.0.0",
                 "type":"string","records":[{"name":"10","data":".model match *GPT 20 30"}]}""";
        check("POST", GROUPS, """
                {"name":"ai_rules","partition":"Common","type":"string",
                 "records":[{"name":"10","data":".model match *GPT 20 30"}]}""", 200, created);
        check(
                "PATCH",
                GROUPS + "/~Common~ai_rules",
                "{\"records\":[{\"name\":\"20\",\"data\":\"selectPool /vllm/Shared/p\"}]}",
                200,
                created.replace(
                        "{\"name\":\"10\",\"data\":\".model match *GPT 20 30\"}",
                        "{\"name\":\"20\",\"data\":\"selectPool /vllm/Shared/p\"}"));
        check(
                "PATCH",
                GROUPS + "/~Common~ai_rules",
                "{\"records\":[{\"name\":\"x\",\"data\":\"a <b> c\"}]}",
                400,
                mcpd(400, "HTML Tag-like Content in the Request URL/Body", 26_214_401));
    }

    @Test
    @DisplayName("(15): which unit is active")
    void pair15() {
        check("GET", "/mgmt/tm/cm/failover-status", "", 200, """
                {"kind":"tm:cm:failover-status:failover-statusstats",
                 "selfLink":"https://localhost/mgmt/tm/cm/failover-status?ver=21.0.0",
                 "entries":{"https://localhost/mgmt/tm/cm/failover-status/0":{"nestedStats":{"entries":{
                   "color":{"description":"green"},"status":{"description":"ACTIVE"},
                   "summary":{"description":"1/1 active"}}}}}}""");
    }

    /** As a public parser's test captured it of 14.1.2.1 (genieparser, get_cm_device_group). */
    @Test
    @DisplayName("device groups of a unit alone")
    void deviceGroups() {
        check("GET", "/mgmt/tm/cm/device-group", "", 200, """
                {"kind":"tm:cm:device-group:device-groupcollectionstate",
                 "selfLink":"https://localhost/mgmt/tm/cm/device-group?ver=21.0.0","items":[
                 {"kind":"tm:cm:device-group:device-groupstate","name":"device_trust_group","partition":"Common",
                  "fullPath":"/Common/device_trust_group","generation":1,
                  "selfLink":"https://localhost/mgmt/tm/cm/device-group/~Common~device_trust_group?ver=21.0.0",
                  "asmSync":"disabled","autoSync":"enabled","fullLoadOnSync":"false",
                  "incrementalConfigSyncSizeMax":1024,"networkFailover":"disabled","saveOnAutoSync":"false",
                  "type":"sync-only","devicesReference":{"isSubcollection":true,
                  "link":"https://localhost/mgmt/tm/cm/device-group/~Common~device_trust_group/devices?ver=21.0.0"}},
                 {"kind":"tm:cm:device-group:device-groupstate","name":"gtm","partition":"Common",
                  "fullPath":"/Common/gtm","generation":1,
                  "selfLink":"https://localhost/mgmt/tm/cm/device-group/~Common~gtm?ver=21.0.0",
                  "asmSync":"disabled","autoSync":"disabled","fullLoadOnSync":"false",
                  "incrementalConfigSyncSizeMax":1024,"networkFailover":"disabled","saveOnAutoSync":"false",
                  "type":"sync-only","devicesReference":{"isSubcollection":true,
                  "link":"https://localhost/mgmt/tm/cm/device-group/~Common~gtm/devices?ver=21.0.0"}}]}""");
    }

    @Test
    @DisplayName("(16): a member that exists")
    void pair16() {
        check(
                "POST",
                P + "/members",
                "{\"name\":\"10.128.2.14:8000\",\"partition\":\"vllm\"}",
                409,
                mcpd(
                        409,
                        "01020066:3: The requested Pool Member (/vllm/Shared/p /vllm/10.128.2.14 8000) already exists in"
                                + " partition vllm.",
                        3));
    }

    @Test
    @DisplayName("(17): a transaction with a member that is gone")
    void pair17() {
        String id = management
                .ok("POST", "/mgmt/tm/transaction", "{}")
                .path("transId")
                .asText();
        management.call("PATCH", M, "{\"ratio\":9}", "X-F5-REST-Coordination-Id", id);
        management.call("PATCH", P + GONE, "{\"ratio\":9}", "X-F5-REST-Coordination-Id", id);
        check(
                "PATCH",
                "/mgmt/tm/transaction/" + id,
                "{\"state\":\"VALIDATING\"}",
                400,
                mcpd(
                        400,
                        "transaction failed:01020036:3: The requested Pool Member (/vllm/Shared/p /vllm/10.128.9.9 8000)"
                                + " was not found.",
                        2));
        assertThat(management.get(M).path("ratio").intValue()).isEqualTo(1);
    }

    @Test
    @DisplayName("(18): a token is deleted")
    void pair18() {
        management.ok("DELETE", "/mgmt/shared/authz/tokens/" + management.token(), "");
        check("GET", P, "", 401, rest(401, "X-F5-Auth-Token does not exist."));
    }

    @Test
    @DisplayName("(19): what has happened with the members (the sample leaves out entries that others have)")
    void pair19() {
        Pool pool = BIG_IP.pool(POOL).orElseThrow();
        String member = "/vllm/10.128.2.14:8000";
        for (int i = 0; i < 91; i++) {
            pool.opened(member, 0);
        }
        for (int i = 0; i < 87; i++) {
            pool.closed(member, 0);
        }
        for (int i = 0; i < 120; i++) {
            pool.requestStarted(member, 0);
            pool.requestEnded(member, 0);
        }
        JsonNode found = management.get(P + "/members/stats").deepCopy();
        String key = "https://localhost" + M + "/stats";
        ObjectNode expected = (ObjectNode) Management.read("""
                        {"kind":"tm:ltm:pool:members:memberscollectionstats","generation":1,
                         "selfLink":"https://localhost/mgmt/tm/ltm/pool/~vllm~Shared~p/members/stats?ver=21.0.0",
                         "entries":{"KEY":{"nestedStats":{
                           "kind":"tm:ltm:pool:members:membersstats","selfLink":"KEY?ver=21.0.0","entries":{
                           "addr":{"description":"10.128.2.14"},"port":{"value":8000},
                           "nodeName":{"description":"/vllm/10.128.2.14"},"poolName":{"description":"/vllm/Shared/p"},
                           "monitorStatus":{"description":"up"},"sessionStatus":{"description":"enabled"},
                           "curSessions":{"value":0},"serverside.curConns":{"value":4},
                           "serverside.totConns":{"value":91},"status.availabilityState":{"description":"available"},
                           "status.enabledState":{"description":"enabled"},
                           "status.statusReason":{"description":"Pool member is available"},
                           "totRequests":{"value":120}}}}}}""".replace("KEY", key));
        ObjectNode entries =
                (ObjectNode) found.path("entries").path(key).path("nestedStats").path("entries");
        Set<String> known = new HashSet<>();
        expected.path("entries")
                .path(key)
                .path("nestedStats")
                .path("entries")
                .fieldNames()
                .forEachRemaining(known::add);
        assertThat(entries.path("connq.depth").path("value").isIntegralNumber()).isTrue();
        entries.retain(known);
        assertThat(normal(found)).isEqualTo(normal(expected));
    }

    @Test
    @DisplayName("(20): the 101st token")
    void pair20() {
        for (int i = 1; i < 100; i++) {
            management.login();
        }
        check(
                "POST",
                "/mgmt/shared/authn/login",
                "{\"username\":\"admin\",\"password\":\"pw\",\"loginProviderName\":\"tmos\"}",
                400,
                rest(400, "user has reached maximum active login tokens"));
    }

    private JsonNode check(String method, String path, String body, int status, String expected) {
        HttpResponse<String> response = management.call(method, path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json; charset=UTF-8");
        JsonNode found = Management.read(response.body());
        assertThat(normal(found)).isEqualTo(normal(Management.read(expected)));
        return found;
    }

    private static String mcpd(int status, String message, int apiError) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("code", status)
                .put("message", message)
                .put("apiError", apiError)
                .<ObjectNode>set("errorStack", JsonNodeFactory.instance.arrayNode())
                .toString();
    }

    private static String rest(int status, String message) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("code", status)
                .put("message", message)
                .put("referer", "10.0.0.5")
                .put("restOperationId", 6_229_426)
                .put("kind", ":resterrorresponse")
                .toString();
    }

    /** The same with every value that differs from call to call replaced. */
    private static JsonNode normal(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties()
                    .forEach(entry -> copy.set(
                            entry.getKey(),
                            VOLATILE.contains(entry.getKey()) ? TextNode.valueOf("*") : normal(entry.getValue())));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> copy.add(normal(element)));
            return copy;
        }
        return node.isTextual()
                ? TextNode.valueOf(node.textValue()
                        .replaceAll("\\b[A-Z2-7]{26}\\b", "TOKEN")
                        .replaceAll("/transaction/\\d{16}", "/transaction/TRANSACTION"))
                : node;
    }
}

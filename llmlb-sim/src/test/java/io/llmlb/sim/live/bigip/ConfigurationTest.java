package io.llmlb.sim.live.bigip;

import static io.llmlb.sim.live.bigip.Management.LTM;
import static io.llmlb.sim.live.bigip.Management.M;
import static io.llmlb.sim.live.bigip.Management.P;
import static io.llmlb.sim.live.bigip.Management.POOLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmlb.core.PoolName;
import io.llmlb.sim.live.Http;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pools, members, transactions, virtual servers, rules and profiles, written over iControl. */
class ConfigurationTest {
    private static final PoolName POOL = new PoolName("/vllm/Shared/p");
    private static final String GROUPS = LTM + "/data-group/internal";
    private static final BigIpEmulator BIG_IP =
            BigIpEmulator.builder().guest("reader", "books").start();
    private Management management;

    @BeforeEach
    void beginAnew() throws Exception {
        BIG_IP.advanceClock(Duration.ofDays(1));
        management = new Management(BIG_IP);
        BIG_IP.removePool(POOL);
        BIG_IP.addPool(new Pool(
                POOL,
                "ratio-member",
                List.of(Member.of("vllm", "10.128.2.14", 8000), Member.of("Common", "fd00::12", 8000))));
        for (String path : List.of(
                LTM + "/virtual/~Common~vs", LTM + "/rule/~Common~r", GROUPS + "/~Common~g", POOLS + "/~Common~new")) {
            management.call("DELETE", path, "");
        }
    }

    @AfterAll
    static void close() {
        BIG_IP.close();
    }

    @Test
    void aPoolIsCreatedChangedAndDeleted() {
        JsonNode created = management.ok("POST", POOLS, """
                {"name":"new","partition":"Common","loadBalancingMode":"least-connections-member","description":"d",
                 "members":["/Common/10.0.0.1:80",{"name":"10.0.0.2%3:80","partition":"Common","ratio":4}]}""");
        assertThat(created.path("loadBalancingMode").asText()).isEqualTo("least-connections-member");
        String path = POOLS + "/~Common~new";
        assertThat(management
                        .get(path + "/members/~Common~10.0.0.2%253:80")
                        .path("ratio")
                        .intValue())
                .isEqualTo(4);
        assertThat(management.error(409, "POST", POOLS, "{\"name\":\"new\"}"))
                .isEqualTo("01020066:3: The requested Pool (/Common/new) already exists in partition Common.");
        JsonNode patched = management.ok("PATCH", path, "{\"slowRampTime\":20,\"minActiveMembers\":1}");
        assertThat(patched.path("description").asText()).isEqualTo("d");
        assertThat(patched.path("slowRampTime").intValue()).isEqualTo(20);
        assertThat(patched.path("minActiveMembers").intValue()).isEqualTo(1);
        assertThat(patched.path("generation").intValue())
                .isGreaterThan(created.path("generation").intValue());
        JsonNode put = management.ok("PUT", path, "{\"loadBalancingMode\":\"ratio-member\"}");
        assertThat(put.has("description")).isFalse();
        assertThat(put.path("slowRampTime").intValue()).isEqualTo(10);
        assertThat(put.path("minActiveMembers").intValue()).isZero();
        assertThat(BIG_IP.pool(new PoolName("/Common/new")).orElseThrow().members())
                .hasSize(2);
        assertThat(management.call("DELETE", path, "").body()).isEmpty();
        assertThat(management.error(404, "DELETE", path, "")).contains("The requested Pool (/Common/new)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | ''       | {\"name\":\"x\",\"partition\":\"gone\"} | 404 | 01020036:3: The requested folder (/gone) was not found.",
                "POST | ''       | {}                                | 400 | one or more configuration identifiers must be provided",
                "POST | ''       | {\"name\":\"a b\"}                | 400 | invalid name \"/Common/a b\"",
                "POST | /~vllm~Shared~p/members | {\"name\":\"10.9.9.9:80\"} | 404 | Object not found - /Common/10.9.9.9:80",
                "POST | /~vllm~Shared~p/members | {\"name\":\"10.9.9.9:80\",\"partition\":\"gone\"} | 400 | 01070734:3: Configuration"
                        + " error: Can't associate Pool Member (/gone/10.9.9.9:80) folder does not exist",
                "POST | /~vllm~Shared~no/members | {\"name\":\"10.9.9.9:80\",\"partition\":\"vllm\"} | 404 | 01020036:3: The requested"
                        + " pool (/vllm/Shared/no) was not found.",
                "POST | /~vllm~Shared~p/members | {\"name\":\"web:80\",\"partition\":\"vllm\"} | 400 | invalid member name \"web:80\":"
                        + " this emulator takes an address and a port",
                "PATCH | /~vllm~Shared~p | {\"loadBalancingMode\":\"best\"} | 400 | invalid property value \"loadBalancingMode\":\"best\"",
                "PATCH | /~vllm~Shared~p | {\"slowRampTime\":-1} | 400 | invalid property value \"slowRampTime\":\"-1\"",
                "PATCH | /~vllm~Shared~p | {\"members\":3}    | 400 | invalid property value \"members\":\"3\"",
                "PATCH | /~vllm~Shared~p | {\"colour\":\"red\"} | 400 | unknown property \"colour\"",
                "PATCH | /~vllm~Shared~p | nonsense           | 400 | the request body is not a JSON object",
            })
    void aBadWriteIsRefused(String method, String path, String body, int status, String message) {
        assertThat(management.error(status, method, POOLS + path, body)).isEqualTo(message);
    }

    @Test
    void aListOfMembersReplacesTheMembership() {
        List<String> removed = new ArrayList<>();
        BIG_IP.pool(POOL).orElseThrow().onRemoval(member -> removed.add(member.fullPath()));
        management.ok("PATCH", M, "{\"ratio\":7,\"description\":\"x\"}");
        management.ok(
                "PATCH",
                P,
                "{\"members\":[{\"name\":\"/vllm/10.128.2.14:8000\",\"ratio\":2},\"/vllm/10.128.2.16:8000\"]}");
        assertThat(BIG_IP.pool(POOL).orElseThrow().members())
                .extracting(Member::fullPath, Member::ratio)
                .containsExactly(tuple("/vllm/10.128.2.14:8000", 2), tuple("/vllm/10.128.2.16:8000", 1));
        assertThat(removed).containsExactly("/Common/fd00::12.8000");
    }

    @Test
    void aMemberIsCreatedPutAndDeleted() {
        JsonNode created = management.ok(
                "POST",
                P + "/members",
                "{\"name\":\"10.1.1.1:80\",\"partition\":\"vllm\",\"address\":\"10.1.1.1\",\"connectionLimit\":5,"
                        + "\"rateLimit\":\"100\",\"priorityGroup\":2}");
        assertThat(created.path("connectionLimit").intValue()).isEqualTo(5);
        assertThat(created.path("rateLimit").asText()).isEqualTo("100");
        String path = P + "/members/~vllm~10.1.1.1:80";
        JsonNode patched = management.ok("PATCH", path, "{\"ratio\":3}");
        assertThat(patched.path("rateLimit").asText()).isEqualTo("100");
        JsonNode put = management.ok("PUT", path, "{\"ratio\":4}");
        assertThat(put.path("rateLimit").asText()).isEqualTo("disabled");
        assertThat(put.path("connectionLimit").intValue()).isZero();
        assertThat(put.path("priorityGroup").intValue()).isZero();
        assertThat(put.path("ratio").intValue()).isEqualTo(4);
        assertThat(management.call("DELETE", path, "").body()).isEmpty();
        assertThat(management.error(404, "GET", path, "")).contains("/vllm/10.1.1.1 80");
    }

    @Test
    void aCollectionIsFilteredAndPaged() {
        management.ok("POST", POOLS, "{\"name\":\"new\"}");
        assertThat(management
                        .get(POOLS + "?$filter=partition%20eq%20'Common'&$select=name")
                        .path("items")
                        .toString())
                .isEqualTo("[{\"name\":\"new\"}]");
        JsonNode page = management.get(P + "/members?$top=1&$select=name");
        assertThat(page.path("items").toString()).isEqualTo("[{\"name\":\"10.128.2.14:8000\"}]");
        assertThat(page.path("totalItems").intValue()).isEqualTo(2);
        assertThat(page.path("nextLink").asText()).contains("$skip=1");
        assertThat(management
                        .get(P + "/members?$top=1&$skip=1")
                        .at("/items/0/name")
                        .asText())
                .isEqualTo("fd00::12.8000");
        management.error(400, "GET", POOLS + "?$filter=partition%20gt%20a", "");
        management.error(400, "GET", POOLS + "?$top=many", "");
    }

    @Test
    void nothingIsPutIntoAFolderThatIsNotThere() {
        for (String type : List.of("data-group/internal", "rule", "virtual", "profile/json", "pool")) {
            assertThat(management.error(
                            404,
                            "POST",
                            LTM + "/" + type,
                            "{\"name\":\"x\",\"partition\":\"nobody\",\"type\":\"string\"}"))
                    .as(type)
                    .isEqualTo("01020036:3: The requested folder (/nobody) was not found.");
        }
    }

    @Test
    void aTransactionCreatesThingsThatRestOnEachOther() {
        String id = transaction();
        queue(id, "POST", POOLS, "{\"name\":\"new\"}");
        queue(id, "POST", POOLS + "/~Common~new/members", "{\"name\":\"10.0.0.1:80\",\"partition\":\"Common\"}");
        queue(id, "POST", GROUPS, "{\"name\":\"g\",\"type\":\"string\"}");
        assertThat(management.get("/mgmt/tm/transaction/" + id + "/commands").path("items"))
                .hasSize(3);
        assertThat(BIG_IP.pool(new PoolName("/Common/new"))).isEmpty();
        assertThat(commit(200, id).path("state").asText()).isEqualTo("COMPLETED");
        assertThat(BIG_IP.pool(new PoolName("/Common/new")).orElseThrow().members())
                .hasSize(1);
        assertThat(BIG_IP.dataGroup("/Common/g")).isPresent();
    }

    @Test
    void aTransactionThatFailsChangesNothing() {
        String id = transaction();
        queue(id, "PATCH", M, "{\"ratio\":9}");
        queue(id, "DELETE", P + "/members/~Common~fd00::12.8000", "");
        queue(id, "PATCH", P, "{\"loadBalancingMode\":\"worst\"}");
        assertThat(commit(400, id).path("message").asText())
                .isEqualTo("transaction failed:invalid property value \"loadBalancingMode\":\"worst\"");
        assertThat(BIG_IP.pool(POOL).orElseThrow().members()).hasSize(2).allMatch(member -> member.ratio() == 1);
    }

    @Test
    void aTransactionIsEmptyAbortedOrTooLate() {
        String empty = transaction();
        assertThat(commit(400, empty).path("message").asText())
                .isEqualTo("there is no command to commit in the transaction");
        management.call("DELETE", "/mgmt/tm/transaction/" + empty, "");
        management.error(404, "GET", "/mgmt/tm/transaction/" + empty, "");
        String late = transaction();
        queue(late, "PATCH", M, "{\"ratio\":9}");
        BIG_IP.advanceClock(Duration.ofSeconds(120));
        commit(404, late);
        assertThat(management.get(M).path("ratio").intValue()).isEqualTo(1);
    }

    @Test
    void aVirtualServerHasRulesAndProfilesAndListens() {
        management.ok("POST", LTM + "/rule", "{\"name\":\"r\",\"apiAnonymous\":\"when HTTP_REQUEST { pool p }\"}");
        management.ok("POST", LTM + "/virtual", """
                {"name":"vs","destination":"/Common/10.5.5.5:80","pool":"/vllm/Shared/p","rules":["/Common/r"],
                 "profiles":["/Common/http",{"name":"json","partition":"Common"}]}""");
        String path = LTM + "/virtual/~Common~vs";
        JsonNode server = management.get(path + "?expandSubcollections=true");
        assertThat(server.path("destination").asText()).isEqualTo("/Common/10.5.5.5:80");
        assertThat(server.path("enabled").asBoolean()).isTrue();
        assertThat(server.path("rules").toString()).isEqualTo("[\"/Common/r\"]");
        assertThat(server.at("/profilesReference/items")).hasSize(2);
        assertThat(management
                        .get(path + "/profiles")
                        .at("/items/1/nameReference/link")
                        .asText())
                .isEqualTo("https://localhost/mgmt/tm/ltm/profile/json/~Common~json?ver=21.0.0");
        management.ok("POST", path + "/profiles", "{\"name\":\"oneconnect\",\"partition\":\"Common\"}");
        assertThat(BIG_IP.virtualServer("/Common/vs").orElseThrow().hasProfile("one-connect"))
                .isTrue();
        Http.await("the virtual server listens", () -> BIG_IP.url("/Common/vs").isPresent());
        management.call("DELETE", path + "/profiles/~Common~oneconnect", "");
        assertThat(BIG_IP.virtualServer("/Common/vs").orElseThrow().hasProfile("one-connect"))
                .isFalse();
        assertThat(management.error(400, "DELETE", LTM + "/rule/~Common~r", "")).contains("in use by a Virtual Server");
        assertThat(management.error(400, "DELETE", P, "")).contains("in use by a Virtual Server (/Common/vs)");
        assertThat(management.error(404, "PATCH", path, "{\"rules\":[\"/Common/none\"]}"))
                .isEqualTo("01020036:3: The requested rule (/Common/none) was not found.");
        JsonNode bare = management.ok("PATCH", path, "{\"rules\":[],\"pool\":\"none\",\"disabled\":true}");
        assertThat(bare.has("rules") || bare.has("pool") || bare.has("enabled")).isFalse();
        management.call("DELETE", path, "");
        Http.await(
                "the virtual server listens no longer",
                () -> BIG_IP.url("/Common/vs").isEmpty());
    }

    @Test
    void aRuleWhoseBracesDoNotMatchIsRefused() {
        String rule = "{\"name\":\"r\",\"apiAnonymous\":\"when HTTP_REQUEST { pool p\"}";
        assertThat(management.error(400, "POST", LTM + "/rule", rule))
                .startsWith("01070151:3: Rule [/Common/r] error:");
        management.ok("POST", LTM + "/rule", rule.replace("pool p", "set a \\\\{ }"));
        management.error(400, "PATCH", LTM + "/rule/~Common~r", "{\"apiAnonymous\":\"} {\"}");
        assertThat(management.get(LTM + "/rule/~Common~r").path("apiAnonymous").asText())
                .isEqualTo("when HTTP_REQUEST { set a \\{ }");
    }

    @Test
    void aJsonProfileHasItsLimits() {
        management.ok(
                "POST", LTM + "/profile/json", "{\"name\":\"big\",\"maximumBytes\":1000000,\"maximumEntries\":4096}");
        JsonNode profile = management.get(LTM + "/profile/json/~Common~big");
        assertThat(profile.path("maximumBytes").intValue()).isEqualTo(1_000_000);
        assertThat(profile.path("maximumNonJsonBytes").intValue()).isEqualTo(32_768);
        management.ok("PUT", LTM + "/profile/json/~Common~big", "{\"maximumEntries\":10}");
        assertThat(management
                        .get(LTM + "/profile/json/~Common~big")
                        .path("maximumBytes")
                        .intValue())
                .isEqualTo(65_536);
        assertThat(management
                        .get(LTM + "/profile/one-connect")
                        .at("/items/0/name")
                        .asText())
                .isEqualTo("oneconnect");
        management.call("DELETE", LTM + "/profile/json/~Common~big", "");
        management.error(404, "GET", LTM + "/profile/json/~Common~big", "");
    }

    @Test
    void aPartitionIsCreatedBeforeWhatIsInIt() {
        management.ok("POST", "/mgmt/tm/auth/partition", "{\"name\":\"fresh\"}");
        management.ok("POST", POOLS, "{\"name\":\"new\",\"partition\":\"fresh\"}");
        management.error(404, "POST", POOLS, "{\"name\":\"new\",\"partition\":\"fresh\",\"subPath\":\"deep\"}");
        management.call("DELETE", POOLS + "/~fresh~new", "");
        management.call("DELETE", "/mgmt/tm/auth/partition/fresh", "");
        management.error(404, "GET", "/mgmt/tm/auth/partition/fresh", "");
    }

    @Test
    void whatIsChangedIsUnsavedUntilItIsSaved() {
        management.ok("POST", "/mgmt/tm/sys/config", "{\"command\":\"save\"}");
        assertThat(BIG_IP.unsaved()).isFalse();
        management.ok("PATCH", M, "{\"ratio\":2}");
        assertThat(BIG_IP.unsaved()).isTrue();
        assertThat(management
                        .ok("POST", "/mgmt/tm/sys/config", "{\"command\":\"save\"}")
                        .toString())
                .isEqualTo("{\"kind\":\"tm:sys:config:savestate\",\"command\":\"save\"}");
        assertThat(BIG_IP.unsaved()).isFalse();
    }

    @Test
    void aGuestReadsAndDoesNotWrite() {
        management.token(management.login("reader", "books").at("/token/token").asText());
        management.get(M);
        assertThat(management.error(401, "PATCH", M, "{\"ratio\":2}"))
                .startsWith("Authorization failed: user=https://localhost/mgmt/cm/system/authn/providers/tmos/")
                .contains("resource=" + M + " verb=PATCH");
    }

    private String transaction() {
        return management
                .ok("POST", "/mgmt/tm/transaction", "{}")
                .path("transId")
                .asText();
    }

    private void queue(String id, String method, String path, String body) {
        HttpResponse<String> queued = management.call(method, path, body, "X-F5-REST-Coordination-Id", id);
        assertThat(queued.statusCode()).as(queued.body()).isEqualTo(200);
    }

    private JsonNode commit(int status, String id) {
        return management.answer(status, "PATCH", "/mgmt/tm/transaction/" + id, "{\"state\":\"VALIDATING\"}");
    }
}

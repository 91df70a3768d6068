package io.llmlb.sim.live.bigip;

import static io.llmlb.sim.live.bigip.Management.M;
import static io.llmlb.sim.live.bigip.Management.P;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmlb.core.PoolName;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Whatever is sent, the answer is well formed and the configuration is what the last good writes say. */
class ManagementProperties {
    private static final BigIpEmulator BIG_IP = BigIpEmulator.builder().start();
    private static final String G = Management.LTM + "/data-group/internal/~Common~g";
    private static final List<String> PATHS = List.of(
            "/mgmt/shared/authn/login",
            "/mgmt/shared/authz/tokens/x",
            "/mgmt/shared/appsvcs/declare",
            "/mgmt/tm/transaction",
            "/mgmt/tm/cm",
            "/mgmt/tm/sys/config",
            "/mgmt/tm/auth/partition",
            Management.POOLS,
            P,
            P + "/members",
            M,
            M + "/stats",
            G,
            G + "?options=records%20add%20%7B",
            Management.LTM + "/virtual",
            Management.LTM + "/rule",
            Management.LTM + "/profile/json",
            "/emu/faults");
    private Management management;

    @BeforeProperty
    void beginAnew() throws Exception {
        BIG_IP.clearFaults();
        BIG_IP.advanceClock(Duration.ofDays(1));
        PoolName name = new PoolName("/vllm/Shared/p");
        BIG_IP.removePool(name);
        BIG_IP.addPool(new Pool(name, "ratio-member", List.of(Member.of("vllm", "10.128.2.14", 8000))));
        management = new Management(BIG_IP);
        management.ok("PATCH", "/mgmt/shared/authz/tokens/" + management.token(), "{\"timeout\":36000}");
        management.call("DELETE", G, "");
        management.ok("POST", Management.LTM + "/data-group/internal", "{\"name\":\"g\",\"type\":\"string\"}");
    }

    @AfterContainer
    static void close() {
        BIG_IP.close();
    }

    @Property
    void anyRequestHasAWellFormedAnswer(
            @ForAll("methods") String method, @ForAll("paths") String path, @ForAll("bodies") String body) {
        HttpResponse<String> response = management.call(method, path, body);
        assertThat(response.statusCode()).as(method + " " + path + " " + body).isNotEqualTo(500);
        if (!response.body().isEmpty()) {
            JsonNode json = Management.read(response.body());
            assertThat(json.isObject()).isTrue();
            if (response.statusCode() >= 400 && path.startsWith("/mgmt") && json.has("code")) {
                assertThat(json.path("code").intValue()).isEqualTo(response.statusCode());
                assertThat(json.path("message").isTextual()).isTrue();
            }
        }
        BIG_IP.clearFaults();
    }

    @Property(tries = 100)
    void theLastRatiosThatWereWrittenAreRead(@ForAll("patches") List<Patch> patches) {
        int ratio = management.get(M).path("ratio").intValue();
        String session = management.get(M).path("session").textValue();
        for (Patch patch : patches) {
            HttpResponse<String> answer = management.call("PATCH", M, patch.json());
            boolean good = patch.ratio >= 1 && patch.ratio <= 65_535 && patch.session.startsWith("user-");
            assertThat(answer.statusCode()).isEqualTo(good ? 200 : 400);
            if (good) {
                ratio = patch.ratio;
                session = patch.session;
            }
            JsonNode now = management.get(M);
            assertThat(now.path("ratio").intValue()).isEqualTo(ratio);
            assertThat(now.path("session").textValue()).isEqualTo(session);
        }
    }

    @Property(tries = 200)
    void recordsComeBackAsTheyWentThroughTmshText(@ForAll("records") SortedMap<String, String> records) {
        StringBuilder text = new StringBuilder("records replace-all-with {");
        records.forEach((name, data) -> text.append(' ')
                .append(quoted(name))
                .append(" { data ")
                .append(quoted(data))
                .append(" }"));
        management.ok(
                "PATCH", G + "?options=" + Management.encoded(text.append(" }").toString()), "{}");
        assertThat(BIG_IP.dataGroup("/Common/g").orElseThrow().records()).isEqualTo(records);
    }

    @Provide
    Arbitrary<String> methods() {
        return Arbitraries.of("GET", "POST", "PATCH", "PUT", "DELETE");
    }

    @Provide
    Arbitrary<String> paths() {
        Arbitrary<String> made = Arbitraries.strings()
                .withChars("/~%:.?&=$ab1{}<>*+é ")
                .ofMaxLength(30)
                .map(text -> "/mgmt/tm/ltm/"
                        + Management.encoded(text).replace("%2F", "/").replace("%3F", "?"));
        Arbitrary<String> query = Arbitraries.of(
                "?$select=",
                "?$select=name,,kind",
                "?$filter=a%20eq%20b",
                "?$top=0",
                "?$top=1&$skip=9",
                "?expandSubcollections=true");
        return Arbitraries.oneOf(
                Arbitraries.of(PATHS),
                made,
                Combinators.combine(Arbitraries.of(PATHS), query).as((path, options) -> path + options));
    }

    @Provide
    Arbitrary<String> bodies() {
        Arbitrary<String> value = Arbitraries.oneOf(
                Arbitraries.strings()
                        .ofMaxLength(8)
                        .map(text ->
                                Management.JSON.getNodeFactory().textNode(text).toString()),
                Arbitraries.of(
                        "null",
                        "true",
                        "0",
                        "-1",
                        "1e400",
                        "99999999999999999999",
                        "{}",
                        "[]",
                        "[{}]",
                        "[null]",
                        "[\"a\"]",
                        "{\"class\":\"Tenant\",\"x\":{\"class\":\"Application\",\"y\":{\"class\":\"Pool\"}}}"));
        Arbitrary<String> key = Arbitraries.of(
                "name",
                "partition",
                "subPath",
                "ratio",
                "session",
                "state",
                "members",
                "records",
                "type",
                "options",
                "destination",
                "pool",
                "rules",
                "profiles",
                "apiAnonymous",
                "monitor",
                "metadata",
                "timeout",
                "username",
                "password",
                "command",
                "utilCmdArgs",
                "class",
                "vllm",
                "declaration",
                "kind",
                "address",
                "requests");
        Arbitrary<String> object = Combinators.combine(key, value)
                .as((name, content) -> "\"" + name + "\":" + content)
                .list()
                .ofMaxSize(4)
                .map(fields -> "{" + String.join(",", fields) + "}");
        return Arbitraries.oneOf(object, Arbitraries.strings().ofMaxLength(20), Arbitraries.just("[".repeat(5000)));
    }

    @Provide
    Arbitrary<List<Patch>> patches() {
        return Combinators.combine(
                        Arbitraries.integers().between(-1, 65_537),
                        Arbitraries.of("user-enabled", "user-disabled", "monitor-enabled"))
                .as(Patch::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<SortedMap<String, String>> records() {
        // Without angle brackets, which a device takes for tags.
        Arbitrary<String> text =
                Arbitraries.strings().withChars("ab {}\"\\;$[]?*%&+=\t'é#").ofMaxLength(12);
        return Arbitraries.maps(text.filter(name -> !name.isEmpty()), text)
                .ofMaxSize(5)
                .map(TreeMap::new);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    record Patch(int ratio, String session) {
        String json() {
            return "{\"ratio\":" + ratio + ",\"session\":\"" + session + "\"}";
        }
    }
}

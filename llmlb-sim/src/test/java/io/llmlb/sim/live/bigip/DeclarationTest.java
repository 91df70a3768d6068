package io.llmlb.sim.live.bigip;

import static io.llmlb.sim.live.bigip.Management.LTM;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmlb.core.PoolName;
import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.model.bigip.ManagementOptions;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What AS3 declarations can say, and what AS3 says of them. */
class DeclarationTest {
    private static final String DECLARE = "/mgmt/shared/appsvcs/declare";
    private static final EventLoops LOOPS = new EventLoops();
    private static final String IRULE = "when HTTP_REQUEST { }\\nwhen JSON_REQUEST { }\\n";

    /** A tenant with everything; its parts are replaced by the tests. */
    private static final String FRONT = """
            "front": {"class": "Tenant", "llm": {"class": "Application",
              "vs": {"class": "Service_HTTP", "virtualAddresses": ["10.7.7.7"], "virtualPort": 8080,
                "pool": {"use": "pool"}, "profileJSON": {"use": "json"},
                "profileMultiplex": {"bigip": "/Common/oneconnect"}, "iRules": ["rule"]},
              "json": {"class": "JSON_Profile", "maximumBytes": 10485760, "maximumEntries": 2048},
              "rule": {"class": "iRule", "iRule": "%s"},
              "rules": {"class": "Data_Group", "keyDataType": "string",
                "records": [{"key": "start", "value": "1"}, {"key": "1", "value": "selectPool /P/a"}]},
              "pool": {"class": "Pool"}}}
            """.formatted(IRULE);

    private BigIpEmulator bigIp;
    private Management management;

    @BeforeEach
    void start() throws Exception {
        bigIp = BigIpEmulator.builder()
                .management(ManagementOptions.DEFAULT.withAs3Gap(Duration.ZERO))
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
    void aFrontVirtualServerWithAllItNeeds() {
        management.ok("POST", DECLARE, adc(FRONT));
        VirtualServer server = bigIp.virtualServer("/front/llm/vs").orElseThrow();
        assertThat(server.profiles())
                .containsExactly(
                        Map.entry("/Common/tcp", "tcp"),
                        Map.entry("/Common/http", "http"),
                        Map.entry("/Common/oneconnect", "one-connect"),
                        Map.entry("/front/llm/json", "json"));
        assertThat(server.rules()).containsExactly("/front/llm/rule");
        assertThat(server.pool()).contains(new PoolName("/front/llm/pool"));
        JsonNode profile = management.get(LTM + "/profile/json/~front~llm~json");
        assertThat(profile.path("maximumBytes").intValue()).isEqualTo(10_485_760);
        assertThat(profile.path("maximumEntries").intValue()).isEqualTo(2048);
        assertThat(bigIp.dataGroup("/front/llm/rules").orElseThrow().records())
                .isEqualTo(Map.of("start", "1", "1", "selectPool /P/a"));
        assertThat(management
                        .get(LTM + "/rule/~front~llm~rule")
                        .path("apiAnonymous")
                        .asText())
                .isEqualTo("when HTTP_REQUEST { }\nwhen JSON_REQUEST { }\n");
        assertThat(message(management.ok("POST", DECLARE, adc(FRONT)))).isEqualTo("no change");
    }

    @Test
    void anIruleCanBeBase64OrText() {
        management.ok("POST", DECLARE, adc(FRONT.replace("\"" + IRULE + "\"", "{\"text\":\"set a 1\"}")));
        assertThat(text()).isEqualTo("set a 1");
        management.ok("POST", DECLARE, adc(FRONT.replace("\"" + IRULE + "\"", "{\"base64\":\"c2V0IGIgMg==\"}")));
        assertThat(text()).isEqualTo("set b 2");
    }

    @Test
    void objectsOfTheDeviceAreNamedByBigip() {
        management.ok("POST", LTM + "/rule", "{\"name\":\"mine\",\"apiAnonymous\":\"when JSON_REQUEST { }\"}");
        management.ok("POST", LTM + "/profile/json", "{\"name\":\"large\",\"maximumEntries\":9000}");
        management.ok(
                "POST",
                DECLARE,
                adc(FRONT.replace("[\"rule\"]", "[{\"bigip\":\"/Common/mine\"}]")
                        .replace("{\"use\": \"json\"}", "{\"bigip\":\"/Common/large\"}")));
        VirtualServer server = bigIp.virtualServer("/front/llm/vs").orElseThrow();
        assertThat(server.rules()).containsExactly("/Common/mine");
        assertThat(server.profiles()).containsEntry("/Common/large", "json");
    }

    @Test
    void theTenantCommonHoldsWhatIsShared() {
        management.ok("POST", LTM + "/data-group/internal", "{\"name\":\"mine\",\"type\":\"string\"}");
        String shared = """
                "Common": {"class": "Tenant", "Shared": {"class": "Application", "template": "shared",
                  "rule": {"class": "iRule", "iRule": "%s"}}}""".formatted(IRULE);
        management.ok(
                "POST",
                DECLARE,
                adc(FRONT.replace("[\"rule\"]", "[{\"use\":\"/Common/Shared/rule\"}]") + "," + shared));
        assertThat(bigIp.virtualServer("/front/llm/vs").orElseThrow().rules()).containsExactly("/Common/Shared/rule");
        management.ok("POST", DECLARE, adc(shared.replace("\"rule\":", "\"other\":")));
        management.get(LTM + "/rule/~Common~Shared~other");
        management.error(404, "GET", LTM + "/rule/~Common~Shared~rule", "");
        assertThat(bigIp.dataGroup("/Common/mine"))
                .as("AS3 owns one folder of Common")
                .isPresent();
        assertThat(management
                        .get(LTM + "/profile/json/~Common~json")
                        .path("name")
                        .asText())
                .isEqualTo("json");
        assertThat(management.error(422, "POST", DECLARE, adc(shared.replace("\"Shared\":", "\"Mine\":"))))
                .contains("the tenant Common has the application Shared and no other");
    }

    @Test
    void aRedeclarationTakesAwayWhatWasAttachedByHand() {
        String declared = adc("""
                "vllm": {"class": "Tenant", "Shared": {"class": "Application", "template": "shared",
                  "crd_10_5_5_5_80": {"class": "Service_HTTP", "virtualAddresses": ["10.5.5.5"], "pool": "a"},
                  "a": {"class": "Pool"}}}""");
        management.ok("POST", DECLARE, declared);
        management.ok("POST", LTM + "/rule", "{\"name\":\"mine\",\"apiAnonymous\":\"when JSON_REQUEST { }\"}");
        String server = LTM + "/virtual/~vllm~Shared~crd_10_5_5_5_80";
        management.ok("POST", server + "/profiles", "{\"name\":\"json\",\"partition\":\"Common\"}");
        management.ok("PATCH", server, "{\"rules\":[\"/Common/mine\"]}");
        management.ok("POST", LTM + "/profile/json", "{\"name\":\"large\",\"partition\":\"vllm\"}");
        assertThat(message(management.ok("POST", DECLARE, declared))).isEqualTo("success");
        JsonNode after = management.get(server + "?expandSubcollections=true");
        assertThat(after.has("rules")).isFalse();
        assertThat(after.at("/profilesReference/items").findValuesAsText("name"))
                .containsExactly("tcp", "http");
        management.get(LTM + "/rule/~Common~mine");
        management.error(404, "GET", LTM + "/profile/json/~vllm~large", "");
        assertThat(message(management.ok("POST", DECLARE, declared))).isEqualTo("no change");
    }

    @Test
    void whatWasDeclaredIsShown() {
        assertThat(management.call("GET", DECLARE, "").statusCode()).isEqualTo(204);
        assertThat(management.call("GET", DECLARE + "/vllm", "").statusCode()).isEqualTo(204);
        management.ok("POST", DECLARE, """
                {"class": "AS3", "declaration": {"class": "ADC", "schemaVersion": "3.50.0", "id": "urn:uuid:1",
                  "label": "CIS Declaration", "remark": "Auto-generated by CIS",
                  "controls": {"class": "Controls", "userAgent": "CIS/v2.20"},
                  "vllm": {"class": "Tenant", "Shared": {"class": "Application", "a": {"class": "Pool"}}},
                  "gone": {"class": "Tenant"}}}""");
        JsonNode all = management.get(DECLARE);
        assertThat(all.path("class").asText()).isEqualTo("ADC");
        assertThat(all.path("label").asText()).isEqualTo("CIS Declaration");
        assertThat(all.path("remark").asText()).isEqualTo("Auto-generated by CIS");
        assertThat(all.at("/controls/userAgent").asText()).isEqualTo("CIS/v2.20");
        assertThat(all.at("/vllm/Shared/a/class").asText()).isEqualTo("Pool");
        assertThat(all.has("gone")).as("a tenant with nothing in it").isFalse();
        management.ok("POST", DECLARE, adc(FRONT));
        assertThat(management.get(DECLARE).at("/vllm/class").asText()).isEqualTo("Tenant");
        JsonNode one = management.get(DECLARE + "/front");
        assertThat(one.has("vllm")).isFalse();
        assertThat(one.at("/front/llm/json/class").asText()).isEqualTo("JSON_Profile");
        assertThat(management.error(404, "GET", DECLARE + "/front,nobody", ""))
                .isEqualTo("specified Tenant(s) 'nobody' not found in declaration");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "maximumBytes": 10485760     | "maximumBytes": 10485761 | /front/llm/json/maximumBytes is 1 to 10485760, but
            "maximumEntries": 2048       | "maximumEntries": 2049   | /front/llm/json/maximumEntries is 1 to 2048, but this
            "maximumEntries": 2048       | "maximumEntries": "2048" | /front/llm/json/maximumEntries is 1 to 2048, but this
            "maximumEntries": 2048       | "maximumDepth": 3        | a JSON_Profile has no property maximumDepth
            {"use": "json"}              | {"use": "jsonn"}         | /front/llm/vs/profileJSON points to no JSON_Profile: jsonn
            {"use": "json"}              | {"use": "rule"}          | /front/llm/vs/profileJSON points to no JSON_Profile: rule
            {"use": "json"}              | "json"                   | profileJSON is an object with use or bigip
            {"use": "json"}              | {"bigip": "/Common/no"}  | Unable to find /Common/no for /front/llm/vs/profileJSON
            ["rule"]                     | ["ruler"]                | /front/llm/vs/iRules points to no iRule: ruler
            ["rule"]                     | [{"bigip": "/Common/r"}] | Unable to find /Common/r for /front/llm/vs/iRules
            {"use": "pool"}              | {"bigip": "/Common/p"}   | Unable to find /Common/p for /front/llm/vs/pool
            "keyDataType": "string",     | ""                       | /front/llm/rules/keyDataType is string, ip or integer
            """)
    void whatAs3WouldRefuseIsRefusedWhole(String part, String instead, String sentence) {
        String broken = adc(FRONT.replace(part, instead.equals("\"\"") ? "" : instead));
        assertThat(management.error(422, "POST", DECLARE, broken)).contains(sentence);
        assertThat(bigIp.dataGroup("/front/llm/rules")).isEmpty();
    }

    @Test
    void whatTheDeviceRefusesFailsForThatTenant() {
        JsonNode failed = management.answer(
                422, "POST", DECLARE, adc(FRONT.replace("\"profileJSON\": {\"use\": \"json\"},", "")));
        assertThat(message(failed)).isEqualTo("declaration failed");
        assertThat(failed.at("/results/0/response").asText())
                .isEqualTo("01070394:3: JSON_REQUEST event in rule (/front/llm/rule) requires an associated JSON"
                        + " profile on the virtual-server (/front/llm/vs).");
        assertThat(bigIp.virtualServer("/front/llm/vs")).isEmpty();
        assertThat(management.call("GET", DECLARE, "").statusCode()).isEqualTo(204);
    }

    @Test
    void eachTenantHasItsOwnResult() {
        String other =
                "\"other\": {\"class\": \"Tenant\", \"a\": {\"class\": \"Application\", \"p\": {\"class\": \"Pool\"}}}";
        JsonNode mixed = management.answer(
                207, "POST", DECLARE, adc(other + "," + FRONT.replace("\"profileJSON\": {\"use\": \"json\"},", "")));
        assertThat(mixed.path("results").findValuesAsText("tenant")).containsExactly("other", "front");
        assertThat(mixed.path("results").findValuesAsText("code")).containsExactly("200", "422");
        assertThat(bigIp.pool(new PoolName("/other/a/p"))).isPresent();
        assertThat(management.get(DECLARE).has("front")).isFalse();
    }

    @Test
    void whatADeclarationPointsToCanBeGoneTheNextTime() {
        management.ok("POST", LTM + "/rule", "{\"name\":\"mine\",\"apiAnonymous\":\"\"}");
        management.ok("POST", DECLARE, adc(FRONT.replace("[\"rule\"]", "[{\"bigip\":\"/Common/mine\"}]")));
        management.ok("PATCH", LTM + "/virtual/~front~llm~vs", "{\"rules\":[]}");
        management.call("DELETE", LTM + "/rule/~Common~mine", "");
        assertThat(bigIp.redeclare("front")).startsWith("422 ").contains("Unable to find /Common/mine");
    }

    private String text() {
        return management
                .get(LTM + "/rule/~front~llm~rule")
                .path("apiAnonymous")
                .asText();
    }

    private static String message(JsonNode answer) {
        return answer.at("/results/0/message").asText();
    }

    private static String adc(String tenants) {
        return "{\"class\":\"ADC\",\"schemaVersion\":\"3.56.0\"," + tenants + "}";
    }
}

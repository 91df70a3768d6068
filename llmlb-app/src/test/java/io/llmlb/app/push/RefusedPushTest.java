package io.llmlb.app.push;

import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.model.bigip.ManagementFault;
import io.llmlb.sim.model.bigip.ManagementFault.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A push that the device refuses, or does not answer, is one sentence, and requests are routed as before. */
@Timeout(120)
class RefusedPushTest {
    private static final String GROUPS = "/mgmt/tm/ltm/data-group/internal";
    private static final Path SAMPLE = Site.EXAMPLES.resolve("flight-agent.yaml");

    @TempDir
    private static Path shared;

    private static Site site;
    private static Map<String, String> environment;
    private static Path other;

    @BeforeAll
    static void start() throws Exception {
        site = new Site();
        environment = new TreeMap<>(site.environment);
        other = Files.writeString(
                shared.resolve("other.yaml"), "steps:\n  start: 1\n  1: selectPool " + Site.FLIGHT + "\n");
        assertThat(site.push(SAMPLE, shared, "--irule", "--virtual", Site.FRONT))
                .isZero();
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @TempDir
    private Path directory;

    private Map<String, String> before;

    @BeforeEach
    void remember() {
        before = site.records(Site.RULES);
    }

    @AfterEach
    void clear() throws Exception {
        site.bigIp.clearFaults();
        site.environment.clear();
        site.environment.putAll(environment);
        assertThat(site.records(Site.RULES)).isEqualTo(before);
        assertThat(site.servedBy("chat")).isEqualTo(Site.STRONG);
    }

    private void failsWith(String... words) {
        assertThat(site.err.strip().lines()).as(site.err).hasSize(1);
        assertThat(site.err).startsWith("llmlb: https://").contains(words);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"BUSY", "MCPD_LOST", "NOT_REGISTERED", "HTML_503", "HTML_500", "RESET", "EXPIRED_TOKEN"})
    void aFaultOfTheManagementInterface(Kind kind) {
        site.bigIp.fault(ManagementFault.of(kind).on(GROUPS).with("PATCH"));
        assertThat(site.push(other, directory)).isEqualTo(1);
        failsWith(GROUPS + "/~Common~InferenceBodyBasedRouting_rules: ");
        assertThat(site.out).contains("what was there before is in ").doesNotContain("replaced");
    }

    @Test
    void aLoginThatIsRefused() {
        site.bigIp.fault(ManagementFault.of(Kind.TOKEN_LIMIT));
        assertThat(site.push(other, directory)).isEqualTo(1);
        failsWith("maximum active login tokens");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | {'code':404,'message':'01020036:3: The requested value list (/Common/x) was not found.','errorStack':[],'apiError':3}",
                "404 | {'code':404,'message':'01020036:3: The requested folder (/x) was not found.','errorStack':[],'apiError':3}",
                "400 | {'code':400,'message':'one or more properties must be specified','errorStack':[],'apiError':26214401}",
                "400 | {'code':400,'message':'HTML Tag-like Content in the Request URL/Body','errorStack':[],'apiError':26214401}",
                "400 | {'code':400,'message':'01070734:3: Configuration error: folder does not exist','errorStack':[],'apiError':3}",
                "400 | {'code':400,'message':'remoteSender:127.0.0.1, method:PATCH java.util.concurrent.TimeoutException'}",
                "401 | {'code':401,'message':'Authorization failed: user=https://localhost/mgmt/x resource=/mgmt/tm/y verb=PATCH','referer':'x','restOperationId':6,'kind':':resterrorresponse'}",
                "409 | {'code':409,'message':'01020066:3: The requested value list (/Common/x) already exists in partition Common.','errorStack':[]}",
                "500 | {'code':500,'message':'The connection to mcpd has been lost, try again.','errorStack':[],'apiError':32768001}",
                "503 | {'code':503,'message':'There is an active asynchronous task executing.','errorStack':[],'apiError':32964609}",
                "404 | {'code':404,'message':'URI path /mgmt/tm/ltm/x not registered.  Please verify URI is supported and wait for /available suffix to be responsive.','restOperationId':41,'kind':':resterrorresponse'}",
                "503 | <html><body>Configuration Utility restarting...</body></html>",
                "500 | <html><h1>HTTP ERROR 500</h1>AsyncContext timeout</html>",
                "302 | <html>moved</html>",
                "200 | {'kind':'tm:ltm:data-group:internal:internalstate','name':'x'}",
                "200 | {}"
            })
    void anAnswerThatADeviceIsKnownToGive(int status, String body) {
        try (Between between = new Between(site)) {
            between.answer(patch(urlPathMatching(GROUPS + "/.*")), status, body.replace('\'', '"'));
            assertThat(site.push(other, directory)).isEqualTo(1);
            failsWith(GROUPS);
            assertThat(site.err).doesNotContain("selectPool").doesNotContain(site.bigIp.password());
        }
    }

    @Test
    void aDeviceThatSaysYesAndDoesNothingIsFoundOut() {
        try (Between between = new Between(site)) {
            between.answer(
                    patch(urlPathMatching(GROUPS + "/.*")),
                    200,
                    "{\"fullPath\":\"" + Site.RULES + "\",\"type\":\"string\",\"records\":[]}");
            assertThat(site.push(other, directory)).isEqualTo(1);
            failsWith(Site.RULES + ": the device was sent 2 records and now holds others, first of all 1");
        }
    }

    @Test
    void aUserWhoMayOnlyRead() {
        site.environment.put("BIGIP_USER", Site.GUEST);
        site.environment.put("BIGIP_PASS", "guest-pw");
        assertThat(site.push(other, directory)).isEqualTo(1);
        failsWith("Authorization failed", "its role does not allow this");
        assertThat(site.run("rules", "diff", SAMPLE.toString())).isZero();
    }

    @Test
    void aFolderThatDoesNotExist() {
        assertThat(site.push(other, directory, "--data-group", "/nowhere/rules"))
                .isEqualTo(1);
        failsWith("create it, or use /Common");
    }

    @Test
    void anIruleThatTheDeviceRefusesKeepsTheRulesFromBeingWritten() {
        site.device.irules().write(Site.IRULE, "when HTTP_REQUEST { }\n# " + Duration.ofDays(1));
        try (Between between = new Between(site)) {
            between.answer(
                    patch(urlPathMatching("/mgmt/tm/ltm/rule/.*")),
                    400,
                    "{\"code\":400,\"message\":\"01070151:3: Rule [/Common/x] error: /Common/x:1: error: [undefined procedure: foo]\"}");
            assertThat(site.push(other, directory, "--irule")).isEqualTo(1);
            failsWith("01070151");
            assertThat(site.out).doesNotContain("replaced", "created", "updated");
        } finally {
            site.device.irules().write(Site.IRULE, io.llmlb.rules.irule.InferenceBodyBasedRouting.text());
        }
    }

    @Test
    void aPushThatBreaksOffMidwaySaysWhatWasDone() {
        site.bigIp.fault(ManagementFault.of(Kind.BUSY).on(GROUPS).with("PATCH"));
        assertThat(site.push(other, directory, "--set", "header=X-Route")).isEqualTo(1);
        assertThat(site.out)
                .contains("set *:header in a new data group " + Site.CONFIG)
                .doesNotContain("replaced");
        failsWith("active asynchronous task");
        site.bigIp.clearFaults();
        site.device.dataGroups().replace(Site.CONFIG, Map.of());
    }
}

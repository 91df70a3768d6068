package io.llmlb.sim.live.bigip;

import static io.llmlb.sim.live.bigip.Management.LTM;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An iRule with events can only be on a virtual server that has the profiles which raise them. */
class AttachedRuleTest {
    private static final EventLoops LOOPS = new EventLoops();
    private static final String VS = LTM + "/virtual/~Common~vs";
    private static final String RULE = "{\"rules\":[\"/Common/x\"]}";
    private static final String NO_JSON = "01070394:3: JSON_REQUEST event in rule (/Common/x) requires an associated"
            + " JSON profile on the virtual-server (/Common/vs).";
    private static final String NO_HTTP = "01070394:3: HTTP_REQUEST event in rule (/Common/x) requires an associated"
            + " HTTP or FASTHTTP profile on the virtual-server (/Common/vs).";

    private BigIpEmulator bigIp;
    private Management management;

    @BeforeEach
    void start() throws Exception {
        bigIp = BigIpEmulator.builder().eventLoops(LOOPS).start();
        management = new Management(bigIp);
        rule("when HTTP_REQUEST {\\n}\\nwhen JSON_REQUEST {\\n}\\n");
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
    void attachingNeedsTheProfiles() {
        create("[]");
        assertThat(management.error(400, "PATCH", VS, RULE)).isEqualTo(NO_HTTP);
        attach("http");
        assertThat(management.error(400, "PATCH", VS, RULE)).isEqualTo(NO_JSON);
        assertThat(rules()).isEmpty();
        attach("json");
        management.ok("PATCH", VS, RULE);
        assertThat(rules()).containsExactly("/Common/x");
    }

    @Test
    void oneCallCanBringBoth() {
        create("[]");
        management.ok("PATCH", VS, "{\"rules\":[\"/Common/x\"],\"profiles\":[\"/Common/http\",\"/Common/json\"]}");
        assertThat(rules()).containsExactly("/Common/x");
    }

    @Test
    void creatingNeedsThemToo() {
        assertThat(management.error(
                        400,
                        "POST",
                        LTM + "/virtual",
                        "{\"name\":\"vs\",\"destination\":\"10.5.5.5:80\",\"profiles\":[\"/Common/http\"],"
                                + "\"rules\":[\"/Common/x\"]}"))
                .isEqualTo(NO_JSON);
        assertThat(bigIp.virtualServer("/Common/vs")).isEmpty();
    }

    @Test
    void detachingAProfileNeedsTheRuleGoneFirst() {
        create("[\"/Common/http\",\"/Common/json\"]");
        management.ok("PATCH", VS, RULE);
        assertThat(management.error(400, "DELETE", VS + "/profiles/~Common~json", ""))
                .isEqualTo(NO_JSON);
        assertThat(management.error(400, "PATCH", VS, "{\"profiles\":[\"/Common/json\"]}"))
                .isEqualTo(NO_HTTP);
        assertThat(bigIp.virtualServer("/Common/vs").orElseThrow().profiles()).hasSize(2);
        management.ok("PATCH", VS, "{\"rules\":[]}");
        assertThat(management.call("DELETE", VS + "/profiles/~Common~json", "").statusCode())
                .isEqualTo(200);
        assertThat(bigIp.virtualServer("/Common/vs").orElseThrow().hasProfile("json"))
                .isFalse();
    }

    @Test
    void anAttachedRuleCannotGetAnEventThatNobodyRaises() {
        rule("# when JSON_REQUEST {}\\nwhen CLIENT_ACCEPTED { }\\n");
        create("[]");
        management.ok("PATCH", VS, RULE);
        assertThat(management.error(
                        400, "PATCH", LTM + "/rule/~Common~x", "{\"apiAnonymous\":\"when JSON_REQUEST_MISSING { }\"}"))
                .isEqualTo(NO_JSON.replace("JSON_REQUEST", "JSON_REQUEST_MISSING"));
    }

    @Test
    void whatAnEmulatorIsGivenToBeginWithIsWhole() {
        bigIp.addVirtualServer(new VirtualServer(
                "/Common/given",
                "127.0.0.1",
                0,
                Optional.empty(),
                List.of("/Common/other", "/ai/InferenceBodyBasedRouting"),
                Map.of("/Common/http", "http", "/Common/json", "json"),
                true,
                1));
        assertThat(management
                        .get(LTM + "/rule/~ai~InferenceBodyBasedRouting")
                        .path("apiAnonymous")
                        .asText())
                .isEqualTo(InferenceBodyBasedRouting.text());
        assertThat(management
                        .get(LTM + "/rule/~Common~other")
                        .path("apiAnonymous")
                        .asText())
                .isEmpty();
        assertThat(management.error(400, "DELETE", LTM + "/virtual/~Common~given/profiles/~Common~json", ""))
                .startsWith("01070394:3: JSON_REQUEST event in rule (/ai/InferenceBodyBasedRouting)");
    }

    private void rule(String text) {
        management.call("DELETE", LTM + "/rule/~Common~x", "");
        management.ok("POST", LTM + "/rule", "{\"name\":\"x\",\"apiAnonymous\":\"" + text + "\"}");
    }

    private void create(String profiles) {
        management.ok(
                "POST",
                LTM + "/virtual",
                "{\"name\":\"vs\",\"destination\":\"10.5.5.5:80\",\"profiles\":" + profiles + "}");
    }

    private void attach(String profile) {
        management.ok("POST", VS + "/profiles", "{\"name\":\"" + profile + "\",\"partition\":\"Common\"}");
    }

    private List<String> rules() {
        return bigIp.virtualServer("/Common/vs").orElseThrow().rules();
    }
}

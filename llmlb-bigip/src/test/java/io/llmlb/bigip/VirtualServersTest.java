package io.llmlb.bigip;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.llmlb.bigip.PlayedBigIp.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.core.PoolName;
import io.llmlb.sim.model.bigip.Pool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualServersTest {
    private static final PoolName POOL = new PoolName("/vllm/Shared/p");
    private static final String PATH = "/Common/inference_vs";
    private static final String VIRTUAL = "/mgmt/tm/ltm/virtual";
    private static final String PROFILE = "/mgmt/tm/ltm/profile/json/~Common~json";
    private static final String VERSION = "/mgmt/tm/sys/version";

    private static final PlayedBigIp PLAYED = new PlayedBigIp();
    private static EmulatedBigIp device;
    private static BigIp bigIp;
    private static VirtualServers servers;
    private BigIp played;

    @BeforeAll
    static void start() {
        device = new EmulatedBigIp();
        device.emulator.addPool(new Pool(POOL, "ratio-member", List.of()));
        bigIp = device.client();
        servers = bigIp.virtualServers();
        bigIp.irules().write("/Common/first", "");
        bigIp.irules().write("/Common/second", "");
    }

    @AfterAll
    static void stop() {
        bigIp.close();
        device.close();
        PLAYED.close();
    }

    @BeforeEach
    void put() {
        device.emulator.removeVirtualServer(PATH);
        device.emulator.addVirtualServer(io.llmlb.sim.model.bigip.VirtualServer.of(PATH, "127.0.0.1", 0, POOL));
        PLAYED.reset();
        played = PLAYED.client().build();
    }

    @AfterEach
    void close() {
        played.close();
    }

    @Test
    void aVirtualServerIsReadWithPoolRulesAndProfiles() {
        servers.rules(PATH, List.of("/Common/second", "/Common/first"));
        VirtualServer server = servers.read(PATH).orElseThrow();
        assertThat(server)
                .isEqualTo(new VirtualServer(
                        PATH,
                        Optional.of(POOL),
                        List.of("/Common/second", "/Common/first"),
                        Map.of("/Common/tcp", "tcp", "/Common/http", "http", "/Common/oneconnect", "one-connect")));
        assertThat(server.profile("one-connect")).contains("/Common/oneconnect");
        assertThat(server.profile("json")).isEmpty();
        assertThat(servers.read("/Common/none")).isEmpty();
    }

    @Test
    void allAreListedByPath() {
        device.emulator.addVirtualServer(
                io.llmlb.sim.model.bigip.VirtualServer.of("/Common/another", "127.0.0.1", 0, POOL));
        assertThat(servers.list()).extracting(VirtualServer::path).containsExactly("/Common/another", PATH);
        assertThat(servers.list()).contains(servers.read(PATH).orElseThrow());
        device.emulator.removeVirtualServer("/Common/another");
    }

    @Test
    void theListOfRulesIsReplacedAndEmptied() {
        servers.rules(PATH, List.of("/Common/first"));
        servers.rules(PATH, List.of("/Common/second"));
        assertThat(servers.read(PATH).orElseThrow().rules()).containsExactly("/Common/second");
        servers.rules(PATH, List.of());
        assertThat(servers.read(PATH).orElseThrow().rules()).isEmpty();
    }

    @Test
    void aRuleThatDoesNotExistIsAbsentAndTheOthersStay() {
        servers.rules(PATH, List.of("/Common/first"));
        assertThatThrownBy(() -> servers.rules(PATH, List.of("/Common/second", "/Common/none")))
                .isInstanceOf(BigIpException.Absent.class)
                .hasMessageContaining("/Common/none")
                .hasMessageEndingWith("Write the iRule first");
        assertThat(servers.read(PATH).orElseThrow().rules()).containsExactly("/Common/first");
    }

    @Test
    void aProfileIsAttachedBesideTheOthers() {
        servers.attachProfile(PATH, "/Common/json");
        assertThat(servers.read(PATH).orElseThrow().profiles())
                .isEqualTo(Map.of(
                        "/Common/tcp", "tcp",
                        "/Common/http", "http",
                        "/Common/oneconnect", "one-connect",
                        "/Common/json", "json"));
        assertThatThrownBy(() -> servers.attachProfile(PATH, "/Common/json"))
                .isInstanceOf(BigIpException.Invalid.class)
                .hasMessageContaining(VIRTUAL + "/~Common~inference_vs/profiles: answered 409");
    }

    @Test
    void aProfileThatDoesNotExistIsAbsent() {
        assertThatThrownBy(() -> servers.attachProfile(PATH, "/Common/none"))
                .isInstanceOf(BigIpException.Absent.class)
                .hasMessageEndingWith("Check the profile's full path");
    }

    @Test
    void writingToAVirtualServerThatDoesNotExistIsAbsent() {
        assertThatThrownBy(() -> servers.attachProfile("/Common/none", "/Common/json"))
                .isInstanceOf(BigIpException.Absent.class)
                .hasMessageEndingWith("Check the virtual server's full path");
        assertThatThrownBy(() -> servers.rules("/Common/none", List.of())).isInstanceOf(BigIpException.Absent.class);
    }

    @Test
    void aJsonProfileIsReadWithItsLimits() {
        assertThat(servers.jsonProfile("/Common/json")).contains(new JsonProfile("/Common/json", 65_536, 2_048));
        assertThat(servers.jsonProfile("/Common/none")).isEmpty();
    }

    @Test
    void whatIsNoFullPathIsRefusedBeforeAnythingIsSent() {
        servers.rules(PATH, List.of("/Common/first"));
        String told = "%s is named by its full path, such as /Common/name, but this is \"x\"";
        assertThatThrownBy(() -> servers.read("x")).hasMessage(told.formatted("a virtual server"));
        assertThatThrownBy(() -> servers.attachProfile("x", "/Common/json"))
                .hasMessage(told.formatted("a virtual server"));
        assertThatThrownBy(() -> servers.attachProfile(PATH, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(told.formatted("a profile"));
        assertThatThrownBy(() -> servers.rules(PATH, List.of("/Common/second", "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(told.formatted("an iRule"));
        assertThatThrownBy(() -> servers.jsonProfile("x")).hasMessage(told.formatted("a JSON profile"));
        assertThat(servers.read(PATH).orElseThrow().rules()).containsExactly("/Common/first");
    }

    private void answers(String path, String body) {
        PLAYED.server.stubFor(get(urlPathEqualTo(path)).willReturn(json(200, body)));
    }

    @Test
    void aRealVirtualServerWithEveryKeyIsRead() {
        answers(VIRTUAL + "/~k8s~Shared~crd_10_0_0_1_443", """
                {"kind":"tm:ltm:virtual:virtualstate","name":"crd_10_0_0_1_443","partition":"k8s","subPath":"Shared",
                 "fullPath":"/k8s/Shared/crd_10_0_0_1_443","generation":12,
                 "selfLink":"https://localhost/mgmt/tm/ltm/virtual/~k8s~Shared~crd_10_0_0_1_443?expandSubcollections=true&ver=17.1.1",
                 "destination":"/k8s/10.0.0.1:443","enabled":true,"ipProtocol":"tcp","mask":"255.255.255.255",
                 "rules":["/k8s/Shared/crd_10_0_0_1_443_tls_irule","/Common/my_rule"],
                 "rulesReference":[{"link":"https://localhost/mgmt/tm/ltm/rule/~Common~my_rule?ver=17.1.1"}],
                 "policiesReference":{"link":"https://localhost/x","isSubcollection":true},
                 "profilesReference":{"link":"https://localhost/mgmt/tm/ltm/virtual/~k8s~Shared~x/profiles?ver=17.1.1",
                 "isSubcollection":true,"items":[
                 {"kind":"tm:ltm:virtual:profiles:profilesstate","name":"clientssl","partition":"Common",
                  "fullPath":"/Common/clientssl","context":"clientside",
                  "nameReference":{"link":"https://localhost/mgmt/tm/ltm/profile/client-ssl/~Common~clientssl?ver=17.1.1"}},
                 {"kind":"tm:ltm:virtual:profiles:profilesstate","name":"http","partition":"Common",
                  "fullPath":"/Common/http","context":"all"}]}}""");
        assertThat(played.virtualServers().read("/k8s/Shared/crd_10_0_0_1_443"))
                .contains(new VirtualServer(
                        "/k8s/Shared/crd_10_0_0_1_443",
                        Optional.empty(),
                        List.of("/k8s/Shared/crd_10_0_0_1_443_tls_irule", "/Common/my_rule"),
                        Map.of("/Common/clientssl", "client-ssl", "/Common/http", "")));
    }

    @Test
    void noVirtualServersAreNoItemsOrAnEmptyList() {
        answers(VIRTUAL, "{\"kind\":\"tm:ltm:virtual:virtualcollectionstate\"}");
        assertThat(played.virtualServers().list()).isEmpty();
        answers(VIRTUAL, "{\"items\":[]}");
        assertThat(played.virtualServers().list()).isEmpty();
        assertThat(PLAYED.requests()).contains("GET " + VIRTUAL + "?expandSubcollections=true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"items\":{}} | items are no list",
                "{\"items\":[7]} | a virtual server without a full path",
                "{\"items\":[{\"fullPath\":\"vs\"}]} | a virtual server without a full path",
                "{\"items\":[{\"fullPath\":\"/a/b\",\"rules\":\"/a/c\"}]} | rules are no list",
                "{\"items\":[{\"fullPath\":\"/a/b\",\"rules\":[{}]}]} | an iRule without a full path",
                "{\"items\":[{\"fullPath\":\"/a/b\",\"pool\":\"p\"}]} | a pool without a full path",
                "{\"items\":[{\"fullPath\":\"/a/b\",\"profilesReference\":{\"items\":7}}]} | items are no list",
                "{\"items\":[{\"fullPath\":\"/a/b\",\"profilesReference\":{\"items\":[{}]}}]} | a profile without a full path"
            })
    void anAnswerOfNoKnownFormIsInvalid(String body, String told) {
        answers(VIRTUAL, body);
        assertThatThrownBy(() -> played.virtualServers().list())
                .isInstanceOf(BigIpException.Invalid.class)
                .hasMessageContaining(VIRTUAL + ": the answer")
                .hasMessageEndingWith(told);
    }

    @Test
    void anAnswerAboutAnotherObjectIsInvalid() {
        answers(VIRTUAL + "/~Common~inference_vs", "{\"fullPath\":\"/Common/other\"}");
        assertThatThrownBy(() -> played.virtualServers().read(PATH))
                .isInstanceOf(BigIpException.Invalid.class)
                .hasMessage(played.url() + VIRTUAL + "/~Common~inference_vs: the answer is about /Common/other");
        answers(VIRTUAL + "/~Common~inference_vs", "{}");
        assertThatThrownBy(() -> played.virtualServers().read(PATH)).hasMessageEndingWith("about no object");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"fullPath\":\"/Common/json\"}",
                "{\"fullPath\":\"/Common/json\",\"maximumBytes\":\"65536\",\"maximumEntries\":1}",
                "{\"fullPath\":\"/Common/json\",\"maximumBytes\":-1,\"maximumEntries\":1}",
                "{\"fullPath\":\"/Common/json\",\"maximumBytes\":4294967296,\"maximumEntries\":1}"
            })
    void aJsonProfileWithoutItsLimitsIsInvalid(String body) {
        answers(PROFILE, body);
        assertThatThrownBy(() -> played.virtualServers().jsonProfile("/Common/json"))
                .isInstanceOf(BigIpException.Invalid.class)
                .hasMessageEndingWith("the answer holds no readable maximumBytes");
    }

    private void profilesAreNotRegistered() {
        PLAYED.server.stubFor(get(urlPathEqualTo(PROFILE))
                .willReturn(json(
                        404,
                        "{\"code\":404,\"message\":\"Public URI path not registered: /tm/ltm/profile/json/~Common~json\","
                                + "\"restOperationId\":41,\"kind\":\":resterrorresponse\"}")));
    }

    private static String version(String version) {
        return "{\"kind\":\"tm:sys:version:versionstats\",\"entries\":{\"https://localhost/mgmt/tm/sys/version/0\":"
                + "{\"nestedStats\":{\"entries\":{\"Product\":{\"description\":\"BIG-IP\"},\"Version\":{\"description\":\""
                + version + "\"}}}}}}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"17.5.1", "11.6.0", "20.9.9"})
    void anOlderVersionHasNoJsonProfiles(String version) {
        profilesAreNotRegistered();
        answers(VERSION, version(version));
        assertThat(played.virtualServers().jsonProfile("/Common/json")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"21.0.0", "22.1.0", "soon", ""})
    void aVersionThatShouldHaveJsonProfilesIsBusy(String version) {
        profilesAreNotRegistered();
        answers(VERSION, version(version));
        assertThatThrownBy(() -> played.virtualServers().jsonProfile("/Common/json"))
                .isInstanceOf(BigIpException.Busy.class)
                .hasMessageContaining("not registered");
    }

    @Test
    void aRestartIsBusyAndNoProofThatThereAreNoJsonProfiles() {
        profilesAreNotRegistered();
        PLAYED.server.stubFor(get(urlPathEqualTo(VERSION))
                .willReturn(json(404, "{\"code\":404,\"message\":\"URI path /mgmt/tm/sys/version not registered.\"}")));
        assertThatThrownBy(() -> played.virtualServers().jsonProfile("/Common/json"))
                .isInstanceOf(BigIpException.Busy.class);
    }
}

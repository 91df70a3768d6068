package io.llmlb.bigip;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.llmlb.bigip.PlayedBigIp.MEMBERS_PATH;
import static io.llmlb.bigip.PlayedBigIp.POOL;
import static io.llmlb.bigip.PlayedBigIp.POOL_PATH;
import static io.llmlb.bigip.PlayedBigIp.json;
import static io.llmlb.bigip.PlayedBigIp.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.core.IpAddress;
import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolsReadTest {
    private static final PlayedBigIp DEVICE = new PlayedBigIp();

    private BigIp bigIp;

    @BeforeEach
    void open() {
        DEVICE.reset();
        bigIp = DEVICE.client().build();
    }

    @AfterEach
    void close() {
        bigIp.close();
    }

    @AfterAll
    static void stop() {
        DEVICE.close();
    }

    private PoolState read() {
        return bigIp.pools().read(POOL);
    }

    @Test
    void aPoolIsReadWithItsMembersInTheDevicesOrder() {
        DEVICE.pool(
                "ratio-member",
                member("/vllm/10.128.2.14:8000", "10.128.2.14", 7),
                member("/vllm/10.128.2.13:8000", "10.128.2.13", 1));
        assertThat(read())
                .isEqualTo(new PoolState(
                        POOL,
                        LoadBalancingMode.RATIO,
                        "ratio-member",
                        List.of(
                                new PoolMember(
                                        MemberId.of("10.128.2.14", 8000),
                                        "/vllm/10.128.2.14:8000",
                                        7,
                                        Availability.AVAILABLE),
                                new PoolMember(
                                        MemberId.of("10.128.2.13", 8000),
                                        "/vllm/10.128.2.13:8000",
                                        1,
                                        Availability.AVAILABLE))));
    }

    @Test
    void onlyTheKeysThatAreNeededAreAskedFor() {
        DEVICE.pool("ratio-member");
        read();
        DEVICE.server.verify(getRequestedFor(urlPathEqualTo(POOL_PATH))
                .withQueryParam("$select", equalTo("name,fullPath,loadBalancingMode")));
        DEVICE.server.verify(getRequestedFor(urlPathEqualTo(MEMBERS_PATH))
                .withQueryParam("$select", equalTo("name,fullPath,address,ratio,session,state")));
    }

    @Test
    void aRealPoolWithEveryKeyIsRead() {
        DEVICE.server.stubFor(get(urlPathEqualTo(POOL_PATH)).willReturn(json(200, """
                {"kind":"tm:ltm:pool:poolstate","name":"p","partition":"vllm","subPath":"Shared","fullPath":"/vllm/Shared/p",
                 "generation":1452,"selfLink":"https://localhost/mgmt/tm/ltm/pool/~vllm~Shared~p?ver=11.5.4","allowNat":"yes",
                 "ignorePersistedWeight":"disabled","loadBalancingMode":"ratio-member","minActiveMembers":0,
                 "monitor":"min 1 of { /Common/http /Common/inband }",
                 "membersReference":{"link":"https://localhost/mgmt/tm/ltm/pool/~vllm~Shared~p/members?ver=11.5.4","isSubcollection":true}}""")));
        DEVICE.server.stubFor(get(urlPathEqualTo(MEMBERS_PATH)).willReturn(json(200, """
                {"kind":"tm:ltm:pool:members:memberscollectionstate","items":[
                {"kind":"tm:ltm:pool:members:membersstate","name":"10.128.2.14:8000","partition":"vllm",
                 "fullPath":"/vllm/10.128.2.14:8000","generation":731,"address":"10.128.2.14","connectionLimit":0,
                 "dynamicRatio":1,"ephemeral":"false","fqdn":{"autopopulate":"disabled"},"monitor":"default",
                 "priorityGroup":0,"rateLimit":"disabled","ratio":3,"session":"monitor-enabled","state":"up"}]}""")));
        assertThat(read().members())
                .containsExactly(new PoolMember(
                        MemberId.of("10.128.2.14", 8000), "/vllm/10.128.2.14:8000", 3, Availability.AVAILABLE));
    }

    @Test
    void aPoolWithoutMembersHasNoItemsOrAnEmptyList() {
        DEVICE.pool("ratio-member");
        assertThat(read().members()).isEmpty();
        DEVICE.server.stubFor(get(urlPathEqualTo(MEMBERS_PATH)).willReturn(json(200, "{\"items\":[]}")));
        assertThat(read().members()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ratio-member, RATIO",
        "ratio-session, RATIO",
        "ratio-least-connections-member, RATIO_LEAST_CONNECTIONS",
        "least-connections-member, LEAST_CONNECTIONS",
        "round-robin, OTHER",
        "ratio-node, OTHER",
        "ratio-least-connections-node, OTHER",
        "least-connections-node, OTHER",
        "dynamic-ratio-member, OTHER",
        "fastest-app-response, OTHER",
        "something-new, OTHER"
    })
    void theModeIsMappedAndKept(String word, LoadBalancingMode mode) {
        DEVICE.pool(word);
        assertThat(read().mode()).isEqualTo(mode);
        assertThat(read().modeName()).isEqualTo(word);
    }

    @ParameterizedTest
    @CsvSource({
        "monitor-enabled, up, AVAILABLE",
        "user-enabled, unchecked, AVAILABLE",
        "user-enabled, user-up, AVAILABLE",
        "monitor-enabled, checking, AVAILABLE",
        "monitor-enabled, fqdn-up, AVAILABLE",
        "monitor-enabled, fqdn-checking, AVAILABLE",
        "user-disabled, up, DISABLED",
        "user-disabled, unchecked, DISABLED",
        "user-disabled, user-down, DOWN",
        "user-disabled, down, DOWN",
        "monitor-enabled, down, DOWN",
        "monitor-enabled, fqdn-down, DOWN",
        "monitor-enabled, fqdn-up-no-addr, DOWN"
    })
    void sessionAndStateTellTheAvailability(String session, String state, Availability availability) {
        DEVICE.pool("ratio-member", member("/vllm/10.0.0.1:80", "10.0.0.1", 1, session, state));
        assertThat(read().members())
                .singleElement()
                .extracting(PoolMember::availability)
                .isEqualTo(availability);
    }

    @ParameterizedTest
    @CsvSource({
        "/vllm/10.1.1.1:80,                     10.1.1.1,       0,  10.1.1.1,       80",
        "/vllm/2001:db8::1.80,                  2001:db8::1,    0,  2001:db8::1,    80",
        "/vllm/10.1.1.1%10:80,                  10.1.1.1%10,    10, 10.1.1.1,       80",
        "/vllm/10.1.1.1%10:80,                  10.1.1.1,       10, 10.1.1.1,       80",
        "/vllm/2001:db8::1%10.80,               2001:db8::1%10, 10, 2001:db8::1,    80",
        "/Common/mynode:80,                     10.1.1.2,       0,  10.1.1.2,       80",
        "/Common/node.1:80,                     2001:db8::2,    0,  2001:db8::2,    80",
        "/Common/_auto_192.168.2.2:8000,        192.168.2.2,    0,  192.168.2.2,    8000",
        "/Common/_auto_2001:db8::5.8000,        2001:db8::5,    0,  2001:db8::5,    8000",
        "/other/Folder/10.1.1.1:65535,          10.1.1.1,       0,  10.1.1.1,       65535"
    })
    void everyFormOfNameIsRead(String path, String address, int routeDomain, String ip, int port) {
        DEVICE.pool("ratio-member", member(path, address, 1));
        assertThat(read().members())
                .containsExactly(new PoolMember(
                        new MemberId(IpAddress.parse(ip), routeDomain, port), path, 1, Availability.AVAILABLE));
    }

    @ParameterizedTest
    @CsvSource({
        "/Common/host.example:80, any6, template",
        "/Common/host.example:80, any, template",
        "/Common/host.example:http, any6, template",
        "/Common/10.1.1.1:0, 10.1.1.1, any port",
        "/Common/10.1.1.1:any, 10.1.1.1, any port",
        "/Common/2001:db8::1.0, 2001:db8::1, any port"
    })
    void whatTakesNoTrafficItselfIsLeftOutWithALineAtDebug(String path, String address, String told) {
        DEVICE.pool("ratio-member", member(path, address, 1), member("/vllm/10.0.0.1:80", "10.0.0.1", 1));
        try (CapturedLog log = new CapturedLog()) {
            assertThat(read().members()).extracting(PoolMember::path).containsExactly("/vllm/10.0.0.1:80");
            assertThat(log.lines())
                    .filteredOn(line -> line.contains(path))
                    .singleElement()
                    .asString()
                    .startsWith("DEBUG")
                    .contains(told);
        }
    }

    @Test
    void ofTwoMembersWithOneAddressTheFirstCounts() {
        DEVICE.pool(
                "ratio-member", member("/vllm/10.0.0.1:80", "10.0.0.1", 1), member("/Common/web1:80", "10.0.0.1", 5));
        assertThat(read().members()).extracting(PoolMember::path).containsExactly("/vllm/10.0.0.1:80");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "7",
                "{\"name\":\"10.0.0.1:80\",\"address\":\"10.0.0.1\",\"ratio\":1}",
                "{\"name\":\"10.0.0.1:80\",\"fullPath\":\"10.0.0.1:80\",\"address\":\"10.0.0.1\",\"ratio\":1}",
                "{\"name\":\"10.0.0.1:80\",\"fullPath\":\"/c/10.0.0.1:80\",\"ratio\":1}",
                "{\"name\":\"10.0.0.1:80\",\"fullPath\":\"/c/10.0.0.1:80\",\"address\":\"host\",\"ratio\":1}",
                "{\"name\":\"10.0.0.1\",\"fullPath\":\"/c/10.0.0.1\",\"address\":\"10.0.0.1\",\"ratio\":1}",
                "{\"name\":\"2001:db8::1\",\"fullPath\":\"/c/2001:db8::1\",\"address\":\"2001:db8::1\",\"ratio\":1}",
                "{\"name\":\"10.0.0.1:http\",\"fullPath\":\"/c/10.0.0.1:http\",\"address\":\"10.0.0.1\",\"ratio\":1}",
                "{\"name\":\"10.0.0.1:80\",\"fullPath\":\"/c/10.0.0.1:80\",\"address\":\"10.0.0.1\"}",
                "{\"name\":\"10.0.0.1:80\",\"fullPath\":\"/c/10.0.0.1:80\",\"address\":\"10.0.0.1\",\"ratio\":1.5}",
                "{\"name\":\"10.0.0.1:80\",\"fullPath\":\"/c/10.0.0.1:80\",\"address\":\"10.0.0.1\",\"ratio\":-1}",
                "{\"name\":\"10.0.0.1:99999\",\"fullPath\":\"/c/10.0.0.1:99999\",\"address\":\"10.0.0.1\",\"ratio\":1}",
                "{\"name\":\"10.0.0.1:80\",\"fullPath\":\"/c/x\",\"address\":\"10.0.0.1%99999\",\"ratio\":1}"
            })
    void aMemberOfNoKnownFormIsInvalid(String item) {
        DEVICE.pool("ratio-member", item);
        assertThatThrownBy(this::read)
                .isInstanceOf(BigIpException.Invalid.class)
                .hasMessageContaining(MEMBERS_PATH + ": the answer holds");
    }

    @Test
    void itemsThatAreNoListAreInvalid() {
        DEVICE.pool("ratio-member");
        DEVICE.server.stubFor(get(urlPathEqualTo(MEMBERS_PATH)).willReturn(json(200, "{\"items\":{}}")));
        assertThatThrownBy(this::read).isInstanceOf(BigIpException.Invalid.class);
    }

    @Test
    void aPoolThatGoesAwayBetweenTheTwoQuestionsIsAbsent() {
        DEVICE.pool("ratio-member");
        DEVICE.server.stubFor(
                get(urlPathEqualTo(MEMBERS_PATH))
                        .willReturn(
                                json(
                                        404,
                                        "{\"code\":404,\"message\":\"01020036:3: The requested pool (/vllm/Shared/p) was not found.\"}")));
        assertThatThrownBy(this::read).isInstanceOf(BigIpException.Absent.class);
    }

    @Test
    void aPoolsNameIsEncodedInTheUrl() {
        assertThat(ResourcePath.pool(new PoolName("/Common/a%b?c#d\u00e9+")))
                .isEqualTo("/mgmt/tm/ltm/pool/~Common~a%25b%3Fc%23d%C3%A9%2B");
    }
}

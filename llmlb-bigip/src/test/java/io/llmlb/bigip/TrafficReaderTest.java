package io.llmlb.bigip;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.llmlb.bigip.PlayedBigIp.MEMBERS_PATH;
import static io.llmlb.bigip.PlayedBigIp.POOL;
import static io.llmlb.bigip.PlayedBigIp.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.core.IpAddress;
import io.llmlb.core.MemberId;
import io.llmlb.core.act.MemberTraffic;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficReaderTest {
    private static final PlayedBigIp DEVICE = new PlayedBigIp();
    private static final String COUNTS = "\"serverside.curConns\":{\"value\":4},\"serverside.totConns\":{\"value\":91},"
            + "\"totRequests\":{\"value\":120}";

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

    private Map<MemberId, MemberTraffic> traffic(String... members) {
        StringBuilder entries = new StringBuilder();
        for (int i = 0; i < members.length; i++) {
            entries.append(i == 0 ? "" : ",")
                    .append("\"https://localhost/mgmt/tm/ltm/pool/x/members/")
                    .append(i)
                    .append("/stats\":{\"nestedStats\":{\"entries\":{")
                    .append(members[i])
                    .append("}}}");
        }
        return answered("{\"kind\":\"tm:ltm:pool:members:memberscollectionstats\",\"entries\":{" + entries + "}}");
    }

    private Map<MemberId, MemberTraffic> answered(String body) {
        DEVICE.server.stubFor(get(urlEqualTo(MEMBERS_PATH + "/stats")).willReturn(json(200, body)));
        return bigIp.pools().traffic(POOL);
    }

    private static String at(String address, int port) {
        return "\"addr\":{\"description\":\"" + address + "\"},\"port\":{\"value\":" + port + "},";
    }

    @Test
    void anAnswerOfADeviceIsRead() {
        assertThat(answered("""
                {"kind":"tm:ltm:pool:members:memberscollectionstats","generation":1,
                 "selfLink":"https://localhost/mgmt/tm/ltm/pool/~vllm~Shared~p/members/stats?ver=21.0.0","entries":{
                 "https://localhost/mgmt/tm/ltm/pool/~vllm~Shared~p/members/~vllm~10.128.2.14:8000/stats":{"nestedStats":{
                 "kind":"tm:ltm:pool:members:membersstats","selfLink":"","entries":{"addr":{"description":"10.128.2.14"},
                 "port":{"value":8000},"nodeName":{"description":"/vllm/10.128.2.14"},
                 "poolName":{"description":"/vllm/Shared/p"},"monitorStatus":{"description":"up"},
                 "sessionStatus":{"description":"enabled"},"curSessions":{"value":0},"serverside.curConns":{"value":4},
                 "serverside.totConns":{"value":91},"status.availabilityState":{"description":"available"},
                 "status.enabledState":{"description":"enabled"},
                 "status.statusReason":{"description":"Pool member is available"},"totRequests":{"value":120}}}}}}""")).isEqualTo(Map.of(MemberId.of("10.128.2.14", 8000), new MemberTraffic(120, 91, 4)));
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.1.1, /vllm/10.1.1.1, 10.1.1.1, 0",
        "10.1.1.1%10, /vllm/10.1.1.1%10, 10.1.1.1, 10",
        "10.1.1.1, /vllm/10.1.1.1%10, 10.1.1.1, 10",
        "2001:db8::1, /vllm/2001:db8::1, 2001:db8::1, 0",
        "2001:db8::1%7, /Common/node, 2001:db8::1, 7",
        "10.1.1.2, /Common/my.node, 10.1.1.2, 0"
    })
    void aMemberIsToldByAddressAndPort(String address, String node, String ip, int routeDomain) {
        String name = "\"nodeName\":{\"description\":\"" + node + "\"},";
        assertThat(traffic(at(address, 80) + name + COUNTS))
                .containsOnlyKeys(new MemberId(IpAddress.parse(ip), routeDomain, 80));
    }

    @Test
    void countsHave64Bits() {
        assertThat(traffic(at("10.0.0.1", 80)
                        + "\"serverside.curConns\":{\"value\":0},\"serverside.totConns\":{\"value\":5000000000},"
                        + "\"totRequests\":{\"value\":9223372036854775807}"))
                .containsValue(new MemberTraffic(Long.MAX_VALUE, 5_000_000_000L, 0));
    }

    @Test
    void whatCannotBeReadIsLeftOut() {
        assertThat(traffic(
                        COUNTS,
                        at("any6", 80) + COUNTS,
                        at("10.0.0.1", 0) + COUNTS,
                        at("10.0.0.1", 70_000) + COUNTS,
                        at("10.0.0.1%99999", 80) + COUNTS,
                        at("10.0.0.1", 80) + "\"x\":{}",
                        at("10.0.0.1", 80) + COUNTS.replace("120", "-1"),
                        at("10.0.0.1", 80) + COUNTS.replace("120", "1.5"),
                        at("10.0.0.1", 80) + COUNTS.replace("91", "9223372036854775808"),
                        at("10.0.0.1", 80) + COUNTS.replace("\"value\":4", "\"description\":\"4\""),
                        at("10.0.0.2", 80) + COUNTS))
                .isEqualTo(Map.of(MemberId.of("10.0.0.2", 80), new MemberTraffic(120, 91, 4)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"entries\":{}}", "{\"entries\":[1]}", "{\"entries\":{\"x\":{}}}", "{\"entries\":3}"})
    void anAnswerWithoutMembersIsEmpty(String body) {
        assertThat(answered(body)).isEmpty();
    }

    @Test
    void aPoolThatDoesNotExistIsAbsent() {
        DEVICE.server.stubFor(get(urlEqualTo(MEMBERS_PATH + "/stats"))
                .willReturn(json(
                        404,
                        "{\"code\":404,\"message\":\"01020036:3: The requested Pool (/vllm/Shared/p) was not found.\","
                                + "\"errorStack\":[],\"apiError\":3}")));
        assertThatThrownBy(() -> bigIp.pools().traffic(POOL)).isInstanceOf(BigIpException.Absent.class);
    }
}

package io.llmlb.bigip;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.llmlb.bigip.PlayedBigIp.MEMBERS_PATH;
import static io.llmlb.bigip.PlayedBigIp.POOL;
import static io.llmlb.bigip.PlayedBigIp.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.llmlb.core.IpAddress;
import io.llmlb.core.LlmlbException;
import io.llmlb.core.MemberId;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.PoolDevice;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.act.WriteReport.Outcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PoolsWriteTest {
    private static final PlayedBigIp DEVICE = new PlayedBigIp();
    private static final String MEMBER_GONE =
            "01020036:3: The requested Pool Member (/vllm/Shared/p /vllm/10.0.0.2 80) was not found.";
    private static final String POOL_GONE = "01020036:3: The requested Pool (/vllm/Shared/p) was not found.";

    private final PoolMember one = member(1, 1);
    private final PoolMember two = member(2, 4);
    private final PoolMember three = member(3, 10);
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

    private static PoolMember member(int last, int ratio) {
        return new PoolMember(
                MemberId.of("10.0.0." + last, 80), "/vllm/10.0.0." + last + ":80", ratio, Availability.AVAILABLE);
    }

    private static MemberShare share(PoolMember member, int ratio) {
        return new MemberShare(member, ratio, ratio);
    }

    private WriteReport write(MemberShare... shares) {
        List<PoolMember> members =
                Arrays.stream(shares).map(MemberShare::member).toList();
        PoolState state = new PoolState(POOL, LoadBalancingMode.RATIO, "ratio-member", members);
        return bigIp.pools().write(state, List.of(shares));
    }

    @Test
    void aReplicaOnStandbySendsNothingAlsoWhenItBecomesOneWhileItWaits() {
        confirms(one, 3);
        confirms(two, 5);
        int[] asked = {0};
        // Leads when the first is begun and when it is sent, and when the second is begun; no more when that would be
        // sent.
        try (BigIp leadsNoMore = DEVICE.client()
                .standby(() -> ++asked[0] < 4 ? Optional.empty() : Optional.of("llmlb-0 leads"))
                .build()) {
            PoolState state = new PoolState(POOL, LoadBalancingMode.RATIO, "ratio-member", List.of(one, two, three));
            WriteReport report =
                    leadsNoMore.pools().write(state, List.of(share(one, 3), share(two, 5), share(three, 11)));
            assertThat(report.outcomes())
                    .isEqualTo(Map.of(one.id(), Outcome.WRITTEN, two.id(), Outcome.FAILED, three.id(), Outcome.FAILED));
            assertThat(report.problem())
                    .map(Throwable::getMessage)
                    .hasValueSatisfying(message -> assertThat(message).contains("nothing was sent: llmlb-0 leads"));
            DEVICE.server.verify(1, patchRequestedFor(anyUrl()));

            report = leadsNoMore.pools().write(state, List.of(share(two, 5)));
            assertThat(report.outcomes()).isEqualTo(Map.of(two.id(), Outcome.DEFERRED));
            DEVICE.server.verify(1, patchRequestedFor(anyUrl()));
        }
    }

    private static void confirms(PoolMember member, int ratio) {
        DEVICE.patchAnswers(ResourcePath.segment(member.path()), json(200, "{\"ratio\":" + ratio + "}"));
    }

    private static void answers(PoolMember member, int status, String message) {
        answers(member, json(status, "{\"code\":" + status + ",\"message\":\"" + message + "\"}"));
    }

    private static void answers(PoolMember member, ResponseDefinitionBuilder answer) {
        DEVICE.patchAnswers(ResourcePath.segment(member.path()), answer);
    }

    private static List<String> patches() {
        return DEVICE.requests().stream().filter(r -> r.startsWith("PATCH")).toList();
    }

    private static String patchOf(PoolMember member) {
        return "PATCH " + MEMBERS_PATH + "/" + ResourcePath.segment(member.path());
    }

    @Test
    void onlyWhatDiffersIsSentTheLargestRelativeChangeFirst() {
        confirms(one, 2);
        confirms(three, 1);
        WriteReport report = write(share(one, 2), share(two, 4), share(three, 1));
        assertThat(report)
                .isEqualTo(new WriteReport(
                        Map.of(one.id(), Outcome.WRITTEN, two.id(), Outcome.UNCHANGED, three.id(), Outcome.WRITTEN),
                        null));
        assertThat(patches()).containsExactly(patchOf(three), patchOf(one));
    }

    @Test
    void theRatioIsAllThatIsSent() {
        confirms(one, 2);
        write(share(one, 2));
        DEVICE.server.verify(patchRequestedFor(urlEqualTo(MEMBERS_PATH + "/~vllm~10.0.0.1:80"))
                .withHeader("Content-Type", equalTo("application/json"))
                .withRequestBody(equalTo("{\"ratio\":2}")));
    }

    @Test
    void nothingIsSentWhenNothingDiffers() {
        assertThat(write(share(one, 1), share(two, 4)).count(Outcome.UNCHANGED)).isEqualTo(2);
        assertThat(DEVICE.requests()).isEmpty();
    }

    @Test
    void aMembersUrlFollowsItsOwnPathNotThePoolsPartition() {
        MemberId id = new MemberId(IpAddress.parse("2001:db8::1"), 10, 8000);
        PoolMember elsewhere = new PoolMember(id, "/Common/2001:db8::1%10.8000", 1, Availability.AVAILABLE);
        DEVICE.patchAnswers("~Common~2001:db8::1%2510.8000", json(200, "{\"ratio\":3}"));
        assertThat(write(share(elsewhere, 3)).outcomes()).containsExactly(Map.entry(id, Outcome.WRITTEN));
    }

    @Test
    void aMemberThatLeftIsGoneAndTheRestIsWritten() {
        confirms(one, 2);
        answers(two, 404, MEMBER_GONE);
        confirms(three, 9);
        WriteReport report = write(share(one, 2), share(two, 40), share(three, 9));
        assertThat(report.outcomes())
                .containsOnly(
                        Map.entry(one.id(), Outcome.WRITTEN),
                        Map.entry(two.id(), Outcome.GONE),
                        Map.entry(three.id(), Outcome.WRITTEN));
        assertThat(report.problem()).isEmpty();
    }

    static Stream<ResponseDefinitionBuilder> thePoolsOrTheDevicesFailure() {
        return Stream.of(
                json(404, "{\"code\":404,\"message\":\"" + POOL_GONE + "\"}"),
                json(404, "{\"code\":404,\"message\":\"URI path /mgmt/tm/ltm/pool/x not registered.\"}"),
                json(503, "{\"code\":503,\"message\":\"There is an active asynchronous task executing.\"}"),
                json(500, "{\"code\":500,\"message\":\"The connection to mcpd has been lost, try again.\"}"),
                json(401, "{\"code\":401,\"message\":\"Authorization failed: user=https://localhost/x verb=PATCH\"}"),
                aResponse().withStatus(200),
                aResponse().withStatus(302),
                aResponse().withFault(Fault.EMPTY_RESPONSE));
    }

    @ParameterizedTest
    @MethodSource("thePoolsOrTheDevicesFailure")
    void whatConcernsThePoolOrTheDeviceEndsTheWriteAndIsReported(ResponseDefinitionBuilder answer) {
        confirms(one, 100);
        answers(two, answer);
        WriteReport report = write(share(one, 100), share(two, 20), share(three, 9));
        assertThat(report.outcomes())
                .containsOnly(
                        Map.entry(one.id(), Outcome.WRITTEN),
                        Map.entry(two.id(), Outcome.FAILED),
                        Map.entry(three.id(), Outcome.FAILED));
        assertThat(report.problem()).containsInstanceOf(BigIpException.class);
        assertThat(report.failure()).hasMessageContaining(patchOf(two).substring("PATCH ".length()));
        assertThat(patches()).doesNotContain(patchOf(three));
    }

    @Test
    void aMemberThatIsRefusedDoesNotHoldUpTheOthers() {
        answers(two, 400, "invalid property value");
        confirms(three, 9);
        WriteReport report = write(share(two, 40), share(three, 9));
        assertThat(report.outcomes())
                .containsOnly(Map.entry(two.id(), Outcome.FAILED), Map.entry(three.id(), Outcome.WRITTEN));
        assertThat(report.problem()).containsInstanceOf(BigIpException.Invalid.class);
    }

    @Test
    void aRatioThatIsNotConfirmedIsAFailure() {
        confirms(two, 4);
        answers(three, json(200, "{\"name\":\"x\"}"));
        WriteReport report = write(share(two, 40), share(three, 9));
        assertThat(report.count(Outcome.FAILED)).isEqualTo(2);
        assertThat(report.failure())
                .isInstanceOf(BigIpException.Invalid.class)
                .hasMessageContaining("was told ratio 40 and answers ratio 4");
    }

    @Test
    void aRatioAboveOneHundredIsRefusedBeforeAnythingIsSent() {
        WriteReport report = write(share(one, 2), share(two, 101), share(three, 10));
        assertThat(report.outcomes())
                .containsOnly(
                        Map.entry(one.id(), Outcome.FAILED),
                        Map.entry(two.id(), Outcome.FAILED),
                        Map.entry(three.id(), Outcome.UNCHANGED));
        assertThat(report.problem())
                .map(LlmlbException::getMessage)
                .hasValueSatisfying(message ->
                        assertThat(message).contains("~vllm~10.0.0.2:80").contains("ratio 101 was not sent"));
        assertThat(DEVICE.requests()).isEmpty();
    }

    @Test
    void oneAndOneHundredAreSent() {
        confirms(two, 1);
        confirms(three, 100);
        assertThat(write(share(two, 1), share(three, 100)).count(Outcome.WRITTEN))
                .isEqualTo(2);
    }

    @Test
    void aWriteThatTakesTooLongLeavesTheRest() {
        confirms(one, 100);
        confirms(two, 5);
        TestClock clock = new TestClock();
        try (BigIp slow = DEVICE.client()
                .clock(() -> {
                    clock.advance(Duration.ofMillis(3200));
                    return clock.instant();
                })
                .build()) {
            slow.login();
            PoolState state = new PoolState(POOL, LoadBalancingMode.RATIO, "ratio-member", List.of(one, two, three));
            WriteReport report = slow.pools().write(state, List.of(share(one, 100), share(two, 5), share(three, 9)));
            assertThat(report.outcomes())
                    .containsOnly(
                            Map.entry(one.id(), Outcome.WRITTEN),
                            Map.entry(two.id(), Outcome.WRITTEN),
                            Map.entry(three.id(), Outcome.FAILED));
            assertThat(report.failure())
                    .isInstanceOf(BigIpException.Busy.class)
                    .hasMessageContaining("the write took more than 30 s");
        }
    }

    @Test
    void aFailedLoginIsReportedNotThrown() {
        DEVICE.login(json(401, "{\"message\":\"Authentication failed.\"}"));
        WriteReport report = write(share(one, 2));
        assertThat(report.outcomes()).containsExactly(Map.entry(one.id(), Outcome.FAILED));
        assertThat(report.problem()).containsInstanceOf(BigIpException.Denied.class);
    }

    @Test
    void aDryRunSendsNothing() {
        PoolState state = new PoolState(POOL, LoadBalancingMode.RATIO, "ratio-member", List.of(one));
        PoolDevice dry = PoolDevice.dryRun(bigIp.pools());
        assertThat(dry.write(state, List.of(share(one, 2))).count(Outcome.WITHHELD))
                .isEqualTo(1);
        assertThat(DEVICE.requests()).isEmpty();
    }
}

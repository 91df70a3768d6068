package io.llmlb.bigip;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static io.llmlb.bigip.PlayedBigIp.json;
import static io.llmlb.core.FailureKind.ABSENT;
import static io.llmlb.core.FailureKind.BUSY;
import static io.llmlb.core.FailureKind.DENIED;
import static io.llmlb.core.FailureKind.INVALID;
import static io.llmlb.core.FailureKind.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.llmlb.core.FailureKind;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent when something is written, and the sentence that each refusal becomes. */
class RefusalsTest {
    private static final String GROUPS = "/mgmt/tm/ltm/data-group/internal";
    private static final String GROUP = GROUPS + "/~Common~g";
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

    static Stream<Arguments> refusals() {
        String folder = "That partition or folder does not exist on this device: create it, or use /Common";
        String exists = "Nothing was changed: read what is there, or use another name";
        return Stream.of(
                mcpd(
                        404,
                        3,
                        "01020036:3: The requested value list (/Common/g) was not found.",
                        ABSENT,
                        "Create the data group first"),
                mcpd(404, 3, "01020036:3: The requested folder (/PART) was not found.", ABSENT, folder),
                mcpd(400, 3, "01020036:3: The requested folder (/PART) was not found.", ABSENT, folder),
                mcpd(
                        400,
                        3,
                        "01070734:3: Configuration error: Can't associate value list (/PART/g) folder does not exist",
                        ABSENT,
                        folder),
                mcpd(
                        404,
                        3,
                        "01020036:3: The requested iRule (/Common/r) was not found.",
                        ABSENT,
                        "Write the iRule first"),
                mcpd(
                        404,
                        3,
                        "01020036:3: The requested Virtual Server (/Common/v) was not found.",
                        ABSENT,
                        "Check the virtual server's full path"),
                mcpd(
                        404,
                        3,
                        "01020036:3: The requested profile (/Common/x) was not found.",
                        ABSENT,
                        "Check the profile's full path"),
                mcpd(404, 1, "Object not found - /Common/g", ABSENT, ""),
                mcpd(
                        400,
                        26214401,
                        "HTML Tag-like Content in the Request URL/Body",
                        INVALID,
                        "Write it without <...>: the device takes that for HTML"),
                mcpd(
                        409,
                        3,
                        "01020066:3: The requested value list (/Common/g) already exists in partition Common.",
                        INVALID,
                        exists),
                mcpd(
                        400,
                        3,
                        "01070151:3: Rule [/Common/r] error: /Common/r:7: error: [undefined procedure: xlog][xlog local0.info hi]",
                        INVALID,
                        "Nothing was changed: correct the iRule and write it again"),
                mcpd(400, 26214401, "one or more properties must be specified", INVALID, ""),
                mcpd(400, 26214401, "invalid property value 'type':'x'", INVALID, ""),
                mcpd(503, 32964609, "There is an active asynchronous task executing.", BUSY, ""),
                mcpd(500, 32768001, "The connection to mcpd has been lost, try again.", BUSY, ""),
                rest(404, "Public URI path not registered: /tm/ltm/data-group/internal", BUSY, ""),
                rest(400, "remoteSender:10.0.0.5, method:PATCH java.util.concurrent.TimeoutException: x", BUSY, ""),
                rest(
                        401,
                        "Authorization failed: user=https://localhost/mgmt/x verb=PATCH",
                        DENIED,
                        "The user is known, but its role does not allow this: give it one that may change it"),
                rest(
                        403,
                        "Forbidden",
                        DENIED,
                        "The user is known, but its role does not allow this: give it one that may change it"));
    }

    private static Arguments mcpd(int status, int apiError, String message, FailureKind kind, String mend) {
        String body = "{\"code\":%d,\"message\":\"%s\",\"errorStack\":[],\"apiError\":%d}";
        return arguments(status, body.formatted(status, message, apiError), message, kind, mend);
    }

    private static Arguments rest(int status, String message, FailureKind kind, String mend) {
        String body = "{\"code\":%d,\"message\":\"%s\",\"restOperationId\":6229426,\"kind\":\":resterrorresponse\"}";
        return arguments(status, body.formatted(status, message), message, kind, mend);
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("refusals")
    void everyRefusalIsOneSentenceWithPlaceAndMend(
            int status, String body, String message, FailureKind kind, String mend) {
        DEVICE.server.stubFor(any(urlMatching(GROUPS + ".*")).willReturn(json(status, body)));
        BigIpException failure = catchThrowableOfType(
                BigIpException.class, () -> bigIp.dataGroups().replace("/Common/g", Map.of("a", "secret rule")));
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure)
                .hasMessage(bigIp.url() + GROUP + ": answered " + status + " \"" + message + "\""
                        + (mend.isEmpty() ? "" : ". " + mend));
    }

    static Stream<Arguments> pages() {
        return Stream.of(
                arguments(503, "<html><title>Configuration Utility restarting...</title></html>", BUSY, "restarting"),
                arguments(
                        500,
                        "<html><h2>HTTP ERROR 500</h2><pre>AsyncContext timeout</pre></html>",
                        BUSY,
                        "AsyncContext"),
                arguments(404, "<html>404 Not Found</html>", INVALID, "give the management address of the BIG-IP"),
                arguments(200, "<html>log in</html>", INVALID, "give the management address of the BIG-IP"),
                arguments(302, "", INVALID, "give the management address of the BIG-IP"),
                arguments(200, "", UNREACHABLE, "with an empty body"),
                arguments(200, "{\"fullPath\":\"/Comm", UNREACHABLE, "with broken JSON"),
                arguments(200, "[]", INVALID, "no JSON object"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("pages")
    void everyOperationTellsWhatIsNoAnswerOfIcontrol(int status, String body, FailureKind kind, String told) {
        DEVICE.server.stubFor(any(urlMatching("/mgmt/(tm|shared/appsvcs)/.*"))
                .willReturn(aResponse().withStatus(status).withBody(body)));
        List<Runnable> operations = List.of(
                () -> bigIp.dataGroups().read("/Common/g"),
                () -> bigIp.dataGroups().create("/Common/g", Map.of()),
                () -> bigIp.dataGroups().replace("/Common/g", Map.of()),
                () -> bigIp.dataGroups().merge("/Common/g", Map.of("a", "b")),
                () -> bigIp.irules().read("/Common/r"),
                () -> bigIp.irules().write("/Common/r", ""),
                () -> bigIp.virtualServers().read("/Common/v"),
                () -> bigIp.virtualServers().list(),
                () -> bigIp.virtualServers().attachProfile("/Common/v", "/Common/json"),
                () -> bigIp.virtualServers().rules("/Common/v", List.of()),
                () -> bigIp.virtualServers().jsonProfile("/Common/json"),
                () -> bigIp.owner("/vllm/x"),
                () -> bigIp.saveConfiguration());
        for (Runnable operation : operations) {
            BigIpException failure = catchThrowableOfType(BigIpException.class, operation::run);
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure).hasMessageContaining(told).hasMessageStartingWith(bigIp.url() + "/mgmt/");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"string\"}",
                "{\"fullPath\":\"/Common/other\",\"type\":\"string\"}",
                "{\"fullPath\":\"/Common/g\"}",
                "{\"fullPath\":\"/Common/g\",\"type\":\"string\",\"records\":{}}",
                "{\"fullPath\":\"/Common/g\",\"type\":\"string\",\"records\":[{\"data\":\"x\"}]}",
                "{\"fullPath\":\"/Common/g\",\"type\":\"string\",\"records\":[7]}"
            })
    void anAnswerThatIsNotThisDataGroupIsInvalid(String body) {
        DEVICE.server.stubFor(any(anyUrl()).atPriority(9).willReturn(json(200, body)));
        DataGroups groups = bigIp.dataGroups();
        assertThatThrownBy(() -> groups.read("/Common/g")).isInstanceOf(BigIpException.Invalid.class);
        assertThatThrownBy(() -> groups.create("/Common/g", Map.of())).isInstanceOf(BigIpException.Invalid.class);
        assertThatThrownBy(() -> groups.replace("/Common/g", Map.of())).isInstanceOf(BigIpException.Invalid.class);
        assertThatThrownBy(() -> groups.merge("/Common/g", Map.of())).isInstanceOf(BigIpException.Invalid.class);
    }

    @Test
    void aRecordWithoutDataHasTheEmptyValue() {
        DEVICE.server.stubFor(any(urlEqualTo(GROUP)).willReturn(json(200, """
                        {"kind":"tm:ltm:data-group:internal:internalstate","name":"g","partition":"Common","fullPath":"/Common/g",
                         "generation":1,"type":"string","records":[{"name":".gif"},{"name":".bmp","data":""}]}""")));
        assertThat(bigIp.dataGroups().read("/Common/g").orElseThrow().records())
                .isEqualTo(Map.of(".gif", "", ".bmp", ""));
    }

    @Test
    void aReplacementIsOnePatchOfTheRecordsAndNothingElse() {
        DEVICE.server.stubFor(patch(urlEqualTo(GROUP))
                .willReturn(json(200, "{\"fullPath\":\"/Common/g\",\"type\":\"string\",\"records\":[]}")));
        assertThat(bigIp.dataGroups()
                        .replace("/Common/g", Map.of("2", "\u00e9 <", "10", "x"))
                        .records())
                .isEmpty();
        assertThat(DEVICE.requests()).containsExactly("POST " + PlayedBigIp.LOGIN, "PATCH " + GROUP);
        DEVICE.server.verify(patchRequestedFor(urlEqualTo(GROUP))
                .withRequestBody(equalToJson(
                        "{\"records\":[{\"name\":\"10\",\"data\":\"x\"},{\"name\":\"2\",\"data\":\"é <\"}]}")));
    }

    @Test
    void anObjectInAFolderIsCreatedByNamePartitionAndSubPath() {
        DEVICE.server.stubFor(
                post(urlEqualTo(GROUPS)).willReturn(json(200, "{\"fullPath\":\"/p/a/b/g\",\"type\":\"string\"}")));
        bigIp.dataGroups().create("/p/a/b/g", Map.of());
        DEVICE.server.verify(
                postRequestedFor(urlEqualTo(GROUPS))
                        .withRequestBody(
                                equalToJson(
                                        "{\"name\":\"g\",\"partition\":\"p\",\"subPath\":\"a/b\",\"type\":\"string\",\"records\":[]}")));
    }

    @Test
    void aProfileIsAttachedByNameAndPartition() {
        String profiles = "/mgmt/tm/ltm/virtual/~k8s~v/profiles";
        DEVICE.server.stubFor(post(urlEqualTo(profiles)).willReturn(json(200, "{\"fullPath\":\"/Common/json\"}")));
        bigIp.virtualServers().attachProfile("/k8s/v", "/Common/json");
        DEVICE.server.verify(postRequestedFor(urlEqualTo(profiles))
                .withRequestBody(equalToJson("{\"name\":\"json\",\"partition\":\"Common\"}")));
    }
}

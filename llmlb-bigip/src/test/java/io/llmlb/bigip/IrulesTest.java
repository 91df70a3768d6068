package io.llmlb.bigip;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.llmlb.bigip.PlayedBigIp.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmlb.sim.model.bigip.ManagementFault;
import io.llmlb.sim.model.bigip.ManagementFault.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IrulesTest {
    private static final String PATH = "/Common/routing";
    private static final String URL = "/mgmt/tm/ltm/rule/~Common~routing";
    private static final String TEXT = """
            when JSON_REQUEST {
                # "quoted", \\[escaped\\], é
                pool [class lookup "x" /Common/routing]
            }
            """;

    private static final PlayedBigIp PLAYED = new PlayedBigIp();
    private static EmulatedBigIp device;
    private static BigIp bigIp;
    private static Irules rules;

    @BeforeAll
    static void start() {
        device = new EmulatedBigIp();
        bigIp = device.client();
        rules = bigIp.irules();
    }

    @AfterAll
    static void stop() {
        bigIp.close();
        device.close();
        PLAYED.close();
    }

    @BeforeEach
    void reset() {
        PLAYED.reset();
    }

    @Test
    void anIruleIsCreatedThenUpdated() {
        assertThat(rules.read("/Common/new")).isEmpty();
        rules.write("/Common/new", TEXT);
        assertThat(rules.read("/Common/new")).contains(TEXT);
        rules.write("/Common/new", "when HTTP_REQUEST {}");
        assertThat(rules.read("/Common/new")).contains("when HTTP_REQUEST {}");
    }

    @Test
    void anIruleWithoutTextHasNoSuchKey() {
        PLAYED.server.stubFor(get(urlEqualTo(URL))
                .willReturn(json(200, "{\"kind\":\"tm:ltm:rule:rulestate\",\"fullPath\":\"/Common/routing\"}")));
        try (BigIp client = PLAYED.client().build()) {
            assertThat(client.irules().read(PATH)).contains("");
        }
    }

    @Test
    void aRefusedTextIsInvalidAndChangesNothing() {
        rules.write(PATH, TEXT);
        assertThatThrownBy(() -> rules.write(PATH, "when HTTP_REQUEST {"))
                .isInstanceOf(BigIpException.Invalid.class)
                .hasMessage(bigIp.url() + URL + ": answered 400 \"01070151:3: Rule [/Common/routing] error: unbalanced"
                        + " braces\". Nothing was changed: correct the iRule and write it again");
        assertThat(rules.read(PATH)).contains(TEXT);
        assertThatThrownBy(() -> rules.write("/Common/bad", "}")).isInstanceOf(BigIpException.Invalid.class);
        assertThat(rules.read("/Common/bad")).isEmpty();
    }

    @Test
    void everyLineOfALongRefusalIsTold() {
        String line =
                "/Common/routing:%d: error: [undefined procedure: not registered, 01020036, already exists][x %s]";
        String message = "01070151:3: Rule [/Common/routing] error: " + line.formatted(3, "a".repeat(300))
                + "\\r\\n\\n\\t" + line.formatted(9, "b".repeat(300));
        PLAYED.server.stubFor(any(urlEqualTo(URL))
                .willReturn(
                        json(400, "{\"code\":400,\"message\":\"" + message + "\",\"errorStack\":[],\"apiError\":3}")));
        try (BigIp client = PLAYED.client().build()) {
            BigIpException failure = catchThrowableOfType(
                    BigIpException.Invalid.class, () -> client.irules().write(PATH, TEXT));
            assertThat(failure)
                    .hasMessageContaining("[x " + "a".repeat(300) + "] | /Common/routing:9: error: ")
                    .hasMessageEndingWith(
                            "[x " + "b".repeat(300) + "]\". Nothing was changed: correct the iRule and write it again");
            assertThat(failure.getMessage()).doesNotContainPattern("\\p{Cntrl}");
        }
    }

    @Test
    void aRefusalIsCutAt2000Characters() {
        PLAYED.server.stubFor(any(urlEqualTo(URL))
                .willReturn(json(400, "{\"code\":400,\"message\":\"01070151:3: " + "line\\n".repeat(3000) + "\"}")));
        try (BigIp client = PLAYED.client().build()) {
            BigIpException failure = catchThrowableOfType(
                    BigIpException.Invalid.class, () -> client.irules().write(PATH, TEXT));
            assertThat(failure.deviceText()).hasSize(2_000).startsWith("01070151:3: line | line | ");
        }
    }

    @Test
    void aMissingFolderIsAbsent() {
        assertThatThrownBy(() -> rules.write("/nowhere/x", TEXT))
                .isInstanceOf(BigIpException.Absent.class)
                .hasMessageContaining("/mgmt/tm/ltm/rule: ")
                .hasMessageEndingWith("create it, or use /Common");
        assertThat(rules.read("/nowhere/x")).isEmpty();
    }

    @Test
    void textThatLooksLikeATagIsInvalid() {
        assertThatThrownBy(() -> rules.write("/Common/tag", "if {$a<$b && $c>$d} {}"))
                .isInstanceOf(BigIpException.Invalid.class)
                .hasMessageEndingWith("Write it without <...>: the device takes that for HTML");
        assertThat(rules.read("/Common/tag")).isEmpty();
    }

    @Test
    void aUserWhoMayReadMayNotWrite() {
        rules.write(PATH, TEXT);
        try (BigIp guest = device.guest()) {
            assertThat(guest.irules().read(PATH)).contains(TEXT);
            assertThatThrownBy(() -> guest.irules().write(PATH, "")).isInstanceOf(BigIpException.Denied.class);
        }
    }

    @Test
    void aDeviceThatRestartsIsBusyAndGetsNoPost() {
        device.emulator.fault(
                ManagementFault.of(Kind.NOT_REGISTERED).on("/mgmt/tm").times(1));
        assertThatThrownBy(() -> rules.write("/Common/restart", TEXT)).isInstanceOf(BigIpException.Busy.class);
        assertThat(rules.read("/Common/restart")).isEmpty();
    }

    @Test
    void whatIsNoFullPathIsRefused() {
        String told = "an iRule is named by its full path, such as /Common/name, but this is \"routing\"";
        assertThatThrownBy(() -> rules.read("routing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(told);
        assertThatThrownBy(() -> rules.write("routing", TEXT)).hasMessage(told);
    }
}

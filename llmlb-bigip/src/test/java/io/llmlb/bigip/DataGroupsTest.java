package io.llmlb.bigip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.sim.model.bigip.DataGroup;
import io.llmlb.sim.model.bigip.ManagementFault;
import io.llmlb.sim.model.bigip.ManagementFault.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataGroupsTest {
    private static final String PATH = "/Common/routing";
    private static final String URL = "/mgmt/tm/ltm/data-group/internal/~Common~routing";

    private static EmulatedBigIp device;
    private static BigIp bigIp;
    private static DataGroups groups;

    @BeforeAll
    static void start() {
        device = new EmulatedBigIp();
        bigIp = device.client();
        groups = bigIp.dataGroups();
    }

    @AfterAll
    static void stop() {
        bigIp.close();
        device.close();
    }

    @BeforeEach
    void put() {
        put("string", Map.of("10", "json .model match *GPT ? 20 : 30", "20", "pool /vllm/Shared/p"));
    }

    @AfterEach
    void clear() {
        device.emulator.clearFaults();
    }

    private static void put(String type, Map<String, String> records) {
        device.emulator.put(new DataGroup(PATH, type, new TreeMap<>(records), 1));
    }

    private static Map<String, String> held(String path) {
        return device.emulator.dataGroup(path).orElseThrow().records();
    }

    @Test
    void aDataGroupIsReadSortedByName() {
        assertThat(groups.read(PATH))
                .contains(io.llmlb.bigip.DataGroup.of(
                        PATH, Map.of("20", "pool /vllm/Shared/p", "10", "json .model match *GPT ? 20 : 30")));
        assertThat(groups.read(PATH).orElseThrow().records().firstKey()).isEqualTo("10");
    }

    @Test
    void anEmptyOneHasNoRecords() {
        put("string", Map.of());
        assertThat(groups.read(PATH).orElseThrow().records()).isEmpty();
    }

    @Test
    void oneThatDoesNotExistIsEmptyInAnExistingFolderAndInNone() {
        assertThat(groups.read("/Common/none")).isEmpty();
        assertThat(groups.read("/nowhere/none")).isEmpty();
    }

    @Test
    void oneIsCreatedWithItsRecordsAndItsType() {
        assertThat(groups.create("/Common/created", Map.of("1", "a", "2", "")))
                .isEqualTo(io.llmlb.bigip.DataGroup.of("/Common/created", Map.of("1", "a", "2", "")));
        assertThat(device.emulator.dataGroup("/Common/created").orElseThrow().type())
                .isEqualTo("string");
        assertThat(held("/Common/created")).isEqualTo(Map.of("1", "a", "2", ""));
    }

    @Test
    void oneIsCreatedInAFolderOfAPartition() {
        device.emulator.put(new DataGroup("/rules/Shared/other", "string", new TreeMap<>(), 1));
        assertThat(groups.create("/rules/Shared/created", Map.of()).path()).isEqualTo("/rules/Shared/created");
        assertThat(groups.read("/rules/Shared/created").orElseThrow().records()).isEmpty();
    }

    @Test
    void creatingInAMissingFolderIsAbsent() {
        assertThatThrownBy(() -> groups.create("/nowhere/x", Map.of()))
                .isInstanceOf(BigIpException.Absent.class)
                .hasMessage(bigIp.url() + "/mgmt/tm/ltm/data-group/internal: answered 404 \"01020036:3: The requested"
                        + " folder (/nowhere) was not found.\". That partition or folder does not exist on this device:"
                        + " create it, or use /Common");
    }

    @Test
    void creatingWhatExistsIsInvalidAndChangesNothing() {
        Map<String, String> before = held(PATH);
        assertThatThrownBy(() -> groups.create(PATH, Map.of("1", "other")))
                .isInstanceOf(BigIpException.Invalid.class)
                .hasMessageEndingWith(
                        "already exists in partition Common.\". Nothing was changed: read what is there, or"
                                + " use another name");
        assertThat(held(PATH)).isEqualTo(before);
    }

    @Test
    void replacingLeavesNothingOfBefore() {
        Map<String, String> after = Map.of("start", "? .stream is true : 7", "7", "json .a[0].b contains \"x y\"");
        assertThat(groups.replace(PATH, after)).isEqualTo(io.llmlb.bigip.DataGroup.of(PATH, after));
        assertThat(held(PATH)).isEqualTo(after);
        assertThat(groups.replace(PATH, Map.of()).records()).isEmpty();
        assertThat(held(PATH)).isEmpty();
    }

    @Test
    void mergingAddsAndChangesAndLeavesTheRest() {
        assertThat(groups.merge(PATH, Map.of("20", "changed", "30", "new")).records())
                .isEqualTo(Map.of("10", "json .model match *GPT ? 20 : 30", "20", "changed", "30", "new"))
                .isEqualTo(held(PATH));
    }

    @Test
    void mergingWhatIsThereWritesNothing() {
        device.emulator.put(new DataGroup(PATH, "string", new TreeMap<>(Map.of("a", "b", "c", "d")), 77));
        assertThat(groups.merge(PATH, Map.of("a", "b")).records()).isEqualTo(Map.of("a", "b", "c", "d"));
        assertThat(groups.merge(PATH, Map.of()).records()).isEqualTo(Map.of("a", "b", "c", "d"));
        assertThat(device.emulator.dataGroup(PATH).orElseThrow().generation()).isEqualTo(77);
    }

    @Test
    void mergingBesideABackslashIsRefusedUnlessThatRecordIsWrittenToo() {
        put("string", Map.of("a", "say \\\"x\\\"", "b", "y"));
        Map<String, String> before = held(PATH);
        assertThatThrownBy(() -> groups.merge(PATH, Map.of("b", "z")))
                .isInstanceOf(BigIpException.Invalid.class)
                .hasMessage(bigIp.url() + URL + ": the record \"a\" holds a backslash, which a device may have added"
                        + " itself, so it cannot be left as it is while others are written. Write all records, or change"
                        + " that one");
        assertThat(held(PATH)).isEqualTo(before);
        assertThat(groups.merge(PATH, Map.of("a", "plain", "b", "z")).records())
                .isEqualTo(Map.of("a", "plain", "b", "z"));
    }

    @Test
    void mergesOfSeveralThreadsLoseNothing() throws Exception {
        put("string", Map.of());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> merges = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String name = "record" + i;
                merges.add(threads.submit(() -> groups.merge(PATH, Map.of(name, "v"))));
            }
            for (Future<?> merge : merges) {
                merge.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(held(PATH)).hasSize(40);
    }

    @Test
    void writingToOneThatDoesNotExistIsAbsent() {
        String told =
                "answered 404 \"01020036:3: The requested value list (/Common/none) was not found.\". Create the data"
                        + " group first";
        assertThatThrownBy(() -> groups.replace("/Common/none", Map.of("a", "b")))
                .isInstanceOf(BigIpException.Absent.class)
                .hasMessageEndingWith(told);
        assertThatThrownBy(() -> groups.merge("/Common/none", Map.of("a", "b")))
                .isInstanceOf(BigIpException.Absent.class)
                .hasMessageEndingWith(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ip", "integer"})
    void anotherTypeIsInvalid(String type) {
        put(type, Map.of("10", "a"));
        String told = bigIp.url() + URL + ": the data group is of type " + type + ", but rules need one of type string."
                + " Use another name: the type of a data group cannot be changed";
        assertThatThrownBy(() -> groups.read(PATH))
                .isInstanceOf(BigIpException.Invalid.class)
                .hasMessage(told);
        assertThatThrownBy(() -> groups.merge(PATH, Map.of("20", "b"))).hasMessage(told);
        assertThat(held(PATH)).isEqualTo(Map.of("10", "a"));
    }

    @Test
    void textThatLooksLikeATagIsInvalidWithItsMend() {
        Map<String, String> before = held(PATH);
        assertThatThrownBy(() -> groups.replace(PATH, Map.of("x", "a <b> c")))
                .isInstanceOf(BigIpException.Invalid.class)
                .hasMessage(
                        bigIp.url() + URL + ": answered 400 \"HTML Tag-like Content in the Request URL/Body\". Write"
                                + " it without <...>: the device takes that for HTML");
        assertThat(held(PATH)).isEqualTo(before);
    }

    @Test
    void aRecordThatIsTooLongIsInvalidInTheDevicesWords() {
        assertThatThrownBy(() -> groups.merge(PATH, Map.of("x", "v".repeat(65_521))))
                .isInstanceOf(BigIpException.Invalid.class)
                .hasMessageContaining("65520");
        assertThat(groups.merge(PATH, Map.of("x", "v".repeat(65_520))).records())
                .containsKey("x");
    }

    @Test
    void aUserWhoMayReadMayNotWrite() {
        try (BigIp guest = device.guest()) {
            assertThat(guest.dataGroups().read(PATH)).isPresent();
            assertThatThrownBy(() -> guest.dataGroups().replace(PATH, Map.of()))
                    .isInstanceOf(BigIpException.Denied.class)
                    .hasMessageEndingWith(
                            "The user is known, but its role does not allow this: give it one that may change it");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"BUSY", "MCPD_LOST", "NOT_REGISTERED", "HTML_503", "HTML_500"})
    void aDeviceThatCannotServeNowIsBusyForEveryOperation(Kind kind) {
        device.emulator.fault(ManagementFault.of(kind).on("/mgmt/tm"));
        assertThatThrownBy(() -> groups.read(PATH)).isInstanceOf(BigIpException.Busy.class);
        assertThatThrownBy(() -> groups.create("/Common/busy", Map.of())).isInstanceOf(BigIpException.Busy.class);
        assertThatThrownBy(() -> groups.replace(PATH, Map.of())).isInstanceOf(BigIpException.Busy.class);
        assertThatThrownBy(() -> groups.merge(PATH, Map.of("z", "z"))).isInstanceOf(BigIpException.Busy.class);
        device.emulator.clearFaults();
        assertThat(groups.read("/Common/busy")).isEmpty();
        assertThat(held(PATH)).hasSize(2);
    }

    @Test
    void anExpiredTokenIsReplacedAlsoForAPost() {
        device.emulator.fault(
                ManagementFault.of(Kind.EXPIRED_TOKEN).on("/mgmt/tm").times(1));
        assertThat(groups.create("/Common/after_expiry", Map.of("a", "b")).records())
                .isEqualTo(Map.of("a", "b"));
    }

    @Test
    void fourMegabytesAreWrittenAndRead() {
        Map<String, String> many = new TreeMap<>();
        for (int i = 0; i < 65_000; i++) {
            many.put("step" + i, "json .messages[0].content contains \u00e9 \"" + i + "\"");
        }
        assertThat(many.values().stream().mapToInt(String::length).sum()).isGreaterThan(2_500_000);
        assertThat(groups.replace(PATH, many).records()).isEqualTo(many);
        many.replace("step0", "x".repeat(65_520));
        many.replace("step1", "y".repeat(65_520));
        assertThat(groups.merge(PATH, many).records()).isEqualTo(many);
        assertThat(groups.read(PATH).orElseThrow().records()).isEqualTo(many);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "routing", "/routing", "Common/routing", "/Common/", "/Common/a~b", "//x", "/Common//x"})
    void whatIsNoFullPathIsRefusedBeforeAnythingIsSent(String path) {
        String told = "a data group is named by its full path, such as /Common/name, but this is \"" + path + "\"";
        try (BigIp unreachable =
                BigIp.builder("127.0.0.1:9").user("u").password("p").build()) {
            DataGroups none = unreachable.dataGroups();
            assertThatThrownBy(() -> none.read(path))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(told);
            assertThatThrownBy(() -> none.create(path, Map.of())).hasMessage(told);
            assertThatThrownBy(() -> none.replace(path, Map.of())).hasMessage(told);
            assertThatThrownBy(() -> none.merge(path, Map.of())).hasMessage(told);
        }
    }
}

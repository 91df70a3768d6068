package io.llmlb.bigip;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.llmlb.bigip.PlayedBigIp.POOL;
import static io.llmlb.bigip.PlayedBigIp.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.act.PoolUse;
import io.llmlb.core.act.PoolUse.Entrance;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the emulator does not do: persistence, and answers of other forms. */
class PoolUseReaderTest {
    private static final PlayedBigIp DEVICE = new PlayedBigIp();
    private static final String ALL = "/mgmt/tm/ltm/virtual?$select=fullPath,pool,rules,disabled";
    private static final String ONE = "/mgmt/tm/ltm/virtual/~Common~vs?expandSubcollections=true";
    private static final String LISTED = "{\"fullPath\":\"/Common/vs\",\"pool\":\"/vllm/Shared/p\"}";

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

    private static void answers(String url, String body) {
        DEVICE.server.stubFor(get(urlEqualTo(url)).willReturn(json(200, body)));
    }

    private List<Entrance> entrances() {
        return bigIp.pools().use(POOL).map(PoolUse::entrances).orElseThrow();
    }

    private static String one(String more) {
        return "{\"fullPath\":\"/Common/vs\",\"pool\":\"/vllm/Shared/p\"," + more
                + "\"profilesReference\":{\"items\":[{\"fullPath\":\"/Common/http\",\"nameReference\":"
                + "{\"link\":\"https://localhost/mgmt/tm/ltm/profile/http/~Common~http?ver=17.1.1\"}}]}}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | ''",
                "\"persist\":[], | ''",
                "\"persist\":\"none\", | ''",
                "\"persist\":\"/Common/cookie\", | /Common/cookie",
                "\"persist\":[{\"name\":\"cookie\",\"partition\":\"Common\",\"tmDefault\":\"yes\"}], | cookie",
                "\"persist\":[\"cookie\"], | cookie",
                "\"fallbackPersistence\":\"/Common/source_addr\", | /Common/source_addr",
                "\"persist\":[{\"name\":\"cookie\"}],\"fallbackPersistence\":\"/Common/source_addr\", | cookie"
            })
    void persistenceIsToldByName(String property, String name) {
        answers(ALL, "{\"items\":[" + LISTED + "]}");
        answers(ONE, one(property));
        assertThat(entrances()).containsExactly(new Entrance("/Common/vs", true, true, false, name));
    }

    @Test
    void whereTheKindOfAProfileIsNotToldItMayBeAny() {
        answers(ALL, "{\"items\":[" + LISTED + "]}");
        answers(
                ONE,
                "{\"fullPath\":\"/Common/vs\",\"profilesReference\":{\"items\":[{\"fullPath\":\"/Common/one\"}]}}");
        assertThat(entrances()).containsExactly(new Entrance("/Common/vs", true, true, true, ""));
    }

    @Test
    void withoutVirtualServersThereAreNone() {
        answers(ALL, "{\"kind\":\"tm:ltm:virtual:virtualcollectionstate\"}");
        assertThat(entrances()).isEmpty();
    }

    @Test
    void oneThatWentMeanwhileOrHasNoPathIsLeftOut() {
        answers(ALL, "{\"items\":[" + LISTED + ",{\"pool\":\"/vllm/Shared/p\"}]}");
        DEVICE.server.stubFor(get(urlEqualTo(ONE))
                .willReturn(json(
                        404,
                        "{\"code\":404,\"message\":\"01020036:3: The requested Virtual Server (/Common/vs) was not"
                                + " found.\",\"errorStack\":[],\"apiError\":3}")));
        assertThat(entrances()).isEmpty();
    }

    @Test
    void noMoreThanEightAreAskedForAndThoseThatSurelyLeadToThePoolFirst() {
        String many = IntStream.range(0, 12)
                .mapToObj(i -> "{\"fullPath\":\"/Common/a" + i + "\",\"rules\":[\"/Common/r\"]}")
                .collect(Collectors.joining(","));
        answers(ALL, "{\"items\":[" + many + "," + LISTED + "]}");
        answers(ONE, one(""));
        IntStream.range(0, 12)
                .forEach(i -> answers(
                        "/mgmt/tm/ltm/virtual/~Common~a" + i + "?expandSubcollections=true",
                        "{\"fullPath\":\"/Common/a" + i + "\"}"));
        assertThat(entrances()).hasSize(8).last().isEqualTo(new Entrance("/Common/vs", true, true, false, ""));
        assertThat(DEVICE.requests())
                .filteredOn(line -> line.contains("expand"))
                .hasSize(8);
    }
}

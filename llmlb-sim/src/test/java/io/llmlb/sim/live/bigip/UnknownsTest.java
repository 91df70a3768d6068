package io.llmlb.sim.live.bigip;

import static io.llmlb.sim.live.bigip.Management.LTM;
import static io.llmlb.sim.live.bigip.Management.M;
import static io.llmlb.sim.live.bigip.Management.P;
import static io.llmlb.sim.live.bigip.Management.POOLS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmlb.core.PoolName;
import io.llmlb.sim.model.bigip.ManagementOptions;
import io.llmlb.sim.model.bigip.ManagementOptions.Quirk;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is not known of a device, each answered the other way than by default. */
class UnknownsTest {
    private static final String GROUPS = LTM + "/data-group/internal";
    private static final BigIpEmulator BIG_IP = BigIpEmulator.builder()
            .management(ManagementOptions.DEFAULT
                    .withRatioMaximum(100)
                    .withTransactionTimeout(Duration.ofSeconds(30))
                    .withAs3Gap(Duration.ofHours(1))
                    .with(Quirk.RATIO_ZERO_TAKEN, true)
                    .with(Quirk.TOKEN_TIMEOUT_CLAMPED, true)
                    .with(Quirk.SAME_VALUE_IS_A_CHANGE, false)
                    .with(Quirk.EMPTY_ITEMS_SHOWN, true)
                    .with(Quirk.SELECT_KEEPS_IDENTITY, true)
                    .with(Quirk.DUPLICATE_RECORDS_REFUSED, false)
                    .with(Quirk.RECORDS_SHUFFLED, true)
                    .with(Quirk.BACKSLASHES_STRIPPED, true)
                    .with(Quirk.BUSY_WHILE_AS3_RUNS, false))
            .start();
    private Management management;

    @BeforeEach
    void beginAnew() throws Exception {
        BIG_IP.advanceClock(Duration.ofDays(1));
        PoolName name = new PoolName("/vllm/Shared/p");
        BIG_IP.removePool(name);
        BIG_IP.addPool(new Pool(name, "ratio-member", List.of(Member.of("vllm", "10.128.2.14", 8000))));
        management = new Management(BIG_IP);
        management.call("DELETE", GROUPS + "/~Common~g", "");
    }

    @AfterAll
    static void close() {
        BIG_IP.close();
    }

    @Test
    void aRatioIsZeroToAHundred() {
        assertThat(management.ok("PATCH", M, "{\"ratio\":100}").path("ratio").intValue())
                .isEqualTo(100);
        management.error(400, "PATCH", M, "{\"ratio\":101}");
        assertThat(management.ok("PATCH", M, "{\"ratio\":0}").path("ratio").intValue())
                .isEqualTo(1);
    }

    @Test
    void aTokensTimeoutIsClamped() {
        JsonNode token =
                management.ok("PATCH", "/mgmt/shared/authz/tokens/" + management.token(), "{\"timeout\":99999}");
        assertThat(token.path("timeout").intValue()).isEqualTo(36_000);
    }

    @Test
    void theSameValueIsNoChange() {
        JsonNode first = management.ok("PATCH", M, "{\"ratio\":3}");
        assertThat(management.ok("PATCH", M, "{\"ratio\":3}")).isEqualTo(first);
        JsonNode pool = management.get(P);
        assertThat(management.ok("PATCH", P, "{\"loadBalancingMode\":\"ratio-member\"}"))
                .isEqualTo(pool);
    }

    @Test
    void anEmptyCollectionHasItemsAndASelectionItsIdentity() {
        management.call("DELETE", M, "");
        assertThat(management.get(P + "/members").path("items").isArray()).isTrue();
        assertThat(management.get(P + "?$select=name"))
                .hasToString("{\"kind\":\"tm:ltm:pool:poolstate\",\"name\":\"p\",\"selfLink\":\"https://localhost"
                        + POOLS + "/~vllm~Shared~p?ver=21.0.0\"}");
    }

    @Test
    void recordsAreReadInAnyOrderTheLastOfTwoCountsAndBackslashesVanish() {
        management.ok(
                "POST",
                GROUPS,
                "{\"name\":\"g\",\"type\":\"string\",\"records\":[{\"name\":\"a\",\"data\":\"1\"},"
                        + "{\"name\":\"a\",\"data\":\"\\\\d\"},{\"name\":\"b\"},{\"name\":\"c\"}]}");
        assertThat(BIG_IP.dataGroup("/Common/g").orElseThrow().records()).isEqualTo(Map.of("a", "d", "b", "", "c", ""));
        Set<String> orders = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            orders.add(management.get(GROUPS + "/~Common~g").path("records").toString());
        }
        assertThat(orders.size()).isGreaterThan(1);
    }

    @Test
    void aTransactionLivesShorter() {
        String id = management
                .ok("POST", "/mgmt/tm/transaction", "{}")
                .path("transId")
                .asText();
        BIG_IP.advanceClock(Duration.ofSeconds(30));
        management.error(404, "GET", "/mgmt/tm/transaction/" + id, "");
    }

    @Test
    void as3LeavesThePoolEmptyForEverybodyToSee() {
        management.ok("PATCH", M, "{\"ratio\":7}");
        management.answer(202, "POST", "/mgmt/shared/appsvcs/declare?async=true", """
                {"class":"ADC","vllm":{"class":"Tenant","Shared":{"class":"Application","p":{"class":"Pool","members":[
                 {"servicePort":8000,"serverAddresses":["10.128.2.14"]}]}}}}""");
        assertThat(management.get(P + "/members").path("items")).isEmpty();
    }
}

package io.llmlb.bigip;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.llmlb.bigip.PlayedBigIp.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.PoolState;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionReaderTest {
    private static final PoolName P = new PoolName("/vllm/Shared/p");
    private static final PoolName Q = new PoolName("/vllm/Shared/q");
    private static final PoolName EMPTY = new PoolName("/vllm/Shared/empty");
    private static final String ALL = "GET /mgmt/tm/ltm/pool";

    private final TestClock clock = new TestClock();
    private final EmulatedBigIp device = new EmulatedBigIp();
    private final BigIp bigIp =
            device.builder().clock(clock).pause(clock::advance).build();

    @BeforeEach
    void addPools() {
        add(P, Member.of("vllm", "10.0.0.1", 8000));
        add(Q, Member.of("vllm", "10.0.0.2", 8000), Member.of("Common", "2001:db8::1", 8000));
        add(EMPTY);
        add(new PoolName("/Common/p"), Member.of("Common", "10.0.0.9", 8000));
    }

    @AfterEach
    void close() {
        bigIp.close();
        device.close();
    }

    private void add(PoolName name, Member... members) {
        device.emulator.addPool(new Pool(name, "ratio-member", List.of(members)));
    }

    private PoolState read(PoolName pool) {
        return bigIp.pools().read(pool);
    }

    /** Requests since the last time, without the login. */
    private List<String> requests() {
        List<String> all = device.emulator.requests();
        List<String> fresh = all.subList(seen, all.size());
        seen = all.size();
        return fresh.stream().filter(request -> !request.startsWith("POST ")).toList();
    }

    private int seen;

    @Test
    void oneRequestServesAllPoolsOfAPartitionForHalfASecond() {
        PoolState alone = read(P);
        requests();
        PoolState q = read(Q);
        PoolState p = read(P);
        PoolState empty = read(EMPTY);
        assertThat(requests()).containsExactly(ALL);
        assertThat(p).isEqualTo(alone);
        assertThat(q.members())
                .extracting(member -> member.path())
                .containsExactly("/vllm/10.0.0.2:8000", "/Common/2001:db8::1.8000");
        assertThat(empty.members()).isEmpty();
        clock.advance(Duration.ofMillis(500));
        read(P);
        assertThat(requests()).containsExactly(ALL);
    }

    @Test
    void aPoolAloneInItsPartitionIsReadAlone() {
        read(P);
        read(new PoolName("/Common/p"));
        read(P);
        assertThat(requests()).hasSize(6).doesNotContain(ALL);
    }

    @Test
    void whatIsWrittenIsReadAnew() {
        read(P);
        PoolState q = read(Q);
        bigIp.pools()
                .write(
                        q,
                        q.members().stream()
                                .map(member -> new MemberShare(member, 7, 7))
                                .toList());
        requests();
        assertThat(read(Q).members()).allMatch(member -> member.ratio() == 7);
        assertThat(requests()).hasSize(2).doesNotContain(ALL);
        read(P);
        assertThat(requests()).isEmpty();
    }

    @Test
    void aPoolThatIsNotThereIsAskedForByItselfSoThatTheDeviceSaysWhatIsMissing() {
        read(P);
        read(Q);
        requests();
        assertThatThrownBy(() -> read(new PoolName("/vllm/Shared/none")))
                .isInstanceOf(BigIpException.Absent.class)
                .hasMessageContaining("The requested Pool (/vllm/Shared/none) was not found");
        assertThat(requests()).containsExactly("GET /mgmt/tm/ltm/pool/~vllm~Shared~none");
    }

    @Test
    void aPartitionThatIsFullOfOtherPoolsIsAskedOnceInTenMinutes() {
        for (int i = 0; i < 6; i++) {
            add(new PoolName("/vllm/Shared/other" + i));
        }
        read(P);
        read(Q);
        requests();
        for (int second = 0; second < 599; second++) {
            clock.advance(Duration.ofSeconds(1));
            read(P);
            read(Q);
        }
        assertThat(requests()).hasSize(599 * 4).doesNotContain(ALL);
        clock.advance(Duration.ofSeconds(1));
        read(P);
        assertThat(requests()).containsExactly(ALL);
    }

    @Test
    void aPartitionWhosePoolsAreAskedForOneAfterTheOtherIsReadInOneAsSoonAsTheyAreEnough() {
        List<PoolName> pools = new ArrayList<>(List.of(P, Q, EMPTY));
        for (int i = 0; i < 22; i++) {
            pools.add(new PoolName("/vllm/Shared/more" + i));
            add(pools.get(3 + i), Member.of("vllm", "10.0.1." + i, 8000));
        }
        pools.forEach(this::read);
        requests();
        clock.advance(Duration.ofSeconds(2));
        pools.forEach(this::read);
        assertThat(requests()).containsExactly(ALL);
    }

    @Test
    void aDeviceThatDoesNotTellMembersThereIsAskedPoolByPool() {
        assertThat(readBothFrom(
                        json(200, "{\"items\":[{\"fullPath\":\"/vllm/Shared/p\"},{\"fullPath\":\"/vllm/q\"}]}")))
                .filteredOn(request -> request.startsWith("GET /mgmt/tm/ltm/pool/~vllm~Shared~p?"))
                .hasSize(2);
    }

    @Test
    void aDeviceThatRefusesTheQuestionIsAskedPoolByPool() {
        assertThat(readBothFrom(json(400, "{\"code\":400,\"message\":\"no such filter\"}")))
                .filteredOn(request -> request.startsWith("GET /mgmt/tm/ltm/pool/~vllm~Shared~p?"))
                .hasSize(2);
    }

    @Test
    void aDeviceThatIsBusyIsNotAskedTwice() {
        assertThatThrownBy(() -> readBothFrom(aResponse().withStatus(503))).isInstanceOf(BigIpException.Busy.class);
    }

    private static List<String> readBothFrom(ResponseDefinitionBuilder answer) {
        try (PlayedBigIp played = new PlayedBigIp().reset();
                BigIp client = played.client().build()) {
            played.pool("ratio-member", PlayedBigIp.member("/vllm/10.0.0.1:80", "10.0.0.1", 3));
            played.server.stubFor(get(urlPathEqualTo("/mgmt/tm/ltm/pool")).willReturn(answer));
            assertThatThrownBy(() -> client.pools().read(new PoolName("/vllm/none")))
                    .isInstanceOf(BigIpException.class);
            assertThat(client.pools().read(P).members()).hasSize(1);
            assertThat(client.pools().read(P).members()).hasSize(1);
            assertThat(played.requests())
                    .filteredOn(request -> request.equals(
                            "GET /mgmt/tm/ltm/pool?$filter=partition%20eq%20vllm" + "&expandSubcollections=true"))
                    .hasSize(1);
            return played.requests();
        }
    }
}

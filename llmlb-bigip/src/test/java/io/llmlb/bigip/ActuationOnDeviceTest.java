package io.llmlb.bigip;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.MemberTraffic;
import io.llmlb.core.act.PoolUse;
import io.llmlb.core.act.PoolUse.Entrance;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.supervise.Actuation;
import io.llmlb.core.supervise.Actuation.Status;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real requests over the emulator's virtual servers, and what the device then tells. */
class ActuationOnDeviceTest {
    private static final PoolName POOL = new PoolName("/vllm/Shared/p");

    private final EmulatedBigIp device = new EmulatedBigIp();
    /** Looks follow each other at once here, so the budget must not be what makes one wait. */
    private final BigIp bigIp = device.builder().requestsPerSecond(1_000).build();

    private final List<OkServer> servers = new ArrayList<>();
    private final List<KeptConnection> clients = new ArrayList<>();
    private final List<MemberId> ids = new ArrayList<>();

    @BeforeEach
    void open() {
        List<Member> members = new ArrayList<>();
        for (int ratio : new int[] {3, 1}) {
            OkServer server = new OkServer();
            servers.add(server);
            int port = server.port();
            members.add(Member.of("vllm", "127.0.0.1", port).withRatio(ratio));
            ids.add(MemberId.of("127.0.0.1", port));
        }
        device.emulator.addPool(new Pool(POOL, "ratio-member", members));
    }

    @AfterEach
    void close() {
        clients.forEach(KeptConnection::close);
        bigIp.close();
        device.close();
        servers.forEach(OkServer::close);
    }

    private URI virtualServer(String path, Map<String, String> profiles) {
        return device.emulator.addVirtualServer(
                VirtualServer.of(path, "127.0.0.1", 0, POOL).withProfiles(profiles));
    }

    private URI perConnection() {
        return virtualServer("/Common/keeps", Map.of("/Common/tcp", "tcp", "/Common/http", "http"));
    }

    private URI perRequest() {
        return device.emulator.addVirtualServer(VirtualServer.of("/Common/good", "127.0.0.1", 0, POOL));
    }

    private KeptConnection client(URI virtualServer) {
        KeptConnection client = new KeptConnection(virtualServer);
        clients.add(client);
        return client;
    }

    /** The counts of the two members. */
    private List<MemberTraffic> traffic() {
        Map<MemberId, MemberTraffic> traffic = bigIp.pools().traffic(POOL);
        assertThat(traffic).containsOnlyKeys(ids);
        return ids.stream().map(traffic::get).toList();
    }

    @Test
    void beforeAnyRequestAllCountsAreZero() {
        assertThat(traffic()).containsOnly(new MemberTraffic(0, 0, 0));
    }

    @Test
    void withOneConnectRequestsAreCountedByRatioAndConnectionsAreFew() {
        client(perRequest()).send(40);
        assertThat(traffic()).extracting(MemberTraffic::requests).containsExactly(30L, 10L);
        assertThat(traffic()).extracting(MemberTraffic::connections).containsExactly(1L, 1L);
        assertThat(traffic()).extracting(MemberTraffic::open).containsExactly(1L, 1L);
    }

    @Test
    void withoutOneConnectConnectionsAreCountedByRatioAndRequestsFollowThem() {
        URI virtualServer = perConnection();
        for (int i = 0; i < 8; i++) {
            client(virtualServer).send(5);
        }
        assertThat(traffic()).containsExactly(new MemberTraffic(30, 6, 6), new MemberTraffic(10, 2, 2));
    }

    /** One turn of a loop every 15 s, with so many requests of one client before each. */
    private Actuation.Finding turns(Actuation actuation, URI virtualServer, int turns) {
        KeptConnection busy = client(virtualServer);
        busy.send(1);
        Actuation.Finding finding = Actuation.Finding.NONE;
        Instant now = Instant.ofEpochSecond(1_000_000);
        for (int i = 0; i < turns; i++) {
            finding = actuation.look(bigIp.pools().read(POOL), Observation.empty(now));
            busy.send(80);
            now = now.plusSeconds(15);
        }
        return finding;
    }

    @Test
    void aClientThatKeepsItsConnectionIsAGapAndTheVirtualServerIsNamed() {
        Actuation actuation = new Actuation(bigIp.pools());
        Actuation.Finding finding = turns(actuation, perConnection(), 7);
        assertThat(finding.sentence())
                .isEqualTo("BIG-IP does not follow the ratios: " + ids.get(0)
                        + " was sent 100 % of 160 requests, and its ratio asks for 75 %; requests stay on the"
                        + " connection they came on: the virtual server /Common/keeps has no OneConnect profile");
        assertThat(actuation.trusted()).isFalse();
        assertThat(finding.asked()).isEqualTo(Map.of(ids.get(0), 0.75, ids.get(1), 0.25));
        assertThat(finding.sent()).isEqualTo(Map.of(ids.get(0), 1.0, ids.get(1), 0.0));
        assertThat(finding.received()).isEmpty();
    }

    @Test
    void withOneConnectThereIsNoGap() {
        Actuation actuation = new Actuation(bigIp.pools());
        Actuation.Finding finding = turns(actuation, perRequest(), 7);
        assertThat(finding.status()).isEqualTo(Status.OK);
        assertThat(finding.sentence()).isEmpty();
        assertThat(finding.notes()).isEmpty();
        assertThat(finding.sent()).isEqualTo(Map.of(ids.get(0), 0.75, ids.get(1), 0.25));
    }

    @Test
    void theVirtualServersThatLeadToThePoolAreTold() {
        perConnection();
        perRequest();
        virtualServer("/Common/raw", Map.of("/Common/tcp", "tcp"));
        bigIp.irules().write("/Common/rule", "");
        PoolName other = new PoolName("/vllm/Shared/other");
        device.emulator.addPool(new Pool(other, "ratio-member", List.of()));
        device.emulator.addVirtualServer(VirtualServer.of("/Common/elsewhere", "127.0.0.1", 0, other));
        device.emulator.addVirtualServer(
                VirtualServer.of("/Common/front", "127.0.0.1", 0, other).withRules(List.of("/Common/rule")));
        device.emulator.addVirtualServer(
                VirtualServer.of("/Common/off", "127.0.0.1", 0, POOL).withEnabled(false));
        assertThat(bigIp.pools().use(POOL))
                .contains(new PoolUse(List.of(
                        new Entrance("/Common/front", false, true, true, ""),
                        new Entrance("/Common/good", true, true, true, ""),
                        new Entrance("/Common/keeps", true, true, false, ""),
                        new Entrance("/Common/raw", true, false, false, ""))));
        assertThat(bigIp.pools().use(other))
                .map(use ->
                        use.entrances().stream().map(Entrance::virtualServer).toList())
                .contains(List.of("/Common/elsewhere", "/Common/front"));
    }
}

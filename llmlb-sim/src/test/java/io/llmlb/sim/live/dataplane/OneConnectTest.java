package io.llmlb.sim.live.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.sim.live.Http;
import io.llmlb.sim.model.bigip.DataPlaneOptions;
import io.llmlb.sim.model.bigip.MemberStatistics;
import io.llmlb.sim.model.bigip.OneConnect;
import io.llmlb.sim.model.bigip.Pool;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OneConnectTest {
    private static final String GET = "GET /x HTTP/1.1\r\nhost: test\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 2\r\n\r\n{}";
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void withOneConnectAllClientsShareTheServerConnection() throws Exception {
        PlayedServer server = opened(PlayedServer.answering("ok"));
        Plane plane = opened(new Plane(OneConnect.DEFAULT));
        Pool pool = plane.pool(server);
        URI virtualServer = plane.withOneConnect();
        for (int i = 0; i < 3; i++) {
            try (Socket client = connect(virtualServer)) {
                assertThat(Plane.exchange(client, GET, "ok")).startsWith("HTTP/1.1 200 OK");
                assertThat(Plane.exchange(client, GET, "ok")).startsWith("HTTP/1.1 200 OK");
            }
        }
        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.heads).hasSize(6);
        Http.await("the last answer's end", () -> Plane.statistics(pool, server).inFlight() == 0);
        MemberStatistics statistics = Plane.statistics(pool, server);
        assertThat(statistics.currentConnections()).isEqualTo(1);
        assertThat(statistics.totalConnections()).isEqualTo(1);
        assertThat(statistics.requests()).isEqualTo(6);
        assertThat(statistics.bytesIn()).isEqualTo(6 * "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok".length());
        assertThat(statistics.bytesOut()).isEqualTo(6 * GET.length());
    }

    @Test
    void withoutOneConnectAClientStaysWithItsMember() throws Exception {
        PlayedServer a = opened(PlayedServer.answering("from-a"));
        PlayedServer b = opened(PlayedServer.answering("from-b"));
        Plane plane = opened(new Plane(OneConnect.DEFAULT));
        Pool pool = plane.pool(a, b);
        URI virtualServer = plane.perConnection();
        try (Socket first = connect(virtualServer);
                Socket second = connect(virtualServer)) {
            for (int i = 0; i < 3; i++) {
                assertThat(Plane.exchange(first, GET, "from-a")).contains("from-a");
                assertThat(Plane.exchange(second, GET, "from-b")).contains("from-b");
            }
            assertThat(Plane.statistics(pool, a).currentConnections()).isEqualTo(1);
            assertThat(Plane.statistics(pool, a).requests()).isEqualTo(3);
        }
        Http.await("the server connections' end", () -> current(pool, a) + current(pool, b) == 0);
        assertThat(a.connections() + b.connections()).isEqualTo(2);
    }

    @Test
    void withoutOneConnectAServerThatClosesClosesItsClient() throws Exception {
        PlayedServer server = opened(new PlayedServer(peer -> {
            peer.request();
            peer.answer("bye");
        }));
        Plane plane = opened(new Plane(OneConnect.DEFAULT));
        plane.pool(server);
        try (Socket client = connect(plane.perConnection())) {
            assertThat(Plane.exchange(client, GET, "bye")).endsWith("bye");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aPostOnAConnectionThatTheServerHasJustClosedIsReset() throws Exception {
        Plane plane = opened(new Plane(OneConnect.DEFAULT));
        Pool pool = plane.pool(opened(shortLived()));
        URI virtualServer = plane.withOneConnect();
        try (Socket client = connect(virtualServer)) {
            assertThat(Plane.exchange(client, POST, "ok")).startsWith("HTTP/1.1 200 OK");
            assertThat(pool.members())
                    .allMatch(m -> pool.statistics(m.fullPath()).currentConnections() == 1);
            assertThatThrownBy(() -> Plane.exchange(client, POST, "ok")).hasMessageContaining("reset");
        }
        assertThat(Http.post(virtualServer, "{}").body()).isEqualTo("ok");
    }

    @Test
    void anIdleTimeoutBelowTheServersKeepAliveAvoidsTheReset() {
        Plane plane = opened(new Plane(OneConnect.DEFAULT.withIdleTimeout(Duration.ofMillis(20))));
        PlayedServer server = opened(shortLived());
        Pool pool = plane.pool(server);
        URI virtualServer = plane.withOneConnect();
        for (int i = 1; i <= 3; i++) {
            assertThat(Http.post(virtualServer, "{}").body()).isEqualTo("ok");
            Http.await("the idle connection's end", () -> current(pool, server) == 0);
            assertThat(server.connections()).isEqualTo(i);
        }
    }

    @Test
    void aDeviceThatTriesAgainHidesTheLostConnection() throws Exception {
        Plane plane = opened(new Plane(OneConnect.DEFAULT.withRetryLost(true)));
        PlayedServer server = opened(shortLived());
        plane.pool(server);
        try (Socket client = connect(plane.withOneConnect())) {
            assertThat(Plane.exchange(client, GET, "ok")).startsWith("HTTP/1.1 200 OK");
            assertThat(Plane.exchange(client, GET, "ok")).startsWith("HTTP/1.1 200 OK");
            assertThat(server.connections()).isEqualTo(2);
            // A body that has been streamed on is not at hand any more.
            assertThatThrownBy(() -> Plane.exchange(client, POST, "ok")).hasMessageContaining("reset");
        }
    }

    @Test
    void aConnectionIsUsedSoOftenAndNoOftener() {
        Plane plane = opened(new Plane(OneConnect.DEFAULT.withMaximumReuse(2)));
        PlayedServer server = opened(PlayedServer.answering("ok"));
        Pool pool = plane.pool(server);
        URI virtualServer = plane.withOneConnect();
        for (int i = 0; i < 5; i++) {
            Http.post(virtualServer, "{}");
        }
        assertThat(server.connections()).isEqualTo(3);
        assertThat(Plane.statistics(pool, server).totalConnections()).isEqualTo(3);
        assertThat(Plane.statistics(pool, server).currentConnections()).isEqualTo(1);
        assertThat(Plane.statistics(pool, server).maximumConnections()).isEqualTo(1);
    }

    @Test
    void aMemberAtItsConnectionLimitGetsNoStreamMore() throws Exception {
        PlayedServer server = opened(endless());
        Plane plane = opened(new Plane(OneConnect.DEFAULT));
        Pool pool = plane.pool(server);
        pool.configure(server.member().fullPath(), member -> member.withConnectionLimit(2));
        URI virtualServer = plane.withOneConnect();
        try (Socket first = connect(virtualServer);
                Socket second = connect(virtualServer);
                Socket third = connect(virtualServer)) {
            assertThat(Plane.exchange(first, GET, "more")).contains("200 OK");
            assertThat(Plane.exchange(second, GET, "more")).contains("200 OK");
            assertThatThrownBy(() -> Plane.exchange(third, GET, "more")).hasMessageContaining("reset");
            assertThat(Plane.statistics(pool, server).inFlight()).isEqualTo(2);
        }
        Http.await(
                "the streams' end",
                () -> current(pool, server) == 0
                        && Plane.statistics(pool, server).inFlight() == 0);
        assertThat(Plane.statistics(pool, server).maximumConnections()).isEqualTo(2);
    }

    @Test
    void aDeletedMembersStreamIsCutOrKept() throws Exception {
        for (boolean cut : new boolean[] {true, false}) {
            PlayedServer server = opened(endless());
            Plane plane = opened(new Plane(OneConnect.DEFAULT));
            Pool pool = plane.pool(
                    Plane.POOL, "round-robin", DataPlaneOptions.DEFAULT.withCutStreamsOfDeleted(cut), server);
            String path = server.member().fullPath();
            try (Socket client = connect(plane.withOneConnect())) {
                assertThat(Plane.exchange(client, GET, "more")).contains("200 OK");
                assertThat(pool.remove(path)).isTrue();
                pool.add(server.member());
                if (cut) {
                    assertThatThrownBy(() -> client.getInputStream().readAllBytes())
                            .hasMessageContaining("reset");
                } else {
                    for (int i = 0; i < 20; i++) {
                        assertThat(Plane.read(client, "more")).contains("more");
                    }
                }
                assertThat(pool.statistics(path)).isEqualTo(MemberStatistics.NONE);
            }
        }
    }

    /** Resets the second request of every connection: as a server does that has closed it while the request came. */
    private static PlayedServer shortLived() {
        return new PlayedServer(peer -> {
            peer.request();
            peer.answer("ok");
            peer.request();
            peer.reset();
        });
    }

    private static PlayedServer endless() {
        return new PlayedServer(peer -> {
            peer.request();
            peer.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
            while (true) {
                peer.write("4\r\nmore\r\n");
                java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
            }
        });
    }

    private static int current(Pool pool, PlayedServer server) {
        return Plane.statistics(pool, server).currentConnections();
    }

    private static Socket connect(URI to) throws IOException {
        return new Socket(to.getHost(), to.getPort());
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(resource);
        return resource;
    }
}

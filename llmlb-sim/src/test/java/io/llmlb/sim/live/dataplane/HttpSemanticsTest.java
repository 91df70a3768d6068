package io.llmlb.sim.live.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.sim.live.Http;
import io.llmlb.sim.model.bigip.MemberStatistics;
import io.llmlb.sim.model.bigip.OneConnect;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpSemanticsTest {
    private final Plane plane = new Plane(OneConnect.DEFAULT);
    private final List<PlayedServer> servers = new ArrayList<>();

    @AfterEach
    void close() {
        plane.close();
        servers.forEach(PlayedServer::close);
    }

    @Test
    void headersOfOneHopAreNotPassedOnAndNoneIsInvented() throws Exception {
        PlayedServer server = playing(peer -> {
            peer.request();
            peer.write("HTTP/1.1 200 Fine\r\nX-A: 1\r\nKeep-Alive: timeout=5\r\ncontent-length: 2\r\n\r\nok");
            peer.request();
        });
        try (Socket client = connect(behind(server))) {
            String answer = Plane.exchange(
                    client,
                    "POST /a?b=c HTTP/1.1\r\nHost: api.example\r\nX-B: 2\r\nTE: trailers\r\nKeep-Alive: 3\r\n"
                            + "content-length: 2\r\n\r\n{}",
                    "ok");
            assertThat(answer).isEqualTo("HTTP/1.1 200 Fine\r\nX-A: 1\r\ncontent-length: 2\r\n\r\nok");
        }
        assertThat(server.heads)
                .containsExactly("POST /a?b=c HTTP/1.1\r\nHost: api.example\r\nX-B: 2\r\ncontent-length: 2\r\n\r\n");
        assertThat(server.bodies).containsExactly("{}");
    }

    @Test
    void answersWithoutABodyHaveNone() throws Exception {
        PlayedServer server = playing(peer -> {
            peer.request();
            peer.write("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n");
            peer.request();
            peer.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
            peer.request();
            peer.write("HTTP/1.1 204 No Content\r\n\r\n");
            peer.request();
            peer.write("HTTP/1.1 304 Not Modified\r\netag: x\r\n\r\n");
            peer.request();
            peer.answer("end");
        });
        try (Socket client = connect(behind(server))) {
            String rest = " / HTTP/1.1\r\nhost: t\r\n\r\n";
            String answers = Plane.exchange(
                    client, "HEAD" + rest + "HEAD" + rest + "GET" + rest + "GET" + rest + "GET" + rest, "\r\n\r\nend");
            assertThat(answers)
                    .isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n"
                            + "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"
                            + "HTTP/1.1 304 Not Modified\r\netag: x\r\ncontent-length: 0\r\n\r\n"
                            + "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nend");
        }
    }

    @Test
    void aChunkedBodyArrivesAndContinueIsSaid() throws Exception {
        PlayedServer server = PlayedServer.answering("ok");
        servers.add(server);
        try (Socket client = connect(behind(server))) {
            assertThat(Plane.exchange(
                            client,
                            "POST / HTTP/1.1\r\nhost: t\r\nexpect: 100-continue\r\ntransfer-encoding: chunked\r\n\r\n",
                            "\r\n\r\n"))
                    .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(Plane.exchange(client, "3\r\nabc\r\n2\r\nde\r\n0\r\nx-trailer: y\r\n\r\n", "ok"))
                    .startsWith("HTTP/1.1 200 OK");
        }
        assertThat(server.bodies).containsExactly("abcde");
        assertThat(server.heads.get(0)).doesNotContain("100-continue");
    }

    @Test
    void aClientOfHttp10GetsAnAnswerUpToTheEndOfTheConnection() throws Exception {
        PlayedServer server = playing(peer -> {
            peer.request();
            peer.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
            peer.request();
        });
        try (Socket client = connect(behind(server))) {
            String answer = Plane.exchange(client, "GET / HTTP/1.0\r\n\r\n", "<never>");
            assertThat(answer).startsWith("HTTP/1.0 200 OK\r\n").endsWith("\r\n\r\nabc<closed>");
        }
    }

    @Test
    void eventsGoThroughOneByOneAndTheHeadBeforeThem() throws Exception {
        PlayedServer server = playing(peer -> {
            peer.request();
            peer.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
            peer.request();
            peer.write("6\r\ndata:1\r\n");
            peer.request();
        });
        try (Socket client = connect(behind(server))) {
            String get = "GET / HTTP/1.1\r\nhost: t\r\n\r\n";
            assertThat(Plane.exchange(client, get, "\r\n\r\n")).startsWith("HTTP/1.1 200 OK");
        }
        assertThat(server.heads).hasSize(1);
    }

    @Test
    void aSlowReaderHoldsTheServerBack() throws Exception {
        AtomicLong written = new AtomicLong();
        int all = 100_000_000;
        String part = "x".repeat(100_000);
        PlayedServer server = playing(peer -> {
            peer.request();
            peer.write("HTTP/1.1 200 OK\r\ncontent-length: " + all + "\r\n\r\n");
            while (written.get() < all) {
                peer.write(part);
                written.addAndGet(part.length());
            }
        });
        try (Socket client = connect(behind(server))) {
            Plane.exchange(client, "GET / HTTP/1.1\r\nhost: t\r\n\r\n", "\r\n\r\n");
            AtomicLong before = new AtomicLong(-1);
            AtomicLong still = new AtomicLong();
            // Held back: for a whole while not one more part was taken.
            Http.await("a server that waits", () -> {
                long now = written.get();
                still.set(now == before.getAndSet(now) ? still.get() + 1 : 0);
                return still.get() > 40;
            });
            assertThat(written.get()).isBetween(1L, all / 2L);
            byte[] buffer = new byte[1 << 16];
            long read = 0;
            while (read < all) {
                int more = client.getInputStream().read(buffer);
                assertThat(more).isPositive();
                read += more;
            }
            assertThat(read).isEqualTo(all);
        }
    }

    @Test
    void aServerThatResetsInTheMiddleResetsTheClient() throws Exception {
        PlayedServer server = playing(peer -> {
            peer.request();
            peer.write("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nsome");
            peer.request();
        });
        try (Socket client = connect(behind(server))) {
            assertThat(Plane.exchange(client, "GET / HTTP/1.1\r\nhost: t\r\n\r\n", "some"))
                    .contains("200 OK");
            server.close();
            assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
        }
    }

    @Test
    void anAnswerBeforeTheBodysEndIsPassedOnAndItsConnectionNotReused() throws Exception {
        PlayedServer server = playing(peer -> {
            peer.head();
            peer.write("HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nno");
            peer.request();
        });
        try (Socket client = connect(behind(server))) {
            String start = "POST / HTTP/1.1\r\nhost: t\r\ncontent-length: 100\r\n\r\nbegin";
            assertThat(Plane.exchange(client, start, "no")).startsWith("HTTP/1.1 413 Too Large");
            String rest = "x".repeat(95) + "GET / HTTP/1.1\r\nhost: t\r\n\r\n";
            assertThat(Plane.exchange(client, rest, "no")).startsWith("HTTP/1.1 413 Too Large");
            assertThat(server.connections()).isEqualTo(2);
        }
        // The second request had no body, so its connection can be used again; the first one's cannot.
        String path = server.member().fullPath();
        Http.await("the first connection's end", () -> {
            MemberStatistics statistics = plane.device.pools().get(0).statistics(path);
            return statistics.currentConnections() == 1 && statistics.totalConnections() == 2;
        });
    }

    private PlayedServer playing(PlayedServer.Script script) {
        PlayedServer server = new PlayedServer(script);
        servers.add(server);
        return server;
    }

    private URI behind(PlayedServer server) {
        plane.pool(server);
        return plane.withOneConnect();
    }

    private static Socket connect(URI to) throws IOException {
        return new Socket(to.getHost(), to.getPort());
    }
}

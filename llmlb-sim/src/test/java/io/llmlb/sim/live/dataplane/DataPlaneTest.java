package io.llmlb.sim.live.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.sim.live.Http;
import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.bigip.OneConnect;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DataPlaneTest {
    private final Plane plane = new Plane(OneConnect.DEFAULT);
    private final PlayedServer server = PlayedServer.answering("ok");

    @AfterEach
    void close() {
        plane.close();
        server.close();
    }

    @Test
    void aVirtualServerOnAFreePortIsOnTheDeviceWithThatPort() {
        plane.pool(server);
        URI url = plane.withOneConnect();
        assertThat(plane.device
                        .virtualServer("/Common/vs_one_connect")
                        .orElseThrow()
                        .port())
                .isEqualTo(url.getPort());
        assertThat(Http.get(url).body()).isEqualTo("ok");
        assertThatIllegalArgumentException()
                .isThrownBy(plane::withOneConnect)
                .withMessage("the virtual server /Common/vs_one_connect listens already");
        assertThat(plane.dataPlane.remove("/Common/vs_one_connect")).isTrue();
        assertThat(plane.dataPlane.remove("/Common/vs_one_connect")).isFalse();
        assertThatThrownBy(() -> Http.get(url)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void listenersFollowTheConfiguration() throws IOException {
        plane.pool(server);
        VirtualServer a = at("/Common/a", freePort());
        VirtualServer b = at("/Common/b", freePort());
        sync(a, b);
        assertThat(Http.get(url(a)).body() + Http.get(url(b)).body()).isEqualTo("okok");
        VirtualServer moved = b.withPort(freePort());
        sync(moved);
        assertThatThrownBy(() -> Http.get(url(a))).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> Http.get(url(b))).isInstanceOf(UncheckedIOException.class);
        assertThat(Http.get(url(moved)).body()).isEqualTo("ok");
        sync(moved, at("/Common/c", moved.port()));
        assertThat(Http.get(url(moved)).body()).isEqualTo("ok");
        VirtualServer disabled =
                new VirtualServer(b.fullPath(), b.address(), moved.port(), b.pool(), b.rules(), b.profiles(), false, 2);
        sync(disabled);
        assertThatThrownBy(() -> Http.get(url(moved))).isInstanceOf(UncheckedIOException.class);
    }

    private void sync(VirtualServer... servers) {
        List.of(servers).forEach(plane.device::put);
        Net.await(plane.dataPlane.sync(List.of(servers)), "data plane", "following");
    }

    private static VirtualServer at(String path, int port) {
        return VirtualServer.of(path, "10.1.2.3", port, Plane.POOL);
    }

    private static URI url(VirtualServer server) {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

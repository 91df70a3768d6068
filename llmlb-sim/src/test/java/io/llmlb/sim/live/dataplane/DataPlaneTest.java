package io.llmlb.sim.live.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.sim.live.Http;
import io.llmlb.sim.model.bigip.OneConnect;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
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
    void whatTheDeviceHoldsWhenARequestComesCounts() {
        plane.pool(server);
        URI url = plane.dataPlane.listen("/Common/made_elsewhere", 0);
        assertThat(plane.dataPlane.urls()).containsOnly(Map.entry("/Common/made_elsewhere", url));
        assertThatThrownBy(() -> Http.get(url)).isInstanceOf(UncheckedIOException.class);
        VirtualServer made = VirtualServer.of("/Common/made_elsewhere", "10.1.2.3", 80, Plane.POOL);
        plane.device.put(made);
        assertThat(Http.get(url).body()).isEqualTo("ok");
        plane.device.put(new VirtualServer(
                made.fullPath(), made.address(), 80, made.pool(), made.rules(), made.profiles(), false, 2));
        assertThatThrownBy(() -> Http.get(url)).isInstanceOf(UncheckedIOException.class);
    }
}

package io.llmlb.bigip;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.llmlb.bigip.PlayedBigIp.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.sim.live.bigip.BigIpEmulator;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeviceStateTest {
    @Test
    void aUnitAloneTellsRoleVersionAndThatItStandsAlone() {
        try (EmulatedBigIp device = new EmulatedBigIp();
                BigIp bigIp = device.client()) {
            DeviceState state = bigIp.state();
            assertThat(state)
                    .isEqualTo(new DeviceState(
                            device.emulator.url(),
                            "/Common/bigip1.emulated",
                            "active",
                            List.of(),
                            "21.0.0",
                            "Standalone",
                            Map.of(),
                            Optional.of(Duration.ZERO)));
            assertThat(state.active()).isTrue();
            assertThat(state.majorVersion()).hasValue(21);
            device.emulator.failover();
            assertThat(bigIp.state().failoverState()).isEqualTo("standby");
            assertThat(bigIp.state().active()).isFalse();
        }
    }

    @Test
    void aPairTellsOfItsActiveUnitAndWhetherItSynchronisesByItself() {
        try (EmulatedBigIp one = new EmulatedBigIp();
                EmulatedBigIp two = new EmulatedBigIp();
                BigIp bigIp = one.builder()
                        .peer(two.emulator.url().toString(), two.trust())
                        .build()) {
            one.emulator.pairWith(two.emulator, "manual", false);
            one.emulator.failover();
            DeviceState state = bigIp.state();
            assertThat(state.url()).isEqualTo(two.emulator.url());
            assertThat(state.unit()).isEqualTo("/Common/bigip2.emulated");
            assertThat(state.peers()).containsExactly("/Common/bigip1.emulated");
            assertThat(state.autoSync()).isEqualTo(Map.of("/Common/manual", false));
            assertThat(state.syncStatus()).isEqualTo("In Sync");
            bigIp.irules().write("/Common/new", "");
            assertThat(bigIp.state().syncStatus()).isEqualTo("Changes Pending");
        }
    }

    @Test
    void theClockIsComparedAtTheLoginAndNotLater() {
        try (EmulatedBigIp behind = new EmulatedBigIp(
                        BigIpEmulator.builder().clock(() -> Instant.now().minusSeconds(600)));
                EmulatedBigIp ahead = new EmulatedBigIp();
                BigIp late = behind.client();
                BigIp early = ahead.client()) {
            assertThat(late.state().clockAhead().orElseThrow())
                    .isBetween(Duration.ofSeconds(-600), Duration.ofSeconds(-540));
            ahead.emulator.advanceClock(Duration.ofSeconds(90));
            assertThat(early.state().clockAhead().orElseThrow())
                    .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(90));
        }
    }

    @Test
    void whatIsNotToldOrRefusedIsEmpty() {
        try (PlayedBigIp played = new PlayedBigIp().reset();
                BigIp bigIp = played.client().build()) {
            played.login(json(200, "{\"token\":{\"token\":\"T\"}}"));
            played.server.stubFor(get(urlPathEqualTo("/mgmt/tm/cm/device"))
                    .willReturn(json(401, "{\"code\":401,\"message\":\"Authorization failed: user=x\"}")));
            played.server.stubFor(get(urlPathEqualTo("/mgmt/tm/sys/version")).willReturn(json(200, "{}")));
            played.server.stubFor(get(urlPathEqualTo("/mgmt/tm/cm/sync-status")).willReturn(json(200, "{}")));
            played.server.stubFor(get(urlPathEqualTo("/mgmt/tm/cm/device-group"))
                    .willReturn(json(200, "{\"items\":[{\"fullPath\":\"/Common/gtm\",\"type\":\"sync-only\"}]}")));
            assertThat(bigIp.state())
                    .isEqualTo(new DeviceState(
                            URI.create("https://" + played.address()),
                            "",
                            "",
                            List.of(),
                            "",
                            "",
                            Map.of(),
                            Optional.empty()));
            assertThat(bigIp.state().majorVersion()).isEmpty();
            played.server.stubFor(get(urlPathEqualTo("/mgmt/tm/sys/version"))
                    .willReturn(json(503, "{\"code\":503,\"message\":\"busy\"}")));
            assertThatThrownBy(bigIp::state).isInstanceOf(BigIpException.Busy.class);
        }
    }
}

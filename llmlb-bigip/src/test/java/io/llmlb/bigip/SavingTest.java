package io.llmlb.bigip;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.llmlb.bigip.PlayedBigIp.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SavingTest {
    @Test
    void whatIsWrittenIsUnsavedUntilItIsSaved() {
        try (EmulatedBigIp device = new EmulatedBigIp();
                BigIp bigIp = device.client()) {
            bigIp.dataGroups().create("/Common/routing", Map.of("1", "a"));
            assertThat(device.emulator.unsaved()).isTrue();
            bigIp.saveConfiguration();
            assertThat(device.emulator.unsaved()).isFalse();
        }
    }

    @Test
    void aUserWhoMayReadMayNotSave() {
        try (EmulatedBigIp device = new EmulatedBigIp();
                BigIp guest = device.guest()) {
            assertThatThrownBy(guest::saveConfiguration)
                    .isInstanceOf(BigIpException.Denied.class)
                    .hasMessageContaining("/mgmt/tm/sys/config");
        }
    }

    @Test
    void theCommandIsPostedUnderTheToken() {
        try (PlayedBigIp device = new PlayedBigIp().reset();
                BigIp bigIp = device.client().build()) {
            device.server.stubFor(post(urlEqualTo("/mgmt/tm/sys/config"))
                    .willReturn(json(200, "{\"kind\":\"tm:sys:config:savestate\",\"command\":\"save\"}")));
            bigIp.saveConfiguration();
            device.server.verify(postRequestedFor(urlEqualTo("/mgmt/tm/sys/config"))
                    .withHeader("X-F5-Auth-Token", equalTo("TOKEN1"))
                    .withHeader("Content-Type", equalTo("application/json"))
                    .withRequestBody(equalToJson("{\"command\":\"save\"}")));
        }
    }
}

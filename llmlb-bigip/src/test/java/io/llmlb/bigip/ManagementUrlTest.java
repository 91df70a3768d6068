package io.llmlb.bigip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementUrlTest {
    @ParameterizedTest
    @CsvSource({
        "bigip, https://bigip",
        "bigip.example.com, https://bigip.example.com",
        "bigip:8443, https://bigip:8443",
        "bigip:443, https://bigip",
        "192.0.2.10, https://192.0.2.10",
        "192.0.2.10:8443, https://192.0.2.10:8443",
        "2001:db8::1, https://[2001:db8::1]",
        "::1, https://[::1]",
        "[2001:db8::1], https://[2001:db8::1]",
        "[2001:db8::1]:8443, https://[2001:db8::1]:8443",
        "https://bigip, https://bigip",
        "HTTPS://bigip/, https://bigip",
        "https://192.0.2.10:8443, https://192.0.2.10:8443",
        "https://[2001:db8::1]:8443/, https://[2001:db8::1]:8443",
        "' bigip ', https://bigip"
    })
    void everyFormOfAnAddressIsRead(String address, String url) {
        assertThat(ManagementUrl.parse(address)).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "https://",
                "https:///",
                "bigip/mgmt",
                "https://bigip/mgmt/tm",
                "https://bigip?x=1",
                "https://bigip#x",
                "https://2001:db8::1",
                "[192.0.2.10]",
                "[bigip]:443",
                "bigip:",
                "bigip:port",
                "big ip",
                "big_ip",
                "-bigip",
                "bigip.",
                "10.1.2",
                "10.1.2.300",
                "bigip.9a",
                "fe80::1%eth0",
                ":8443",
                "[2001:db8::1",
                "bi\ngip"
            })
    void whatIsNoAddressIsRefusedWithTheFormsThatAre(String address) {
        assertThatThrownBy(() -> BigIp.builder(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("give a host, host:port, an IPv6 address, [IPv6]:port or https://host[:port]");
    }

    @Test
    void plainHttpIsRefusedWithTheReason() {
        assertThatThrownBy(() -> BigIp.builder("http://bigip"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https only");
    }

    @Test
    void credentialsInAnAddressAreRefusedAndNotRepeated() {
        assertThatThrownBy(() -> BigIp.builder("https://admin:s3cret@bigip"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no user and no password")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bigip:0", "bigip:65536"})
    void aPortOutOfRangeIsRefused(String address) {
        assertThatThrownBy(() -> BigIp.builder(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 65535");
    }

    @Test
    void aClientNeedsUserPasswordAndAPositiveTimeout() {
        assertThatThrownBy(() -> BigIp.builder("bigip").password("p").build())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> BigIp.builder("bigip").user("u").build()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> BigIp.builder("bigip").timeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClientShowsItsUrlAndItsUser() {
        try (BigIp bigIp =
                BigIp.builder("bigip:8443").user("me").password("s3cret").build()) {
            assertThat(bigIp.url()).hasToString("https://bigip:8443");
            assertThat(bigIp).hasToString("BIG-IP https://bigip:8443 as me");
        }
    }
}

package io.llmlb.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.2.3",
        "fd00:0:0::12, fd00::12",
        "FD00::12, fd00::12",
        "::ffff:10.1.2.3, 10.1.2.3",
        "2001:db8:0:1:0:0:0:1, 2001:db8:0:1::1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "::, ::",
        "::1, ::1",
        "1::, 1::"
    })
    void addressesAreWrittenOneWay(String written, String canonical) {
        assertThat(IpAddress.parse(written)).hasToString(canonical);
        assertThat(IpAddress.parse(written)).isEqualTo(IpAddress.parse(canonical));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10.1.2",
                "10.1.2.256",
                "010.1.2.3",
                "1",
                "fd00::12%eth0",
                "[::1]",
                ":",
                "a::b::c",
                "10.1.2.3 "
            })
    void whatIsNoLiteralAddressIsRefused(String text) {
        assertThat(IpAddress.tryParse(text)).isEmpty();
        assertThatThrownBy(() -> IpAddress.parse(text)).hasMessageContaining("is not an IPv4 or IPv6 address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pod-7",
                "pod:8000",
                "10.1.2.3",
                "10.1.2.3:",
                "10.1.2.3:0",
                "10.1.2.3:65536",
                "fd00::12:8000",
                "[10.1.2.3]:80",
                "[fd00::12]",
                ":8000"
            })
    void whatIsNoEndpointIsNotRead(String text) {
        assertThat(Endpoint.tryParse(text)).isEmpty();
    }

    @Test
    void aMemberSharesItsEndpointWithTheTargetWhateverItsRouteDomain() {
        MemberId member = new MemberId(IpAddress.parse("fd00:0::12"), 7, 8000);

        assertThat(member).hasToString("[fd00::12%7]:8000");
        assertThat(Endpoint.tryParse("[FD00::0:12]:8000")).contains(member.endpoint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pool", "/pool", "/Common/", "/Common/a b", "Common/pool", "/Common/a~b", "//pool"})
    void aPoolIsNamedByItsFullPath(String text) {
        assertThatThrownBy(() -> new PoolName(text))
                .hasMessage("a pool is named by its full path, such as /Common/my_pool, but this is \"" + text + "\"");
    }

    @Test
    void thePathsThatCisMakesArePoolNames() {
        assertThat(new PoolName("/vllm/Shared/highend_gpt_8000_vllm_inference_f5demo_com_highend_gpt").path())
                .startsWith("/vllm/Shared/");
    }

    @Test
    void poolsThatAs3DeclaresAreInAFolder() {
        assertThat(new PoolName("/vllm/Shared/highend_gpt").isInFolder()).isTrue();
        assertThat(new PoolName("/Common/highend_gpt").isInFolder()).isFalse();
    }
}

package io.llmlb.sim.live.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.9.9.9, true",
        "::1, true",
        "0:0:0:0:0:0:0:1, true",
        "10.0.0.1, false",
        "1.127.0.1, false",
        "fd00::1, false",
        "0:0:0:0:0:0:0:11, false"
    })
    void onlyThisMachineIsLoopback(String address, boolean loopback) {
        assertThat(Net.isLoopback(address)).isEqualTo(loopback);
    }
}

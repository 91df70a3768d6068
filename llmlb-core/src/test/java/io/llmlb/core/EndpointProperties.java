package io.llmlb.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class EndpointProperties {
    @Property(edgeCases = EdgeCasesMode.NONE)
    void everyAddressReadsBackFromItsOwnText(
            @ForAll @Size(4) byte[] four,
            @ForAll @Size(16) byte[] sixteen,
            @ForAll @IntRange(min = 0, max = 7) int zeroFrom,
            @ForAll @IntRange(min = 0, max = 8) int zeroUntil,
            @ForAll @IntRange(min = 1, max = 65535) int port)
            throws UnknownHostException {
        for (int i = 2 * zeroFrom; i < 2 * zeroUntil; i++) {
            sixteen[i] = 0;
        }
        for (byte[] bytes : new byte[][] {four, sixteen}) {
            InetAddress inet = InetAddress.getByAddress(bytes);
            IpAddress address = IpAddress.parse(inet.getHostAddress());

            assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
            assertThat(address.inet()).isEqualTo(inet);
            assertThat(Endpoint.tryParse(new Endpoint(address, port).toString()))
                    .contains(new Endpoint(address, port));
        }
    }

    @Property
    void noTextMakesAnExceptionOrALookUp(@ForAll @StringLength(max = 40) String text) {
        assertThat(Endpoint.tryParse(text).map(Endpoint::port).orElse(1)).isBetween(1, 65535);
        IpAddress.tryParse(text)
                .ifPresent(address ->
                        assertThat(IpAddress.parse(address.toString())).isEqualTo(address));
    }
}

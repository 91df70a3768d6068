package io.llmlb.prometheus.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.IpAddress;
import io.llmlb.core.MemberId;
import io.llmlb.prometheus.PrometheusException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class AddressMappingProperties {
    @Property
    void everyMemberIsReadAsItIsWritten(
            @ForAll @Size(16) byte[] bytes,
            @ForAll boolean v6,
            @ForAll @IntRange(max = 65534) int routeDomain,
            @ForAll @IntRange(min = 1, max = 65535) int port)
            throws UnknownHostException {
        bytes[0] = (byte) 0xfd; // not an IPv4 address in disguise
        byte[] address = v6 ? bytes : new byte[] {10, bytes[1], bytes[2], bytes[3]};
        IpAddress ip = IpAddress.parse(InetAddress.getByAddress(address).getHostAddress());
        MemberId member = new MemberId(ip, routeDomain, port);
        AddressMapping mapping = AddressMapping.of(Map.of(member.toString(), "vllm-0:8000"));
        assertThat(mapping.target(member)).contains("vllm-0:8000");
        // A target is one, however it is spelt.
        String spelt = "[" + (v6 ? InetAddress.getByAddress(address).getHostAddress() : "fd00:0:0::1") + "]:" + port;
        assertThat(AddressMapping.of(Map.of("10.0.0.1:1", spelt)).target(MemberId.of("10.0.0.1", 1)))
                .contains(v6 ? member.endpoint().toString() : "[fd00::1]:" + port);
    }

    @Property
    void anyTextIsReadOrRefusedInOneSentence(@ForAll String key, @ForAll String target) {
        try {
            AddressMapping mapping = AddressMapping.of(Map.of(key, target));
            assertThat(mapping.toString()).doesNotContain("\n");
            mapping.ofHostsAndPorts();
        } catch (PrometheusException refused) {
            assertThat(refused.getMessage()).startsWith("address mapping: ").doesNotContain("\n");
        }
    }

    /** What is taken for a host and port can be asked: there is a URL of it, and a request. */
    @Property
    void aTargetThatIsTakenCanBeAsked(@ForAll("nearlyHosts") String target) {
        try {
            AddressMapping.of(Map.of("10.0.0.1:80", target)).ofHostsAndPorts();
        } catch (PrometheusException refused) {
            assertThat(refused.getMessage()).startsWith("address mapping: ").doesNotContain("\n");
            return;
        }
        URI uri = URI.create("http://" + target + "/metrics");
        assertThat(HttpRequest.newBuilder(uri).build().uri().getPort()).isBetween(1, 65535);
    }

    @Provide
    Arbitrary<String> nearlyHosts() {
        return Arbitraries.of("a", "Z", "0", "10", "255", ".", "-", "_", ":", "[", "]", "::", "fd", "%1", "/", "@", " ")
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(parts -> String.join("", parts) + ":8000");
    }
}

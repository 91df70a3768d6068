package io.llmlb.bigip;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.IpAddress;
import java.net.URI;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ManagementUrlProperties {
    @Property
    void everySpellingOfAHostAndAPortIsTheSameUrl(
            @ForAll("hosts") String host, @ForAll @IntRange(min = 1, max = 65535) int port) {
        String authority = host.contains(":") ? "[" + host + "]" : host;
        URI url = ManagementUrl.parse(authority + ":" + port);
        assertThat(url.getScheme()).isEqualTo("https");
        assertThat(url.getHost()).isEqualTo(authority);
        assertThat(url.getPort()).isEqualTo(port == 443 ? -1 : port);
        assertThat(url.getPath()).isEmpty();
        assertThat(ManagementUrl.parse("https://" + authority + ":" + port)).isEqualTo(url);
        assertThat(ManagementUrl.parse(url.toString())).isEqualTo(url);
        assertThat(ManagementUrl.parse(host)).isEqualTo(ManagementUrl.parse(authority + ":443"));
    }

    @Property
    void anyTextIsAnHttpsUrlWithAHostOrRefused(@ForAll("texts") String text) {
        try {
            URI url = ManagementUrl.parse(text);
            assertThat(url.getScheme()).isEqualTo("https");
            assertThat(url.getHost()).isNotEmpty();
            assertThat(url.getUserInfo()).isNull();
            assertThat(url.getRawQuery()).isNull();
            assertThat(url.getPath()).isEmpty();
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @Provide
    Arbitrary<String> hosts() {
        Arbitrary<String> v4 = Arbitraries.integers()
                .between(0, 255)
                .list()
                .ofSize(4)
                .map(octets -> "%d.%d.%d.%d".formatted(octets.toArray()));
        Arbitrary<String> v6 = Arbitraries.integers()
                .between(0, 0xffff)
                .list()
                .ofSize(8)
                .map(groups -> "%x:%x:%x:%x:%x:%x:%x:%x".formatted(groups.toArray()))
                .filter(text -> IpAddress.parse(text).isV6());
        Arbitrary<String> label = Arbitraries.strings()
                .withChars("abcXYZ019-")
                .ofMinLength(1)
                .ofMaxLength(12)
                .map(s -> "a" + s + "0");
        Arbitrary<String> name = label.list().ofMinSize(1).ofMaxSize(4).map(labels -> String.join(".", labels));
        return Arbitraries.oneOf(v4, v6, name);
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> near =
                Arbitraries.strings().withChars("htps:/[]@?#.%ab109 -_").ofMaxLength(24);
        return Arbitraries.oneOf(Arbitraries.strings(), near, near.map(s -> "https://" + s));
    }
}

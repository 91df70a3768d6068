package io.llmlb.bigip;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ResourcePathProperties {
    private static final URI BASE = URI.create("https://bigip");
    private static final String RULES = "/mgmt/tm/ltm/rule/";

    @Property
    void anyPathIsRefusedInOneSentenceOrIsOneSegmentOfAUrl(@ForAll("paths") String path) {
        try {
            ResourcePath.require("an iRule", path);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage())
                    .startsWith("an iRule is named by its full path, such as /Common/name, but this is \"")
                    .doesNotContainPattern("\\p{Cntrl}")
                    .hasSizeLessThan(400);
            return;
        }
        URI url = URI.create(BASE + RULES + ResourcePath.segment(path) + "?expandSubcollections=true");
        assertThat(url.normalize()).isEqualTo(url);
        assertThat(url.getHost()).isEqualTo("bigip");
        assertThat(url.getRawQuery()).isEqualTo("expandSubcollections=true");
        assertThat(url.getRawFragment()).isNull();
        String segment = url.getRawPath().substring(RULES.length());
        assertThat(segment).startsWith("~").doesNotContain("/");
        String named = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8)
                .replace('~', '/');
        assertThat(named).isEqualTo(new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<String> paths() {
        Arbitrary<String> name = Arbitraries.oneOf(
                Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8),
                Arbitraries.of(
                        "..",
                        ".",
                        "a%b",
                        "%2F",
                        "a b",
                        "?x=1",
                        "#f",
                        "a\nb",
                        "\u00e9",
                        "\ud83d\ude00",
                        "\ud83d",
                        "a+b",
                        "@:1"),
                Arbitraries.strings().ofMinLength(1).ofMaxLength(4));
        Arbitrary<String> full = name.list().ofMinSize(1).ofMaxSize(4).map(names -> "/" + String.join("/", names));
        return Arbitraries.oneOf(full, full, Arbitraries.strings().ofMaxLength(500));
    }
}

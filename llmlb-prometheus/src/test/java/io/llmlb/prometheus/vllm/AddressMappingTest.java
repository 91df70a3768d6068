package io.llmlb.prometheus.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmlb.core.FailureKind;
import io.llmlb.core.IpAddress;
import io.llmlb.core.MemberId;
import io.llmlb.prometheus.PrometheusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressMappingTest {
    private static final MemberId A = MemberId.of("10.0.0.1", 8000);

    @Test
    void membersAreWrittenAsBigIpKnowsThem() {
        AddressMapping mapping = AddressMapping.of(Map.of(
                "10.0.0.1:8000", "vllm-0",
                "10.0.0.1%7:8000", "[FD00:0::1]:9000",
                "[fd00:0:0::12]:8000", "10.128.2.17:8000",
                "[fd00::12%3]:8000", "Pod-1.vllm.svc:8000"));
        assertThat(mapping.target(A)).contains("vllm-0");
        assertThat(mapping.target(new MemberId(A.address(), 7, 8000))).contains("[fd00::1]:9000");
        assertThat(mapping.target(MemberId.of("fd00::12", 8000))).contains("10.128.2.17:8000");
        assertThat(mapping.target(new MemberId(IpAddress.parse("fd00::12"), 3, 8000)))
                .contains("Pod-1.vllm.svc:8000");
        assertThat(mapping.target(MemberId.of("10.0.0.1", 8001))).isEmpty();
        assertThat(AddressMapping.NONE.target(A)).isEmpty();
        assertThat(AddressMapping.of(Map.of("10.0.0.1:8000", "x"))).hasToString("{10.0.0.1:8000=x}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.1",
                "10.0.0.1:0",
                "10.0.0.1:65536",
                "10.0.0.256:80",
                "10.0.0.1 :80",
                "10.0.0.1:80 ",
                "[10.0.0.1]:80",
                "fd00::12:8000",
                "fd00::12.8000",
                "[fd00::12]",
                "10.0.0.1%65535:80",
                "10.0.0.1%:80",
                "/Common/10.0.0.1:80",
                "host:80",
                "10.0.0.1:80\n"
            })
    void whatIsNoMemberIsRefusedInOneSentence(String key) {
        PrometheusException failed =
                catchThrowableOfType(PrometheusException.class, () -> AddressMapping.of(Map.of(key, "10.0.0.1:80")));
        assertThat(failed.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(failed)
                .hasMessage("address mapping: \"" + key.replace('\n', '?') + "\" is not a member's address and port."
                        + " Write it as BIG-IP knows it: 10.1.2.3:8000, 10.1.2.3%2:8000 (route domain 2) or"
                        + " [fd00::12]:8000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " a", "a ", "a\tb", "a\u007f"})
    void anEmptyOrUnprintableTargetIsRefused(String target) {
        assertThat(catchThrowableOfType(
                        PrometheusException.class, () -> AddressMapping.of(Map.of("10.0.0.1:80", target))))
                .hasMessage("address mapping: the target of member 10.0.0.1:80 is empty, or has blanks around it or"
                        + " control characters in it. Name an instance label, or host and port");
    }

    @Test
    void oneMemberInTwoSpellingsIsRefused() {
        Map<String, String> twice = Map.of("[fd00::1]:80", "a", "[fd00:0::1]:80", "b");
        assertThat(catchThrowableOfType(PrometheusException.class, () -> AddressMapping.of(twice)))
                .hasMessage("address mapping: member [fd00::1]:80 is there twice, in two spellings. Leave one of them"
                        + " out");
    }

    @ParameterizedTest
    @CsvSource({
        "10.128.2.17:8000, true",
        "[fd00::12]:8000, true",
        "vllm-0.example:8000, true",
        "localhost:1, true",
        "vllm-0, false",
        "vllm-0:0, false",
        "vllm-0:70000, false",
        "10.128.2.300:8000, false",
        "fd00::12:8000, false",
        "http://vllm-0:8000, false",
        "vllm-0:8000/metrics, false",
        "user@vllm-0:8000, false",
        "a b:80, false",
        "-x:80, false",
        "a..b:80, false",
        "vllm.0:80, false",
    })
    void aScrapeNeedsHostAndPort(String target, boolean fine) {
        AddressMapping mapping = AddressMapping.of(Map.of("10.0.0.1:80", target));
        PrometheusException failed = catchThrowableOfType(
                PrometheusException.class,
                () -> ScrapeMetricsSource.builder("m").addresses(mapping).build());
        if (fine) {
            assertThat(failed).isNull();
        } else {
            assertThat(failed)
                    .hasMessage("address mapping: the target of member 10.0.0.1:80, \"" + target
                            + "\", is no host and port. Write it as 10.128.2.17:8000, [fd00::12]:8000 or"
                            + " vllm-0.example:8000");
        }
    }

    @Test
    void membersThatShareATargetAndNodePortsAreNamed() {
        MemberId b = MemberId.of("10.0.0.2", 8000);
        MemberId first = MemberId.of("10.0.0.3", 30_000);
        MemberId last = MemberId.of("10.0.0.3", 32_767);
        MemberId mapped = MemberId.of("10.0.0.4", 31_000);
        Set<MemberId> all =
                Set.of(A, b, first, last, mapped, MemberId.of("10.0.0.3", 29_999), MemberId.of("10.0.0.3", 32_768));
        // One is mapped to what is the other's own address.
        Members members = new Members(
                all,
                AddressMapping.of(Map.of("10.0.0.1:8000", "10.0.0.2:8000", "10.0.0.4:31000", "vllm-4")),
                member -> member.endpoint().toString());
        List<String> notes = new ArrayList<>();
        members.note("metrics", members.sharing(), notes);
        assertThat(notes)
                .containsExactly(
                        "no metrics for 10.0.0.1:8000, 10.0.0.2:8000: 2 members share the target 10.0.0.2:8000, and its"
                                + " metrics cannot tell them apart",
                        "NodePorts, by their numbers (30000-32767): 10.0.0.3:30000, 10.0.0.3:32767; any server may"
                                + " answer behind one, and ratios need BIG-IP to talk to each server directly");
        assertThat(members.distinct()).doesNotContainKeys(A, b).hasSize(5).containsEntry(mapped, "vllm-4");
    }
}

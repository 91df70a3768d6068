package io.llmlb.bigip;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.core.IpAddress;
import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.PoolMember;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MemberProperties {
    private static final PoolName POOL = new PoolName("/vllm/Shared/p");

    /** What BIG-IP shows for a member, and who that is. */
    record Shown(MemberId id, String address, String name, String partition) {
        String path() {
            return "/" + partition + "/" + name;
        }
    }

    @Property
    void whateverBigIpCallsAMemberItIsReadAndFoundAgain(@ForAll("shown") Shown shown) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("name", shown.name())
                .put("fullPath", shown.path())
                .put("address", shown.address())
                .put("ratio", 3)
                .put("session", "monitor-enabled")
                .put("state", "up");
        PoolMember member = MemberReader.read(json, "here").orElseThrow();
        assertThat(member.id()).isEqualTo(shown.id());
        assertThat(member.path()).isEqualTo(shown.path());

        URI url = URI.create("https://h" + ResourcePath.member(POOL, member.path()));
        String segment = url.getPath().substring(url.getPath().lastIndexOf('/') + 1);
        assertThat(segment.replace('~', '/')).isEqualTo(shown.path());
        assertThat(url.getRawPath()).startsWith("/mgmt/tm/ltm/pool/~vllm~Shared~p/members/~");
        assertThat(url.getQuery()).isNull();
        assertThat(url.getFragment()).isNull();
    }

    @Property
    void aSegmentIsPlainAsciiThatDecodesToThePath(@ForAll("paths") String path) {
        URI url = URI.create("https://h/x/" + ResourcePath.segment(path));
        assertThat(url.toASCIIString()).isEqualTo(url.toString());
        assertThat(url.getPath()).isEqualTo("/x/" + path.replace('/', '~'));
    }

    @Property
    void noTextInAMembersJsonThrowsAnythingButABigIpException(
            @ForAll String name, @ForAll String path, @ForAll String address, @ForAll int ratio) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("fullPath", path)
                .put("address", address)
                .put("ratio", ratio);
        try {
            MemberReader.read(json, "here");
        } catch (BigIpException.Invalid expected) {
            assertThat(expected).hasMessageStartingWith("here: ");
        }
    }

    @Provide
    Arbitrary<Shown> shown() {
        Arbitrary<IpAddress> v4 = bytes(4);
        Arbitrary<IpAddress> v6 = bytes(16);
        Arbitrary<Integer> routeDomain =
                Arbitraries.oneOf(Arbitraries.just(0), Arbitraries.integers().between(0, 65534));
        Arbitrary<Integer> port = Arbitraries.integers().between(1, 65535);
        Arbitrary<String> partition = Arbitraries.of("Common", "vllm", "vllm/Shared", "my-tenant_1");
        Arbitrary<String> node = Arbitraries.of("", "_auto_", "node1", "web.example-2");
        return Combinators.combine(Arbitraries.oneOf(v4, v6), routeDomain, port, partition, node)
                .as((ip, rd, p, in, named) -> {
                    String address = ip + (rd == 0 ? "" : "%" + rd);
                    boolean byAddress = named.isEmpty() || named.equals("_auto_");
                    String name = byAddress ? named + address + (ip.isV6() ? "." : ":") + p : named + ":" + p;
                    return new Shown(new MemberId(ip, rd, p), address, name, in);
                });
    }

    private static Arbitrary<IpAddress> bytes(int length) {
        return Arbitraries.bytes().array(byte[].class).ofSize(length).map(bytes -> {
            try {
                return IpAddress.parse(InetAddress.getByAddress(bytes).getHostAddress());
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Provide
    Arbitrary<String> paths() {
        // A lone surrogate has no UTF-8 form, and a tilde is never part of a name.
        Arbitrary<String> part = Arbitraries.strings()
                .excludeChars('~', '/')
                .ofMinLength(1)
                .ofMaxLength(20)
                .filter(s -> s.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF));
        return Combinators.combine(part, part).as((partition, name) -> "/" + partition + "/" + name);
    }
}

package io.llmlb.prometheus.vllm;

import io.llmlb.core.Endpoint;
import io.llmlb.core.FailureKind;
import io.llmlb.core.IpAddress;
import io.llmlb.core.MemberId;
import io.llmlb.prometheus.PrometheusException;
import java.net.URI;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the metrics of members are that are known to BIG-IP by another address: behind NAT, or when {@code instance}
 * labels are names. Members that are not in it have their metrics at their own address and port.
 */
public final class AddressMapping {
    /** Every member's metrics are at its own address and port. */
    public static final AddressMapping NONE = new AddressMapping(Map.of());

    private static final Pattern MEMBER = Pattern.compile(
            "(?:\\[(?<v6>[^\\]%]+)(?:%(?<rd6>[0-9]{1,5}))?\\]|(?<v4>[^:\\[\\]%]+)(?:%(?<rd4>[0-9]{1,5}))?)"
                    + ":(?<port>[0-9]{1,5})");
    private static final Pattern HOST_PORT = Pattern.compile(
            "(?<host>[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*)"
                    + ":(?<port>[0-9]{1,5})");

    private final Map<MemberId, String> targets;

    private AddressMapping(Map<MemberId, String> targets) {
        this.targets = Map.copyOf(targets);
    }

    /**
     * Reads a mapping.
     *
     * @param targets for each member ({@code 192.0.2.7:8000}, {@code 192.0.2.7%2:8000} in route domain 2, or
     *     {@code [fd00::12]:8000}) the target with its metrics: the value of its label {@code instance}, or for a scrape
     *     host and port. Several members may name one target, but then none of them gets its samples.
     * @throws PrometheusException INVALID with one sentence on the first entry that is wrong
     */
    public static AddressMapping of(Map<String, String> targets) {
        Map<MemberId, String> read = new TreeMap<>();
        new TreeMap<>(targets).forEach((key, target) -> {
            MemberId member = member(key)
                    .orElseThrow(() -> invalid(
                            "\"" + printable(key) + "\" is not a member's address and port",
                            "Write it as BIG-IP knows it: 10.1.2.3:8000, 10.1.2.3%2:8000 (route domain 2) or"
                                    + " [fd00::12]:8000"));
            if (target.isBlank() || !target.equals(target.strip()) || !target.equals(printable(target))) {
                throw invalid(
                        "the target of member " + member
                                + " is empty, or has blanks around it or control characters in it",
                        "Name an instance label, or host and port");
            }
            if (read.put(member, canonical(target)) != null) {
                throw invalid("member " + member + " is there twice, in two spellings", "Leave one of them out");
            }
        });
        return new AddressMapping(read);
    }

    /** Where the metrics of a member are, when they are not at its own address and port. */
    public Optional<String> target(MemberId member) {
        return Optional.ofNullable(targets.get(member));
    }

    /** Every entry, in the order of the members. */
    public Map<MemberId, String> targets() {
        return Collections.unmodifiableMap(new TreeMap<>(targets));
    }

    /** This mapping, when every target is one that can be asked: a host, or an address, and a port. */
    AddressMapping ofHostsAndPorts() {
        new TreeMap<>(targets).forEach((member, target) -> {
            if (Endpoint.tryParse(target).isEmpty() && !isHostAndPort(target)) {
                throw invalid(
                        "the target of member " + member + ", \"" + target + "\", is no host and port",
                        "Write it as 10.128.2.17:8000, [fd00::12]:8000 or vllm-0.example:8000");
            }
        });
        return this;
    }

    /** One text for all spellings of an address and port; any other text as it is. */
    static String canonical(String target) {
        return Endpoint.tryParse(target).map(Endpoint::toString).orElse(target);
    }

    private static boolean isHostAndPort(String target) {
        Matcher parts = HOST_PORT.matcher(target);
        // A URL takes no name whose last part begins with a digit: that would be an address, and it is none.
        return parts.matches()
                && isPort(parts.group("port"))
                && URI.create("http://" + target).getHost() != null;
    }

    private static Optional<MemberId> member(String text) {
        Matcher parts = MEMBER.matcher(text);
        if (!parts.matches() || !isPort(parts.group("port"))) {
            return Optional.empty();
        }
        boolean bracketed = parts.group("v6") != null;
        String domain = parts.group(bracketed ? "rd6" : "rd4");
        int routeDomain = domain == null ? 0 : Integer.parseInt(domain);
        return IpAddress.tryParse(parts.group(bracketed ? "v6" : "v4"))
                // A bracketed IPv4 address is nobody's spelling; ::ffff:10.1.2.3 is 10.1.2.3 however it is written.
                .filter(address ->
                        bracketed == parts.group(bracketed ? "v6" : "v4").contains(":"))
                .filter(address -> routeDomain <= 65534)
                .map(address -> new MemberId(address, routeDomain, Integer.parseInt(parts.group("port"))));
    }

    private static boolean isPort(String text) {
        int port = Integer.parseInt(text);
        return port >= 1 && port <= 65535;
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private static PrometheusException invalid(String what, String mend) {
        return new PrometheusException(FailureKind.INVALID, "address mapping", what, mend);
    }

    /** The entries, in the order of the members. */
    @Override
    public String toString() {
        return targets().toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressMapping mapping && targets.equals(mapping.targets);
    }

    @Override
    public int hashCode() {
        return targets.hashCode();
    }
}

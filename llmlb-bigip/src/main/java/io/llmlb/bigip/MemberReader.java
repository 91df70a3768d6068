package io.llmlb.bigip;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmlb.core.FailureKind;
import io.llmlb.core.IpAddress;
import io.llmlb.core.MemberId;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.PoolMember;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Members as iControl REST writes them. The name takes many forms ({@code 10.1.1.1:80}, {@code 2001:db8::1.80},
 * {@code 10.1.1.1%10:80}, {@code mynode:80}, {@code _auto_192.168.2.2:80}), so only its port is read from it; the
 * address has a key of its own.
 */
final class MemberReader {
    private static final Logger LOG = LoggerFactory.getLogger(MemberReader.class);
    private static final Pattern NAME = Pattern.compile("[^:]+?(?:%([0-9]{1,5}))?:([0-9]{1,5}|any)");
    private static final Pattern NAME_V6 = Pattern.compile(".+?(?:%([0-9]{1,5}))?\\.([0-9]{1,5}|any)");
    private static final Pattern ADDRESS = Pattern.compile("([^%]+)(?:%([0-9]{1,5}))?");

    private MemberReader() {}

    /**
     * Reads one member.
     *
     * @param place where it was read, for messages
     * @return empty for what takes no traffic itself: the template of FQDN members, and a member for any port
     * @throws BigIpException of kind INVALID when it is none of the known forms
     */
    static Optional<PoolMember> read(JsonNode item, String place) {
        String path = item.path("fullPath").asText();
        if (!ResourcePath.isFullPath(path)) {
            throw invalid(place, "a member without a full path");
        }
        Matcher address = ADDRESS.matcher(item.path("address").asText());
        Matcher name = NAME.matcher(item.path("name").asText());
        if (!name.matches() && item.path("address").asText().indexOf(':') >= 0) {
            name.usePattern(NAME_V6);
        }
        if (address.matches()
                && (address.group(1).equals("any") || address.group(1).equals("any6"))) {
            LOG.debug("{}: {} is a template for members and takes no traffic", place, path);
            return Optional.empty();
        }
        if (!address.matches() || !name.matches()) {
            throw invalid(place, "member " + path + " without a readable address and port");
        }
        if (name.group(2).equals("any") || Integer.parseInt(name.group(2)) == 0) {
            LOG.debug("{}: {} is for any port, so it cannot be matched with a server", place, path);
            return Optional.empty();
        }
        String routeDomain = address.group(2) != null ? address.group(2) : name.group(1);
        JsonNode ratio = item.path("ratio");
        if (!ratio.canConvertToInt() || !ratio.isIntegralNumber() || ratio.asInt() < 0) {
            throw invalid(place, "member " + path + " without a readable ratio");
        }
        try {
            MemberId id = new MemberId(
                    IpAddress.parse(address.group(1)),
                    routeDomain == null ? 0 : Integer.parseInt(routeDomain),
                    Integer.parseInt(name.group(2)));
            return Optional.of(new PoolMember(id, path, ratio.asInt(), availability(item)));
        } catch (IllegalArgumentException e) {
            throw invalid(place, "member " + path + " is out of form: " + e.getMessage());
        }
    }

    /**
     * Down before disabled, since what is down serves not even its persistent sessions. {@code checking} counts as
     * available: every member passes through it for some seconds when AS3 re-creates a pool, and a ratio written
     * meanwhile does no harm and is in place when the traffic comes.
     */
    private static Availability availability(JsonNode item) {
        String state = item.path("state").asText();
        if (state.endsWith("down") || state.equals("fqdn-up-no-addr")) {
            return Availability.DOWN;
        }
        return item.path("session").asText().equals("user-disabled") ? Availability.DISABLED : Availability.AVAILABLE;
    }

    private static BigIpException invalid(String place, String what) {
        return BigIpException.of(FailureKind.INVALID, place, "the answer holds " + what, "");
    }
}

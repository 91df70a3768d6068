package io.llmlb.bigip;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmlb.core.IpAddress;
import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.MemberTraffic;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Members' statistics as iControl REST writes them: nested, numbers as {@code {"value":1}} and text as
 * {@code {"description":"a"}}. Names and keys of the entries are not looked at; the member is told by address and port. What
 * cannot be read is left out, since nothing depends on one answer.
 */
final class TrafficReader {
    private static final Logger LOG = LoggerFactory.getLogger(TrafficReader.class);
    private static final Pattern ADDRESS = Pattern.compile("([^%]+)(?:%([0-9]{1,5}))?");
    private static final Pattern NODE = Pattern.compile(".*%([0-9]{1,5})");

    private TrafficReader() {}

    static Map<MemberId, MemberTraffic> read(Line line, PoolName pool) {
        String path = ResourcePath.members(pool) + "/stats";
        Map<MemberId, MemberTraffic> traffic = new TreeMap<>();
        for (JsonNode entry : line.get(path, "").path("entries")) {
            JsonNode member = entry.path("nestedStats").path("entries");
            Optional<MemberId> id = id(member);
            Optional<MemberTraffic> told = traffic(member);
            if (id.isEmpty() || told.isEmpty()) {
                LOG.debug("{}: an entry without address, port or counts is left out", path);
            } else {
                traffic.putIfAbsent(id.get(), told.get());
            }
        }
        return Map.copyOf(traffic);
    }

    private static Optional<MemberId> id(JsonNode member) {
        Matcher address = ADDRESS.matcher(text(member, "addr"));
        JsonNode port = member.path("port").path("value");
        if (!address.matches() || !port.isIntegralNumber() || !port.canConvertToInt()) {
            return Optional.empty();
        }
        Matcher node = NODE.matcher(text(member, "nodeName"));
        String told = address.group(2) == null && node.matches() ? node.group(1) : address.group(2);
        int routeDomain = told == null ? 0 : Integer.parseInt(told);
        try {
            return IpAddress.tryParse(address.group(1)).map(ip -> new MemberId(ip, routeDomain, port.asInt()));
        } catch (IllegalArgumentException outOfRange) {
            return Optional.empty();
        }
    }

    private static Optional<MemberTraffic> traffic(JsonNode member) {
        JsonNode requests = count(member, "totRequests");
        JsonNode connections = count(member, "serverside.totConns");
        JsonNode open = count(member, "serverside.curConns");
        boolean readable = good(requests) && good(connections) && good(open);
        return readable
                ? Optional.of(new MemberTraffic(requests.asLong(), connections.asLong(), open.asLong()))
                : Optional.empty();
    }

    private static JsonNode count(JsonNode member, String name) {
        return member.path(name).path("value");
    }

    private static boolean good(JsonNode count) {
        return count.isIntegralNumber() && count.canConvertToLong() && count.asLong() >= 0;
    }

    private static String text(JsonNode member, String name) {
        return member.path(name).path("description").asText();
    }
}

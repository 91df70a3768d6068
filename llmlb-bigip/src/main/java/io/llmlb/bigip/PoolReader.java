package io.llmlb.bigip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.core.FailureKind;
import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pools as iControl REST writes them. */
final class PoolReader {
    private static final Logger LOG = LoggerFactory.getLogger(PoolReader.class);
    private static final String POOL_KEYS = "?$select=name,fullPath,loadBalancingMode";
    private static final String MEMBER_KEYS = "?$select=name,fullPath,address,ratio,session,state";

    private PoolReader() {}

    /** Asks for one pool, and then for its members. */
    static PoolState read(Line line, PoolName pool) {
        ObjectNode json = line.get(ResourcePath.pool(pool), POOL_KEYS);
        mode(json, line.base() + ResourcePath.pool(pool));
        JsonNode items = line.get(ResourcePath.members(pool), MEMBER_KEYS).path("items");
        return state(pool, json, items, line.base() + ResourcePath.members(pool));
    }

    /**
     * @param place where it was read, for messages
     */
    static PoolState state(PoolName pool, JsonNode json, JsonNode items, String place) {
        String mode = mode(json, place);
        return new PoolState(pool, mode(mode), mode, members(items, place));
    }

    private static String mode(JsonNode json, String place) {
        String mode = json.path("loadBalancingMode").asText();
        if (mode.isEmpty()) {
            throw BigIpException.of(FailureKind.INVALID, place, "the answer holds no loadBalancingMode", "");
        }
        return mode;
    }

    private static List<PoolMember> members(JsonNode items, String place) {
        // An empty collection has no items at all, or sometimes an empty list.
        if (!items.isArray() && !items.isMissingNode()) {
            throw BigIpException.of(FailureKind.INVALID, place, "the answer's items are no list", "");
        }
        Map<MemberId, PoolMember> members = new LinkedHashMap<>();
        for (JsonNode item : items) {
            MemberReader.read(item, place).ifPresent(member -> {
                PoolMember first = members.putIfAbsent(member.id(), member);
                if (first != null) {
                    LOG.debug("{}: {} is left out, since {} has its address", place, member.path(), first.path());
                }
            });
        }
        return List.copyOf(members.values());
    }

    private static LoadBalancingMode mode(String word) {
        return switch (word) {
            case "ratio-member", "ratio-session" -> LoadBalancingMode.RATIO;
            case "ratio-least-connections-member" -> LoadBalancingMode.RATIO_LEAST_CONNECTIONS;
            case "least-connections-member" -> LoadBalancingMode.LEAST_CONNECTIONS;
            default -> LoadBalancingMode.OTHER;
        };
    }
}

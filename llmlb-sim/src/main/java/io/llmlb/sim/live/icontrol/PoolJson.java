package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Pools and members in iControl's JSON. */
final class PoolJson {
    private static final String POOLS = "https://localhost/mgmt/tm/ltm/pool";

    private final String version;

    /**
     * @param version the TMOS version that links carry
     */
    PoolJson(String version) {
        this.version = version;
    }

    ObjectNode pool(Pool pool, boolean expand) {
        String path = pool.name().path();
        List<String> parts = List.of(path.substring(1).split("/"));
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("kind", "tm:ltm:pool:poolstate");
        json.put("name", parts.get(parts.size() - 1));
        json.put("partition", parts.get(0));
        if (parts.size() > 2) {
            json.put("subPath", String.join("/", parts.subList(1, parts.size() - 1)));
        }
        json.put("fullPath", path);
        json.put("generation", pool.generation());
        json.put("selfLink", POOLS + "/" + encode(path) + ver());
        json.put("allowNat", "yes").put("allowSnat", "yes").put("ignorePersistedWeight", "disabled");
        json.put("ipTosToClient", "pass-through").put("ipTosToServer", "pass-through");
        json.put("linkQosToClient", "pass-through").put("linkQosToServer", "pass-through");
        json.put("loadBalancingMode", pool.loadBalancingMode());
        json.put("minActiveMembers", 0).put("minUpMembers", 0);
        json.put("minUpMembersAction", "failover").put("minUpMembersChecking", "disabled");
        json.put("queueDepthLimit", 0).put("queueOnConnectionLimit", "disabled").put("queueTimeLimit", 0);
        json.put("reselectTries", 2).put("serviceDownAction", "none").put("slowRampTime", 10);
        ObjectNode reference = json.putObject("membersReference");
        reference.put("link", POOLS + "/" + encode(path) + "/members" + ver()).put("isSubcollection", true);
        if (expand && !pool.members().isEmpty()) {
            ArrayNode items = reference.putArray("items");
            pool.members().forEach(member -> items.add(member(pool, member)));
        }
        return json;
    }

    ObjectNode member(Pool pool, Member member) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("kind", "tm:ltm:pool:members:membersstate");
        json.put("name", member.name()).put("partition", member.partition()).put("fullPath", member.fullPath());
        json.put("generation", member.generation());
        json.put(
                "selfLink", POOLS + "/" + encode(pool.name().path()) + "/members/" + encode(member.fullPath()) + ver());
        json.put("address", member.address()).put("connectionLimit", 0).put("dynamicRatio", 1);
        json.put("ephemeral", "false").putObject("fqdn").put("autopopulate", "disabled");
        json.put("inheritProfile", "enabled").put("logging", "disabled").put("monitor", "default");
        json.put("priorityGroup", 0).put("rateLimit", "disabled").put("ratio", member.ratio());
        return json.put("session", member.session()).put("state", member.state());
    }

    ObjectNode pools(List<Pool> pools, boolean expand, String select) {
        List<ObjectNode> items = pools.stream().map(pool -> pool(pool, expand)).toList();
        return collection("tm:ltm:pool:poolcollectionstate", POOLS, items, select);
    }

    ObjectNode members(Pool pool, String select) {
        List<ObjectNode> items =
                pool.members().stream().map(member -> member(pool, member)).toList();
        String link = POOLS + "/" + encode(pool.name().path()) + "/members";
        return collection("tm:ltm:pool:members:memberscollectionstate", link, items, select);
    }

    ObjectNode version() {
        String link = "https://localhost/mgmt/tm/sys/version";
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("kind", "tm:sys:version:versionstats");
        json.put("selfLink", link + ver());
        ObjectNode entries = json.putObject("entries")
                .putObject(link + "/0")
                .putObject("nestedStats")
                .putObject("entries");
        entries.putObject("Product").put("description", "BIG-IP");
        entries.putObject("Title").put("description", "Main Package");
        entries.putObject("Version").put("description", version);
        return json;
    }

    /** Only the named keys; all when none is named. */
    static ObjectNode select(ObjectNode json, String select) {
        if (select.isEmpty()) {
            return json;
        }
        Set<String> keys = new LinkedHashSet<>(List.of(select.split(",")));
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        json.properties().stream()
                .filter(entry -> keys.contains(entry.getKey()))
                .forEach(entry -> kept.set(entry.getKey(), entry.getValue()));
        return kept;
    }

    private ObjectNode collection(String kind, String link, List<ObjectNode> items, String select) {
        String query = select.isEmpty()
                ? ver()
                : "?$select=" + URLEncoder.encode(select, StandardCharsets.UTF_8) + "&ver=" + version;
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("kind", kind).put("selfLink", link + query);
        // An empty collection has no items key at all.
        if (!items.isEmpty()) {
            ArrayNode array = json.putArray("items");
            items.forEach(item -> array.add(select(item, select)));
        }
        return json;
    }

    private String ver() {
        return "?ver=" + version;
    }

    private static String encode(String path) {
        return path.replace("%", "%25").replace('/', '~');
    }
}

package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.core.PoolName;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.ManagementOptions.Quirk;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pools over iControl. */
final class Pools {
    static final String POOLS = "/tm/ltm/pool";

    private final Device device;
    private final Views views;
    private final Members members;

    Pools(Device device, Views views, Members members) {
        this.device = device;
        this.views = views;
        this.members = members;
    }

    void routes(Router router) {
        router.on("GET", POOLS, call -> {
            List<ObjectNode> all = device.pools().stream()
                    .map(pool -> json(pool, call.expanded()))
                    .toList();
            return views.many(call, "tm:ltm:pool:poolcollectionstate", "/mgmt" + POOLS, all);
        });
        router.on("POST", POOLS, this::create);
        router.on("GET", POOLS + "/{pool}", call -> views.one(call, json(find(device, call, "Pool"), call.expanded())));
        router.on("PATCH", POOLS + "/{pool}", call -> change(call, false));
        router.on("PUT", POOLS + "/{pool}", call -> change(call, true));
        router.on("DELETE", POOLS + "/{pool}", this::delete);
    }

    static String link(Pool pool) {
        return "/mgmt" + POOLS + "/" + Views.encode(pool.name().path());
    }

    /**
     * @param word how the device's message calls it: {@code Pool}, but {@code pool} when its members were asked for
     */
    static Pool find(Device device, Call call, String word) {
        String path = call.fullPath("pool").path();
        return device.pool(path).orElseThrow(() -> Refusal.notFound(word + " (" + path + ")"));
    }

    private Reply create(Call call) {
        ObjectNode body = call.object();
        FullPath path = FullPath.ofNew(body);
        if (device.pool(path.path()).isPresent()) {
            throw Refusal.exists("Pool (" + path.path() + ")", path.partition());
        }
        Folders.require(device, path);
        Map<String, Object> values = PoolProperties.SCHEMA.parse(body.deepCopy().without("members"));
        List<Members.Wanted> wanted = body.has("members") ? members.wanted(body.get("members")) : List.of();
        Pool pool = new Pool(new PoolName(path.path()), "round-robin", List.of(), device.dataPlane());
        device.add(pool);
        keep(pool, values);
        wanted.forEach(member -> members.add(pool, member));
        device.changed();
        return views.one(call, json(pool, call.expanded()));
    }

    private Reply change(Call call, boolean reset) {
        Pool pool = find(device, call, "Pool");
        ObjectNode body = call.object();
        Map<String, Object> values = PoolProperties.SCHEMA.parse(body.deepCopy().without("members"));
        Optional<List<Members.Wanted>> wanted =
                body.has("members") ? Optional.of(members.wanted(body.get("members"))) : Optional.empty();
        if (values.isEmpty() && wanted.isEmpty()) {
            throw Refusal.nothingToDo();
        }
        Map<String, Object> before = PoolProperties.values(pool, device.settings(key(pool)));
        Map<String, Object> after = new HashMap<>(before);
        if (reset) {
            after.clear();
            after.put("loadBalancingMode", "round-robin");
            after.put("minActiveMembers", 0);
        }
        after.putAll(values);
        if (!after.equals(before) || device.options().has(Quirk.SAME_VALUE_IS_A_CHANGE)) {
            keep(pool, after);
            device.changed();
        }
        wanted.ifPresent(list -> {
            members.replaceAll(pool, list);
            device.changed();
        });
        return views.one(call, json(pool, call.expanded()));
    }

    /** The device's text, from memory. */
    private Reply delete(Call call) {
        Pool pool = find(device, call, "Pool");
        Optional<VirtualServer> user = device.virtualServers().stream()
                .filter(server -> server.pool().equals(Optional.of(pool.name())))
                .findFirst();
        if (user.isPresent()) {
            throw Refusal.mcpd(
                    400,
                    "01070265:3: The Pool (" + pool.name() + ") cannot be deleted because it is in use by a Virtual"
                            + " Server (" + user.get().fullPath() + ").",
                    3);
        }
        remove(device, pool);
        device.changed();
        return Reply.empty();
    }

    /** Removes a pool; its members first, so that the data plane hears of each. */
    static void remove(Device device, Pool pool) {
        pool.members().forEach(member -> pool.remove(member.fullPath()));
        device.remove(pool.name());
    }

    private void keep(Pool pool, Map<String, Object> values) {
        String before = device.monitor(pool.name());
        PoolProperties.apply(pool, values);
        Map<String, Object> settings = new HashMap<>(values);
        settings.keySet().removeAll(List.of("loadBalancingMode", "minActiveMembers"));
        device.settings(key(pool), settings);
        recheck(device, pool, before);
    }

    /** After a change of the monitor: with a first one nothing is known of the members, without any nobody asks. */
    static void recheck(Device device, Pool pool, String before) {
        String after = device.monitor(pool.name());
        if (before.isEmpty() != after.isEmpty()) {
            Member.Health health = after.isEmpty() ? Member.Health.UNCHECKED : Member.Health.CHECKING;
            pool.members().forEach(member -> pool.health(member.fullPath(), health));
        }
    }

    private ObjectNode json(Pool pool, boolean expanded) {
        ObjectNode json =
                views.named("tm:ltm:pool:poolstate", new FullPath(pool.name().path()), pool.generation(), link(pool));
        PoolProperties.SCHEMA.show(json, PoolProperties.values(pool, device.settings(key(pool))));
        views.reference(
                json, "membersReference", Members.link(pool), expanded, expanded ? members.all(pool) : List.of());
        return json;
    }

    private static String key(Pool pool) {
        return "pool " + pool.name();
    }
}

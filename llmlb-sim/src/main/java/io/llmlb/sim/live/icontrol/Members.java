package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.ManagementOptions.Quirk;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.RatioWrite;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The members of pools over iControl. */
final class Members {
    private static final String MEMBERS = Pools.POOLS + "/{pool}/members";

    /** A member as a body wants it: named, checked, not yet applied. */
    record Wanted(FullPath path, MemberName name, Map<String, Object> values) {}

    private final Device device;
    private final Views views;
    private final MemberProperties properties;

    Members(Device device, Views views) {
        this.device = device;
        this.views = views;
        this.properties = new MemberProperties(device.options());
    }

    void routes(Router router) {
        router.on("GET", MEMBERS, call -> {
            Pool pool = Pools.find(device, call, "pool");
            return views.many(call, "tm:ltm:pool:members:memberscollectionstate", link(pool), all(pool));
        });
        router.on("POST", MEMBERS, this::create);
        router.on("GET", MEMBERS + "/{member}", call -> {
            Pool pool = Pools.find(device, call, "pool");
            return views.one(call, json(pool, find(pool, call)));
        });
        router.on("PATCH", MEMBERS + "/{member}", call -> change(call, false));
        router.on("PUT", MEMBERS + "/{member}", call -> change(call, true));
        router.on("DELETE", MEMBERS + "/{member}", call -> {
            Pool pool = Pools.find(device, call, "pool");
            remove(pool, find(pool, call).fullPath());
            device.changed();
            return Reply.empty();
        });
    }

    List<ObjectNode> all(Pool pool) {
        return pool.members().stream().map(member -> json(pool, member)).toList();
    }

    static String link(Pool pool) {
        return "/mgmt" + Pools.POOLS + "/" + Views.encode(pool.name().path()) + "/members";
    }

    static String link(Pool pool, Member member) {
        return link(pool) + "/" + Views.encode(member.fullPath());
    }

    /** The members that a pool's body lists: names, or objects with properties. */
    List<Wanted> wanted(JsonNode list) {
        Map<String, Wanted> all = new LinkedHashMap<>();
        if (!list.isArray()) {
            throw Refusal.invalidValue("members", Json.text(list));
        }
        for (JsonNode element : list) {
            ObjectNode object =
                    element instanceof ObjectNode given ? given : Json.object().put("name", element.asText());
            Wanted member = wanted(FullPath.ofNew(object), object);
            all.put(member.path.path(), member);
        }
        return List.copyOf(all.values());
    }

    /**
     * Makes the membership what a list says: members that it does not name are deleted. Whether a device resets the unnamed
     * properties of those that stay is not known; here they are reset, as by PUT.
     */
    void replaceAll(Pool pool, List<Wanted> list) {
        List<String> names = list.stream().map(member -> member.path.path()).toList();
        pool.members().stream()
                .map(Member::fullPath)
                .filter(path -> !names.contains(path))
                .forEach(path -> remove(pool, path));
        for (Wanted wanted : list) {
            pool.member(wanted.path.path())
                    .ifPresentOrElse(member -> write(pool, member, wanted.values, true), () -> add(pool, wanted));
        }
    }

    void add(Pool pool, Wanted wanted) {
        Member fresh = Member.of(wanted.name.partition(), wanted.name.address(), wanted.name.port());
        if (device.monitored(pool.name())) {
            fresh = fresh.withHealth(Member.Health.CHECKING);
        }
        pool.add(MemberProperties.apply(fresh, wanted.values));
        device.settings(key(pool, fresh.fullPath()), MemberProperties.settings(wanted.values));
        journal(pool, fresh.fullPath(), wanted.values);
    }

    private Reply create(Call call) {
        Pool pool = Pools.find(device, call, "pool");
        ObjectNode body = call.object();
        String name = body.path("name").asText();
        if (!name.isEmpty() && !name.startsWith("/") && !body.has("partition")) {
            throw Refusal.mcpd(404, "Object not found - /Common/" + name, 1);
        }
        FullPath path = FullPath.ofNew(body);
        String what = "Pool Member (" + pool.name() + " " + MemberName.spaced(path) + ")";
        if (pool.member(path.path()).isPresent()) {
            throw Refusal.exists(what, path.partition());
        }
        Wanted wanted = wanted(path, body);
        add(pool, wanted);
        device.changed();
        return views.one(call, json(pool, find(pool, path)));
    }

    private Wanted wanted(FullPath path, ObjectNode body) {
        MemberName name = MemberName.parse(path);
        if (!device.folders().contains("/" + name.partition())) {
            throw Refusal.mcpd(
                    400,
                    "01070734:3: Configuration error: Can't associate Pool Member (" + path.path()
                            + ") folder does not exist",
                    3);
        }
        return new Wanted(path, name, properties.creation(body, name));
    }

    private Reply change(Call call, boolean reset) {
        Pool pool = Pools.find(device, call, "pool");
        Member member = find(pool, call);
        write(pool, member, properties.change(call.object()), reset);
        return views.one(call, json(pool, find(pool, call)));
    }

    private void write(Pool pool, Member member, Map<String, Object> values, boolean reset) {
        Map<String, Object> settings = new HashMap<>(reset ? Map.of() : settings(pool, member));
        settings.putAll(MemberProperties.settings(values));
        Member base = reset ? MemberProperties.reset(member) : member;
        boolean same = MemberProperties.apply(base, values).equals(member) && settings.equals(settings(pool, member));
        journal(pool, member.fullPath(), values);
        if (same && !device.options().has(Quirk.SAME_VALUE_IS_A_CHANGE)) {
            return;
        }
        pool.configure(
                member.fullPath(), now -> MemberProperties.apply(reset ? MemberProperties.reset(now) : now, values));
        device.settings(key(pool, member.fullPath()), settings);
        device.changed();
    }

    private void remove(Pool pool, String path) {
        pool.remove(path);
        device.forget(key(pool, path));
    }

    private void journal(Pool pool, String path, Map<String, Object> values) {
        if (values.get("ratio") instanceof Integer ratio) {
            device.journal(new RatioWrite(device.clock().instant(), pool.name(), path, ratio));
        }
    }

    private ObjectNode json(Pool pool, Member member) {
        ObjectNode json = views.named(
                "tm:ltm:pool:members:membersstate",
                new FullPath(member.fullPath()),
                member.generation(),
                link(pool, member));
        properties.show(json, member, settings(pool, member));
        return json;
    }

    private Map<String, Object> settings(Pool pool, Member member) {
        return device.settings(key(pool, member.fullPath()));
    }

    static Member find(Pool pool, Call call) {
        return find(pool, call.fullPath("member"));
    }

    private static Member find(Pool pool, FullPath path) {
        return pool.member(path.path())
                .orElseThrow(
                        () -> Refusal.notFound("Pool Member (" + pool.name() + " " + MemberName.spaced(path) + ")"));
    }

    private static String key(Pool pool, String member) {
        return "member " + pool.name() + " " + member;
    }
}

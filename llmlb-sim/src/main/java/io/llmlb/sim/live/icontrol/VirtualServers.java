package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.ManagementOptions.Quirk;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Virtual servers over iControl, and their profiles, which are a subcollection. */
final class VirtualServers {
    private static final String SERVERS = "/tm/ltm/virtual";

    private final Device device;
    private final Views views;
    private final Addresses addresses;

    VirtualServers(Device device, Views views, Addresses addresses) {
        this.device = device;
        this.views = views;
        this.addresses = addresses;
    }

    void routes(Router router) {
        router.on("GET", SERVERS, call -> {
            List<ObjectNode> all = device.virtualServers().stream()
                    .map(server -> json(server, call.expanded()))
                    .toList();
            return views.many(call, "tm:ltm:virtual:virtualcollectionstate", "/mgmt" + SERVERS, all);
        });
        router.on("POST", SERVERS, this::create);
        router.on("GET", SERVERS + "/{server}", call -> views.one(call, json(find(call), call.expanded())));
        router.on("PATCH", SERVERS + "/{server}", call -> change(call, false));
        router.on("PUT", SERVERS + "/{server}", call -> change(call, true));
        router.on("DELETE", SERVERS + "/{server}", call -> {
            String path = find(call).fullPath();
            device.removeVirtualServer(path);
            device.forget(key(path));
            device.changed();
            addresses.closed(path);
            return Reply.empty();
        });
        router.on("GET", SERVERS + "/{server}/profiles", call -> {
            VirtualServer server = find(call);
            return views.many(
                    call,
                    "tm:ltm:virtual:profiles:profilescollectionstate",
                    link(server) + "/profiles",
                    profiles(server));
        });
        router.on("POST", SERVERS + "/{server}/profiles", this::attach);
        router.on("GET", SERVERS + "/{server}/profiles/{profile}", call -> {
            VirtualServer server = find(call);
            return views.one(call, profile(server, attached(server, call)));
        });
        router.on("DELETE", SERVERS + "/{server}/profiles/{profile}", call -> {
            VirtualServer server = find(call);
            Map<String, String> rest = new LinkedHashMap<>(server.profiles());
            rest.remove(attached(server, call));
            keep(server.withProfiles(rest));
            return Reply.empty();
        });
    }

    private Reply create(Call call) {
        ObjectNode body = call.object();
        FullPath path = FullPath.ofNew(body);
        if (device.virtualServer(path.path()).isPresent()) {
            throw Refusal.exists("Virtual Server (" + path.path() + ")", path.partition());
        }
        Folders.require(device, path);
        if (!body.has("destination")) {
            // Invented text.
            throw Refusal.invalid("a virtual server must have a destination");
        }
        Map<String, Object> settings = VirtualProperties.SETTINGS.parse(body);
        VirtualServer server = VirtualProperties.apply(device, VirtualProperties.bare(path.path()), body);
        server = keep(server);
        device.settings(key(path.path()), settings);
        addresses.opened(path.path(), server.port());
        return views.one(call, json(server, call.expanded()));
    }

    private Reply change(Call call, boolean reset) {
        VirtualServer before = find(call);
        ObjectNode body = call.object();
        Map<String, Object> settings = VirtualProperties.SETTINGS.parse(body);
        if (settings.isEmpty() && !VirtualProperties.names(body)) {
            throw Refusal.nothingToDo();
        }
        VirtualServer base =
                reset ? VirtualProperties.bare(before.fullPath()).withAddress(before.address(), before.port()) : before;
        VirtualServer after = VirtualProperties.apply(device, base, body).withGeneration(before.generation());
        Map<String, Object> all = new HashMap<>(reset ? Map.of() : device.settings(key(before.fullPath())));
        all.putAll(settings);
        if (!after.equals(before)
                || !all.equals(device.settings(key(before.fullPath())))
                || device.options().has(Quirk.SAME_VALUE_IS_A_CHANGE)) {
            after = keep(after);
            device.settings(key(before.fullPath()), all);
        }
        return views.one(call, json(after, call.expanded()));
    }

    private Reply attach(Call call) {
        VirtualServer server = find(call);
        ObjectNode body = call.object();
        FullPath path = FullPath.ofNew(body);
        if (server.profiles().containsKey(path.path())) {
            throw Refusal.exists(
                    "Virtual Server Profile (" + server.fullPath() + " " + path.path() + ")", path.partition());
        }
        Map<String, String> all = new LinkedHashMap<>(server.profiles());
        all.put(path.path(), VirtualProperties.profileType(device, path));
        return views.one(call, profile(keep(server.withProfiles(all)), path.path()));
    }

    private VirtualServer keep(VirtualServer server) {
        RuleEvents.require(device, server);
        VirtualServer kept = server.withGeneration(device.nextGeneration());
        device.put(kept);
        device.changed();
        return kept;
    }

    private VirtualServer find(Call call) {
        String path = call.fullPath("server").path();
        return device.virtualServer(path).orElseThrow(() -> Refusal.notFound("Virtual Server (" + path + ")"));
    }

    private static String attached(VirtualServer server, Call call) {
        String path = call.fullPath("profile").path();
        if (!server.profiles().containsKey(path)) {
            throw Refusal.notFound("Virtual Server Profile (" + server.fullPath() + " " + path + ")");
        }
        return path;
    }

    private ObjectNode json(VirtualServer server, boolean expanded) {
        FullPath path = new FullPath(server.fullPath());
        ObjectNode json = views.named("tm:ltm:virtual:virtualstate", path, server.generation(), link(server));
        json.put("destination", VirtualProperties.destination(server))
                .put(server.enabled() ? "enabled" : "disabled", true);
        VirtualProperties.SETTINGS.show(json, device.settings(key(server.fullPath())));
        server.pool().ifPresent(pool -> {
            json.put("pool", pool.path());
            json.putObject("poolReference")
                    .put("link", views.link("/mgmt" + Pools.POOLS + "/" + Views.encode(pool.path())));
        });
        if (!server.rules().isEmpty()) {
            json.set("rules", Json.node(server.rules()));
        }
        views.reference(json, "profilesReference", link(server) + "/profiles", expanded, profiles(server));
        return json;
    }

    private List<ObjectNode> profiles(VirtualServer server) {
        return server.profiles().keySet().stream()
                .map(path -> profile(server, path))
                .toList();
    }

    private ObjectNode profile(VirtualServer server, String path) {
        ObjectNode json = views.named(
                "tm:ltm:virtual:profiles:profilesstate",
                new FullPath(path),
                server.generation(),
                link(server) + "/profiles/" + Views.encode(path));
        json.put("context", "all");
        String type = server.profiles().getOrDefault(path, "tcp");
        json.putObject("nameReference")
                .put("link", views.link("/mgmt/tm/ltm/profile/" + type + "/" + Views.encode(path)));
        return json;
    }

    private static String link(VirtualServer server) {
        return "/mgmt" + SERVERS + "/" + Views.encode(server.fullPath());
    }

    private static String key(String path) {
        return "virtual " + path;
    }
}

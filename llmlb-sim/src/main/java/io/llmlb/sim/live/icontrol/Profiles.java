package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.JsonProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Profiles over iControl: json with its limits, the others by name only. */
final class Profiles {
    private static final String PROFILES = "/tm/ltm/profile";
    private static final List<String> TYPES = List.of("json", "http", "one-connect", "tcp");

    private final Device device;
    private final Views views;

    Profiles(Device device, Views views) {
        this.device = device;
        this.views = views;
    }

    void routes(Router router) {
        for (String type : TYPES) {
            String collection = PROFILES + "/" + type;
            Schema schema = schema(type);
            router.on("GET", collection, call -> {
                List<ObjectNode> all = device.profiles().entrySet().stream()
                        .filter(entry -> entry.getValue().equals(type))
                        .map(Map.Entry::getKey)
                        .sorted()
                        .map(path -> json(type, schema, path))
                        .toList();
                String kind = "tm:ltm:profile:" + type + ":" + type + "collectionstate";
                return views.many(call, kind, "/mgmt" + collection, all);
            });
            router.on("POST", collection, call -> create(call, type, schema));
            router.on("GET", collection + "/{profile}", call -> views.one(call, json(type, schema, find(call, type))));
            router.on("PATCH", collection + "/{profile}", call -> change(call, type, schema, false));
            router.on("PUT", collection + "/{profile}", call -> change(call, type, schema, true));
            router.on("DELETE", collection + "/{profile}", call -> delete(call, type));
        }
    }

    private static Schema schema(String type) {
        Schema schema = new Schema().text("defaultsFrom", null).text("description", null);
        if (type.equals("json")) {
            // A device's own largest values are not known; AS3 stops at 10 MB and 2,048 entries.
            return schema.number("maximumBytes", JsonProfile.DEFAULT.maximumBytes(), 1, Integer.MAX_VALUE)
                    .number("maximumEntries", JsonProfile.DEFAULT.maximumEntries(), 1, Integer.MAX_VALUE)
                    .number("maximumNonJsonBytes", 32_768, 1, Integer.MAX_VALUE);
        }
        return schema;
    }

    private Reply create(Call call, String type, Schema schema) {
        ObjectNode body = call.object();
        FullPath path = FullPath.ofNew(body);
        if (device.profiles().containsKey(path.path())) {
            throw Refusal.exists("profile (" + path.path() + ")", path.partition());
        }
        Folders.require(device, path);
        return write(call, type, schema, path.path(), schema.parse(body));
    }

    private Reply change(Call call, String type, Schema schema, boolean reset) {
        String path = find(call, type);
        Map<String, Object> values = schema.parse(call.object());
        if (values.isEmpty()) {
            throw Refusal.nothingToDo();
        }
        Map<String, Object> all = new HashMap<>(reset ? Map.of() : device.settings(key(path)));
        all.putAll(values);
        return write(call, type, schema, path, all);
    }

    private Reply write(Call call, String type, Schema schema, String path, Map<String, Object> values) {
        device.settings(key(path), values);
        if (type.equals("json")) {
            device.put(new JsonProfile(
                    path,
                    number(values, "maximumBytes", JsonProfile.DEFAULT.maximumBytes()),
                    number(values, "maximumEntries", JsonProfile.DEFAULT.maximumEntries())));
        } else {
            device.putProfile(path, type);
        }
        device.changed();
        return views.one(call, json(type, schema, path));
    }

    /** The text for a profile in use is invented. */
    private Reply delete(Call call, String type) {
        String path = find(call, type);
        device.virtualServers().stream()
                .filter(server -> server.profiles().containsKey(path))
                .findFirst()
                .ifPresent(server -> {
                    throw Refusal.mcpd(
                            400,
                            "01070265:3: The profile (" + path + ") cannot be deleted because it is in use by a Virtual"
                                    + " Server (" + server.fullPath() + ").",
                            3);
                });
        device.removeProfile(path);
        device.forget(key(path));
        device.changed();
        return Reply.empty();
    }

    private String find(Call call, String type) {
        String path = call.fullPath("profile").path();
        if (!type.equals(device.profiles().get(path))) {
            throw Refusal.notFound("profile (" + path + ")");
        }
        return path;
    }

    private ObjectNode json(String type, Schema schema, String path) {
        ObjectNode json = views.named(
                "tm:ltm:profile:" + type + ":" + type + "state",
                new FullPath(path),
                1,
                "/mgmt" + PROFILES + "/" + type + "/" + Views.encode(path));
        Map<String, Object> values = new HashMap<>(device.settings(key(path)));
        device.jsonProfile(path).ifPresent(profile -> {
            values.put("maximumBytes", profile.maximumBytes());
            values.put("maximumEntries", profile.maximumEntries());
        });
        schema.show(json, values);
        return json;
    }

    private static int number(Map<String, Object> values, String name, int byDefault) {
        return values.get(name) instanceof Integer number ? number : byDefault;
    }

    private static String key(String path) {
        return "profile " + path;
    }
}

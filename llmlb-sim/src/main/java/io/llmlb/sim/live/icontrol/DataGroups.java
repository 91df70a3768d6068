package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.model.bigip.DataGroup;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.ManagementOptions.Quirk;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Internal data groups over iControl. Records are one property: who writes them writes all. */
final class DataGroups {
    private static final String GROUPS = "/tm/ltm/data-group/internal";
    private static final int LONGEST = 65_520;
    private static final List<String> TYPES = List.of("string", "ip", "integer");

    private final Device device;
    private final Views views;
    private final Random shuffling = new Random(1);
    private final Schema others =
            new Schema().text("description", null).anything("metadata").ignoring("type", "records");

    DataGroups(Device device, Views views) {
        this.device = device;
        this.views = views;
    }

    void routes(Router router) {
        router.on("GET", GROUPS, call -> {
            List<ObjectNode> all = device.dataGroups().stream().map(this::json).toList();
            return views.many(call, "tm:ltm:data-group:internal:internalcollectionstate", "/mgmt" + GROUPS, all);
        });
        router.on("POST", GROUPS, this::create);
        router.on("GET", GROUPS + "/{group}", call -> views.one(call, json(find(call))));
        router.on("PATCH", GROUPS + "/{group}", call -> change(call, false));
        router.on("PUT", GROUPS + "/{group}", call -> change(call, true));
        router.on("DELETE", GROUPS + "/{group}", call -> {
            String path = find(call).fullPath();
            device.removeDataGroup(path);
            device.forget(key(path));
            device.changed();
            return Reply.empty();
        });
    }

    private Reply create(Call call) {
        ObjectNode body = call.object();
        FullPath path = FullPath.ofNew(body);
        if (device.dataGroup(path.path()).isPresent()) {
            throw Refusal.exists("value list (" + path.path() + ")", path.partition());
        }
        Folders.require(device, path);
        String type = body.path("type").asText();
        if (!TYPES.contains(type)) {
            throw Refusal.invalidValue("type", type);
        }
        SortedMap<String, String> records =
                body.has("records") ? records(body.get("records"), type) : Collections.emptySortedMap();
        device.settings(key(path.path()), others.parse(body));
        return written(call, new DataGroup(path.path(), type, records, device.nextGeneration()));
    }

    private Reply change(Call call, boolean reset) {
        DataGroup group = find(call);
        ObjectNode body = call.objectOrNothing();
        String options = call.parameter("options");
        Map<String, Object> settings = others.parse(body);
        if (!body.has("records") && options.isEmpty() && settings.isEmpty() && !(reset && body.has("type"))) {
            throw Refusal.nothingToDo();
        }
        if (body.has("type") && !body.path("type").asText().equals(group.type())) {
            // Invented: that the type cannot be changed is known, the text is not.
            throw Refusal.invalid("type may not be modified");
        }
        SortedMap<String, String> records = reset ? Collections.emptySortedMap() : group.records();
        if (body.has("records")) {
            records = records(body.get("records"), group.type());
        }
        if (!options.isEmpty()) {
            records = TmshRecords.apply(options, records, group.fullPath());
            records.forEach((name, data) -> check(name, data, group.type()));
        }
        Map<String, Object> all = new HashMap<>(reset ? Map.of() : device.settings(key(group.fullPath())));
        all.putAll(settings);
        if (records.equals(group.records())
                && all.equals(device.settings(key(group.fullPath())))
                && !device.options().has(Quirk.SAME_VALUE_IS_A_CHANGE)) {
            return views.one(call, json(group));
        }
        device.settings(key(group.fullPath()), all);
        return written(call, new DataGroup(group.fullPath(), group.type(), records, device.nextGeneration()));
    }

    private Reply written(Call call, DataGroup group) {
        device.put(group);
        device.changed();
        return views.one(call, json(group));
    }

    private SortedMap<String, String> records(JsonNode list, String type) {
        if (!list.isArray()) {
            throw Refusal.invalidValue("records", Json.text(list));
        }
        SortedMap<String, String> records = new TreeMap<>();
        boolean strip = device.options().has(Quirk.BACKSLASHES_STRIPPED);
        for (JsonNode element : list) {
            boolean record = element.path("name").isValueNode()
                    && (!element.has("data") || element.path("data").isValueNode());
            if (!element.isTextual() && !record) {
                throw Refusal.invalidValue("records", Json.text(list));
            }
            String name = stripped(
                    element.isTextual()
                            ? element.textValue()
                            : element.path("name").asText(),
                    strip);
            String data = stripped(element.path("data").asText(""), strip);
            check(name, data, type);
            if (records.put(name, data) != null && device.options().has(Quirk.DUPLICATE_RECORDS_REFUSED)) {
                // Invented text.
                throw Refusal.invalid("duplicate record \"" + name + "\"");
            }
        }
        return records;
    }

    /** The limits are known, the texts are invented. */
    private static void check(String name, String data, String type) {
        if (name.isEmpty()) {
            throw Refusal.invalid("a record must have a name");
        }
        if (name.length() > LONGEST || data.length() > LONGEST) {
            throw Refusal.invalid("a record's name and data are at most " + LONGEST + " characters each");
        }
        boolean fits = switch (type) {
            case "integer" -> name.matches("-?\\d{1,19}");
            case "ip" -> name.matches("[0-9A-Fa-f:.]+(%\\d+)?(/\\d{1,3})?");
            default -> true;
        };
        if (!fits) {
            throw Refusal.invalid("the record \"" + name + "\" is no " + type);
        }
    }

    private static String stripped(String text, boolean strip) {
        return strip ? text.replace("\\", "") : text;
    }

    private DataGroup find(Call call) {
        String path = call.fullPath("group").path();
        return device.dataGroup(path).orElseThrow(() -> Refusal.notFound("value list (" + path + ")"));
    }

    private ObjectNode json(DataGroup group) {
        FullPath path = new FullPath(group.fullPath());
        ObjectNode json = views.named(
                "tm:ltm:data-group:internal:internalstate",
                path,
                group.generation(),
                "/mgmt" + GROUPS + "/" + Views.encode(path.path()));
        others.show(json, device.settings(key(path.path())));
        json.put("type", group.type());
        List<Map.Entry<String, String>> records =
                new ArrayList<>(group.records().entrySet());
        if (device.options().has(Quirk.RECORDS_SHUFFLED)) {
            Collections.shuffle(records, shuffling);
        }
        if (!records.isEmpty()) {
            ArrayNode array = json.putArray("records");
            records.forEach(
                    entry -> array.addObject().put("name", entry.getKey()).put("data", entry.getValue()));
        }
        return json;
    }

    private static String key(String path) {
        return "data-group " + path;
    }
}

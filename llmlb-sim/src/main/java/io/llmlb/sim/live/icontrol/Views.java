package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.ManagementOptions;
import io.llmlb.sim.model.bigip.ManagementOptions.Quirk;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What all resources look like: links, collections, and the query options that shape an answer. */
final class Views {
    static final String HOST = "https://localhost";

    private final String version;
    private final ManagementOptions options;

    Views(Device device) {
        this.version = device.version();
        this.options = device.options();
    }

    /** A selfLink; its host is always localhost. */
    String link(String path) {
        return HOST + path + "?ver=" + version;
    }

    /** A name as it stands in a URL: {@code ~Common~p}. */
    static String encode(String fullPath) {
        return fullPath.replace("%", "%25").replace('/', '~');
    }

    /** The beginning of a named object. */
    ObjectNode named(String kind, FullPath name, long generation, String path) {
        ObjectNode json = Json.object().put("kind", kind);
        name.identify(json);
        return json.put("generation", generation).put("selfLink", link(path));
    }

    /** Answers one object, of which {@code $select} may want a part. */
    Reply one(Call call, ObjectNode json) {
        String select = call.parameter("$select");
        return Reply.ok(select.isEmpty() ? json : selected(json, select, options.has(Quirk.SELECT_KEEPS_IDENTITY)));
    }

    /** Answers a collection: filtered, paged, then selected. */
    Reply many(Call call, String kind, String path, List<ObjectNode> all) {
        Filter filter = Filter.parse(call.parameter("$filter"));
        List<ObjectNode> items = all.stream().filter(filter::admits).toList();
        ObjectNode json = Json.object().put("kind", kind).put("selfLink", HOST + path + query(call));
        items = paged(call, json, items, path);
        String select = call.parameter("$select");
        if (!items.isEmpty() || options.has(Quirk.EMPTY_ITEMS_SHOWN)) {
            ArrayNode array = json.putArray("items");
            items.forEach(item -> array.add(select.isEmpty() ? item : selected(item, select, false)));
        }
        return Reply.ok(json);
    }

    /** A reference to a subcollection, with its items when they are wanted. */
    void reference(ObjectNode json, String name, String path, boolean expanded, List<ObjectNode> items) {
        ObjectNode reference = json.putObject(name);
        reference.put("link", link(path)).put("isSubcollection", true);
        if (expanded && (!items.isEmpty() || options.has(Quirk.EMPTY_ITEMS_SHOWN))) {
            ArrayNode array = reference.putArray("items");
            items.forEach(array::add);
        }
    }

    /** The names of the paging keys are from memory. */
    private List<ObjectNode> paged(Call call, ObjectNode json, List<ObjectNode> items, String path) {
        if (call.parameter("$top").isEmpty() && call.parameter("$skip").isEmpty()) {
            return items;
        }
        int skip = Math.min(items.size(), number(call, "$skip", 0));
        int top = number(call, "$top", items.size());
        int end = (int) Math.min(items.size(), (long) skip + top);
        json.put("currentItemCount", end - skip).put("itemsPerPage", top);
        json.put("pageIndex", top == 0 ? 1 : skip / top + 1).put("startIndex", skip + 1);
        json.put("totalItems", items.size());
        json.put("totalPages", top == 0 ? 1 : (items.size() + top - 1) / top);
        if (end < items.size()) {
            json.put("nextLink", HOST + path + "?$top=" + top + "&$skip=" + end + "&ver=" + version);
        }
        return items.subList(skip, end);
    }

    private static int number(Call call, String name, int none) {
        String text = call.parameter(name);
        if (text.isEmpty()) {
            return none;
        }
        if (!text.matches("\\d{1,9}")) {
            // Invented text.
            throw Refusal.invalid("invalid query option " + name + "=" + text);
        }
        return Integer.parseInt(text);
    }

    private String query(Call call) {
        StringBuilder query = new StringBuilder("?");
        for (Map.Entry<String, String> entry : call.query().entrySet()) {
            if (!entry.getKey().equals("ver")) {
                String value = URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8);
                query.append(entry.getKey()).append('=').append(value).append('&');
            }
        }
        return query.append("ver=").append(version).toString();
    }

    private static ObjectNode selected(ObjectNode json, String select, boolean identity) {
        Set<String> keys = new LinkedHashSet<>(List.of(select.split("\\s*,\\s*", -1)));
        if (identity) {
            keys.add("kind");
            keys.add("selfLink");
        }
        ObjectNode kept = Json.object();
        json.properties().stream()
                .filter(entry -> keys.contains(entry.getKey()))
                .forEach(entry -> kept.set(entry.getKey(), entry.getValue()));
        return kept;
    }
}

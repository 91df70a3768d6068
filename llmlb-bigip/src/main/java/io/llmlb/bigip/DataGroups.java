package io.llmlb.bigip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The internal data groups of type string of one BIG-IP. Failures are {@link BigIpException}s; a path that is no full path
 * is an {@link IllegalArgumentException}, and nothing is sent then.
 *
 * <p>A BIG-IP takes names and values of up to 65,520 characters. Some of its ways to read records put backslashes before
 * special characters, and common tools drop every backslash, so text without any is safest. It refuses text that looks
 * like an HTML tag.
 */
public final class DataGroups {
    private static final String STRING = "string";

    private final Resources groups;

    DataGroups(Line line) {
        this.groups = new Resources(line, "/mgmt/tm/ltm/data-group/internal", "a data group");
    }

    /**
     * A data group; empty when there is none of that name.
     *
     * @throws BigIpException of kind INVALID when it is of another type than string
     */
    public Optional<DataGroup> read(String path) {
        return groups.find(path, "").map(json -> dataGroup(path, json));
    }

    /** Creates one; returns what the device then holds. ABSENT when its folder does not exist, INVALID when it exists. */
    public DataGroup create(String path, Map<String, String> records) {
        return dataGroup(path, groups.create(path, json(records).put("type", STRING)));
    }

    /**
     * Replaces all records in one PATCH, so that an iRule never sees some old and some new; returns what the device then
     * holds. The type is not asked for beforehand: {@link #read} tells one that is not string.
     *
     * @throws BigIpException of kind ABSENT when there is none of that name
     */
    public DataGroup replace(String path, Map<String, String> records) {
        return dataGroup(path, groups.patch(path, json(records)));
    }

    /**
     * Adds these records or gives them other values, and leaves all others; returns what the device then holds. When all of
     * them are there already, nothing is written.
     *
     * <p>Reads, and replaces all records in one PATCH. The device could be told single records too, but as tmsh text in
     * the URL, whose quoting its tools do not agree on, of limited length, and in two requests when some are new and some
     * are not. Other threads of the same client wait meanwhile; what another client writes between the two requests is
     * undone.
     *
     * @throws BigIpException of kind ABSENT when there is none of that name; INVALID when one of the other records holds a
     *     backslash, since whether that is part of it or only of the answer cannot be known, and it might change
     */
    public DataGroup merge(String path, Map<String, String> records) {
        return groups.inOneTurn(path, () -> {
            DataGroup before = dataGroup(path, groups.get(path, ""));
            Map<String, String> after = new TreeMap<>(before.records());
            after.putAll(records);
            if (after.equals(before.records())) {
                return before;
            }
            before.records().forEach((name, value) -> {
                if (!records.containsKey(name) && (name + value).indexOf('\\') >= 0) {
                    throw groups.invalid(
                            path,
                            "the record \"" + Call.line(name) + "\" holds a backslash, which a device may have added"
                                    + " itself, so it cannot be left as it is while others are written",
                            "Write all records, or change that one");
                }
            });
            return replace(path, after);
        });
    }

    private static ObjectNode json(Map<String, String> records) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode array = json.putArray("records");
        new TreeMap<>(records)
                .forEach((name, data) -> array.addObject().put("name", name).put("data", data));
        return json;
    }

    private DataGroup dataGroup(String path, ObjectNode json) {
        String type = json.path("type").asText();
        if (!type.equals(STRING)) {
            String is = type.isEmpty() ? "of a type that the answer does not tell" : "of type " + Call.line(type);
            throw groups.invalid(
                    path,
                    "the data group is " + is + ", but rules need one of type string",
                    "Use another name: the type of a data group cannot be changed");
        }
        // An empty one has no records at all.
        JsonNode records = json.path("records");
        if (!records.isArray() && !records.isMissingNode()) {
            throw groups.invalid(path, "the answer's records are no list", "");
        }
        Map<String, String> map = new TreeMap<>();
        for (JsonNode entry : records) {
            String name = entry.path("name").asText();
            if (name.isEmpty()) {
                throw groups.invalid(path, "the answer holds a record without a name", "");
            }
            map.put(name, entry.path("data").asText());
        }
        return DataGroup.of(path, map);
    }
}

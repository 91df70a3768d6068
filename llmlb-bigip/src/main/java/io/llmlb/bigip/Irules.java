package io.llmlb.bigip;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * The iRules of one BIG-IP. Failures are {@link BigIpException}s; a path that is no full path is an
 * {@link IllegalArgumentException}, and nothing is sent then.
 */
public final class Irules {
    private static final String TEXT = "apiAnonymous";

    private final Resources rules;

    Irules(Line line) {
        this.rules = new Resources(line, "/mgmt/tm/ltm/rule", "an iRule");
    }

    /** The text of an iRule; empty when there is none of that name. */
    public Optional<String> read(String path) {
        // An iRule without text has no such key.
        return rules.find(path, "").map(json -> json.path(TEXT).asText());
    }

    /**
     * Creates or updates one. INVALID, with the device's own words, when the text is no valid iRule; nothing is changed
     * then. ABSENT when its folder does not exist.
     */
    public void write(String path, String text) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put(TEXT, text);
        try {
            rules.patch(path, json);
        } catch (BigIpException.Absent none) {
            rules.create(path, json);
        }
    }
}

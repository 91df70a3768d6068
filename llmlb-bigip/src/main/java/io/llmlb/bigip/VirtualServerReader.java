package io.llmlb.bigip;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmlb.core.PoolName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Virtual servers as iControl REST writes them, with their profiles' subcollection in place. */
final class VirtualServerReader {
    private static final Pattern KIND = Pattern.compile("/ltm/profile/([^/?]+)/");

    private final Function<String, BigIpException> invalid;

    /**
     * @param invalid makes the failure of what the answer holds
     */
    VirtualServerReader(Function<String, BigIpException> invalid) {
        this.invalid = invalid;
    }

    VirtualServer read(JsonNode json) {
        String path = path(json.path("fullPath"), "a virtual server");
        List<String> rules = new ArrayList<>();
        for (JsonNode rule : list(json.path("rules"), "rules")) {
            rules.add(path(rule, "an iRule"));
        }
        Map<String, String> profiles = new HashMap<>();
        for (JsonNode profile : items(json.path("profilesReference"))) {
            profiles.put(path(profile.path("fullPath"), "a profile"), kind(profile));
        }
        return new VirtualServer(path, pool(json.path("pool").asText()), rules, profiles);
    }

    /** What a collection holds: an empty one has no items at all, or sometimes an empty list. */
    JsonNode items(JsonNode collection) {
        return list(collection.path("items"), "items");
    }

    private JsonNode list(JsonNode list, String name) {
        if (!list.isArray() && !list.isMissingNode()) {
            throw invalid.apply("the answer's " + name + " are no list");
        }
        return list;
    }

    private String path(JsonNode text, String noun) {
        if (!ResourcePath.isFullPath(text.asText())) {
            throw invalid.apply("the answer holds " + noun + " without a full path");
        }
        return text.asText();
    }

    private Optional<PoolName> pool(String path) {
        if (path.isEmpty() || path.equals("none")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PoolName(path));
        } catch (IllegalArgumentException noPath) {
            throw invalid.apply("the answer holds a pool without a full path");
        }
    }

    private static String kind(JsonNode profile) {
        Matcher link = KIND.matcher(profile.path("nameReference").path("link").asText());
        return link.find() ? link.group(1) : "";
    }
}

package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.model.bigip.Device;
import java.util.function.Predicate;

/**
 * AS3's ways to name an object: {@code {"bigip": path}} for one that is on the device, {@code {"use": name}} or in places
 * the bare name for one that is declared, in the same application or by a full path elsewhere.
 */
final class Pointers {
    private final Device device;
    private final String folder;
    private final ObjectNode adc;

    /**
     * @param folder full path of the application
     * @param adc the whole declaration
     */
    Pointers(Device device, String folder, ObjectNode adc) {
        this.device = device;
        this.folder = folder;
        this.adc = adc;
    }

    /** A profile, or one of the built-in ones when it is not named by a pointer. */
    String profile(JsonNode json, String builtIn, String at) {
        return json.isObject() ? pointer(json, at, device.profiles()::containsKey, "") : builtIn;
    }

    String jsonProfile(JsonNode json, String at) {
        return pointer(json, at, device.profiles()::containsKey, "JSON_Profile");
    }

    String rule(JsonNode json, String at) {
        return pointer(json, at, path -> device.rule(path).isPresent(), "iRule");
    }

    String pool(JsonNode json, String at) {
        return pointer(json, at, path -> device.pool(path).isPresent(), "Pool");
    }

    /** A monitor is not looked for; a bare name is one of the built-in ones. */
    String monitor(JsonNode json) {
        return json.isObject() ? pointer(json, "", path -> true, "") : "/Common/" + json.asText();
    }

    /**
     * @param at where the pointer stands
     * @param there whether an object is on the device
     * @param type the class that a declared object must have, or empty
     */
    private String pointer(JsonNode json, String at, Predicate<String> there, String type) {
        if (json.has("bigip")) {
            String path = path(json.path("bigip").asText());
            if (!there.test(path)) {
                // AS3's own words (src/lib/tag/bigComponentTag.js).
                throw Refusal.rest(422, "Unable to find " + path + " for " + at);
            }
            return path;
        }
        String name = json.isObject() ? json.path("use").asText() : json.asText();
        String path = path(name.startsWith("/") ? name : folder + "/" + name);
        boolean declared = adc.at(path).path("class").asText().equals(type);
        if (!type.isEmpty() && !declared && !there.test(path)) {
            throw Declaration.invalid(at + " points to no " + type + ": " + name);
        }
        return path;
    }

    private static String path(String text) {
        return FullPath.ofText(text).path();
    }
}

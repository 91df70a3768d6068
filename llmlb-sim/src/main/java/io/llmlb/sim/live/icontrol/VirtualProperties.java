package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.core.PoolName;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be written to a virtual server. */
final class VirtualProperties {
    private static final List<String> OWN = List.of("destination", "pool", "rules", "profiles", "enabled", "disabled");

    /** The properties that are kept and not acted upon. */
    static final Schema SETTINGS = new Schema()
            .text("description", null)
            .text("ipProtocol", "tcp")
            .text("mask", "255.255.255.255")
            .text("source", "0.0.0.0/0")
            .anything("sourceAddressTranslation")
            .anything("persist")
            .anything("metadata")
            .number("connectionLimit", 0, 0, Integer.MAX_VALUE)
            .words("serviceDownImmediateAction", "none", "none", "reset", "drop")
            .words("translateAddress", "enabled", "enabled", "disabled")
            .words("translatePort", "enabled", "enabled", "disabled")
            .ignoring("profilesReference", "poolReference", "rulesReference")
            .ignoring(OWN.toArray(new String[0]));

    private VirtualProperties() {}

    /** One with nothing but a name. */
    static VirtualServer bare(String path) {
        return new VirtualServer(path, "0.0.0.0", 0, Optional.empty(), List.of(), Map.of(), true, 1);
    }

    /** Whether a body has any property that is not merely kept. */
    static boolean names(ObjectNode body) {
        return OWN.stream().anyMatch(body::has);
    }

    /**
     * The virtual server with what a body says.
     *
     * @throws Refusal when it names what is not there
     */
    static VirtualServer apply(Device device, VirtualServer server, ObjectNode body) {
        VirtualServer changed = server;
        if (body.has("destination")) {
            changed = listening(changed, body.path("destination").asText());
        }
        if (body.has("pool")) {
            changed = changed.withPool(pool(device, body.path("pool").asText()));
        }
        if (body.has("rules")) {
            changed = changed.withRules(rules(device, body.path("rules")));
        }
        if (body.has("profiles")) {
            changed = changed.withProfiles(profiles(device, body.path("profiles")));
        }
        if (body.has("enabled") || body.has("disabled")) {
            changed = changed.withEnabled(
                    body.path("enabled").asBoolean() && !body.path("disabled").asBoolean());
        }
        return changed;
    }

    static String profileType(Device device, FullPath path) {
        String type = device.profiles().get(path.path());
        if (type == null) {
            throw Refusal.notFound("profile (" + path.path() + ")");
        }
        return type;
    }

    static String destination(VirtualServer server) {
        String partition = new FullPath(server.fullPath()).partition();
        String separator = server.address().indexOf(':') >= 0 ? "." : ":";
        return "/" + partition + "/" + server.address() + separator + server.port();
    }

    private static VirtualServer listening(VirtualServer server, String destination) {
        String name = destination.substring(destination.lastIndexOf('/') + 1);
        boolean v6 = name.indexOf(':') != name.lastIndexOf(':');
        int split = name.lastIndexOf(v6 ? '.' : ':');
        String port = name.substring(split + 1);
        if (split < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            throw Refusal.invalidValue("destination", destination);
        }
        return server.withAddress(name.substring(0, split), Integer.parseInt(port));
    }

    private static Optional<PoolName> pool(Device device, String name) {
        if (name.isEmpty() || name.equals("none")) {
            return Optional.empty();
        }
        String path = FullPath.ofText(name).path();
        if (device.pool(path).isEmpty()) {
            throw Refusal.notFound("Pool (" + path + ")");
        }
        return Optional.of(new PoolName(path));
    }

    private static List<String> rules(Device device, JsonNode list) {
        List<String> rules = new ArrayList<>();
        for (JsonNode element : array("rules", list)) {
            String path = FullPath.ofText(element.asText()).path();
            if (device.rule(path).isEmpty()) {
                throw Refusal.notFound("rule (" + path + ")");
            }
            rules.add(path);
        }
        return rules;
    }

    private static Map<String, String> profiles(Device device, JsonNode list) {
        Map<String, String> profiles = new LinkedHashMap<>();
        for (JsonNode element : array("profiles", list)) {
            FullPath path =
                    element instanceof ObjectNode object ? FullPath.ofNew(object) : FullPath.ofText(element.asText());
            profiles.put(path.path(), profileType(device, path));
        }
        return profiles;
    }

    private static JsonNode array(String name, JsonNode list) {
        if (!list.isArray()) {
            throw Refusal.invalidValue(name, Json.text(list));
        }
        return list;
    }
}

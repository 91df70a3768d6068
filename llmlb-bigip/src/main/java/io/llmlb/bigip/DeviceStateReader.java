package io.llmlb.bigip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Four small requests, each of which a device may refuse to this user without harm to the others. */
final class DeviceStateReader {
    private static final String SYNC = "/mgmt/tm/cm/sync-status";
    private static final String GROUPS = "/mgmt/tm/cm/device-group";
    private static final String GROUP_KEYS = "?$select=fullPath,type,autoSync";

    /** Groups of other types hold no pools. */
    private static final String FAILS_OVER = "sync-failover";

    private final Line line;

    DeviceStateReader(Line line) {
        this.line = line;
    }

    DeviceState read() {
        return line.inOneTurn(Role.PATH, () -> {
            JsonNode units = told(() -> line.get(Role.PATH, Role.KEYS)).path("items");
            Optional<Role> self = Role.self(units);
            return new DeviceState(
                    line.base(),
                    self.map(Role::unit).orElse(""),
                    self.map(Role::state).orElse(""),
                    peers(units),
                    SystemVersion.text(told(() -> line.get(SystemVersion.PATH, ""))),
                    syncStatus(told(() -> line.get(SYNC, ""))),
                    autoSync(told(() -> line.get(GROUPS, GROUP_KEYS)).path("items")),
                    line.clockAhead());
        });
    }

    private static List<String> peers(JsonNode units) {
        List<String> peers = new ArrayList<>();
        for (JsonNode unit : units) {
            if (!unit.path("selfDevice").asText().equals("true")) {
                peers.add(Call.line(Role.name(unit)));
            }
        }
        return peers;
    }

    private static String syncStatus(JsonNode answer) {
        for (JsonNode entry : answer.path("entries")) {
            JsonNode status = entry.path("nestedStats").path("entries").path("status");
            return Call.line(status.path("description").asText());
        }
        return "";
    }

    private static Map<String, Boolean> autoSync(JsonNode groups) {
        Map<String, Boolean> autoSync = new TreeMap<>();
        for (JsonNode group : groups) {
            if (group.path("type").asText().equals(FAILS_OVER)) {
                String name = Call.line(group.path("fullPath").asText());
                autoSync.put(name, group.path("autoSync").asText().equals("enabled"));
            }
        }
        return autoSync;
    }

    private static ObjectNode told(Supplier<ObjectNode> request) {
        try {
            return request.get();
        } catch (BigIpException.Denied | BigIpException.Absent notTold) {
            return JsonNodeFactory.instance.objectNode();
        }
    }
}

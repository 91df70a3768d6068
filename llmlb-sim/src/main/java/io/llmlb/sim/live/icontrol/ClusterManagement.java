package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.DeviceGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which unit is active, and whether two units agree. Colours, summaries and device names are an emulator's own. */
final class ClusterManagement {
    private static final String CM = "/tm/cm";
    private static final Pattern TO_GROUP = Pattern.compile("\\s*config-sync\\s+to-group\\s+(\\S+)\\s*");

    private final Device device;
    private final Views views;

    ClusterManagement(Device device, Views views) {
        this.device = device;
        this.views = views;
    }

    void routes(Router router) {
        router.on("GET", CM + "/failover-status", call -> failoverStatus());
        router.on("GET", CM + "/sync-status", call -> syncStatus());
        router.on("GET", CM + "/device", call -> {
            List<ObjectNode> all = new ArrayList<>();
            List<Device> units = device.group().map(DeviceGroup::units).orElse(List.of(device));
            for (int i = 0; i < units.size(); i++) {
                all.add(unit(units.get(i), i + 1));
            }
            return views.many(call, "tm:cm:device:devicecollectionstate", "/mgmt" + CM + "/device", all);
        });
        router.on("GET", CM + "/device-group", call -> {
            List<ObjectNode> all = new ArrayList<>();
            all.add(group("device_trust_group", "sync-only", true));
            all.add(group("gtm", "sync-only", false));
            device.group().ifPresent(joined -> all.add(group(joined.name(), "sync-failover", joined.autoSync())));
            String kind = "tm:cm:device-group:device-groupcollectionstate";
            return views.many(call, kind, "/mgmt" + CM + "/device-group", all);
        });
        router.on("POST", CM, this::run);
    }

    private Reply failoverStatus() {
        ObjectNode entries = Json.object();
        entries.putObject("color").put("description", device.active() ? "green" : "gray");
        entries.putObject("status").put("description", device.active() ? "ACTIVE" : "STANDBY");
        entries.putObject("summary").put("description", device.active() ? "1/1 active" : "1/1 standby");
        return status("failover-status", entries);
    }

    private Reply syncStatus() {
        Optional<DeviceGroup> group = device.group();
        boolean pending = group.map(DeviceGroup::pending).orElse(false);
        ObjectNode entries = Json.object();
        entries.putObject("color").put("description", pending ? "yellow" : "green");
        entries.putObject("mode").put("description", group.isPresent() ? "high-availability" : "standalone");
        String status = group.isEmpty() ? "Standalone" : pending ? "Changes Pending" : "In Sync";
        entries.putObject("status").put("description", status);
        String summary = group.isEmpty() ? " " : pending ? "Changes have not been synchronised" : "All units agree";
        entries.putObject("summary").put("description", summary);
        return status("sync-status", entries);
    }

    private Reply status(String name, ObjectNode entries) {
        String path = "/mgmt" + CM + "/" + name;
        ObjectNode json = Json.object().put("kind", "tm:cm:" + name + ":" + name + "stats");
        json.put("selfLink", views.link(path));
        json.putObject("entries")
                .putObject(Views.HOST + path + "/0")
                .putObject("nestedStats")
                .set("entries", entries);
        return Reply.ok(json);
    }

    private ObjectNode unit(Device unit, int number) {
        String name = "bigip" + number + ".emulated";
        FullPath path = FullPath.ofText("/Common/" + name);
        ObjectNode json =
                views.named("tm:cm:device:devicestate", path, 1, "/mgmt" + CM + "/device/" + Views.encode(path.path()));
        json.put("failoverState", unit.active() ? "active" : "standby");
        json.put("hostname", name).put("selfDevice", unit == device ? "true" : "false");
        return json.put("version", unit.version());
    }

    /** The first two are on every device, alone or not. */
    private ObjectNode group(String name, String type, boolean autoSync) {
        FullPath path = FullPath.ofText("/Common/" + name);
        String url = "/mgmt" + CM + "/device-group/" + Views.encode(path.path());
        ObjectNode json = views.named("tm:cm:device-group:device-groupstate", path, 1, url);
        json.put("asmSync", "disabled").put("autoSync", autoSync ? "enabled" : "disabled");
        json.put("fullLoadOnSync", "false").put("incrementalConfigSyncSizeMax", 1024);
        json.put("networkFailover", "disabled").put("saveOnAutoSync", "false").put("type", type);
        views.reference(json, "devicesReference", url + "/devices", false, List.of());
        return json;
    }

    private Reply run(Call call) {
        ObjectNode body = call.object();
        String arguments = body.path("utilCmdArgs").asText();
        Matcher matcher = TO_GROUP.matcher(arguments);
        if (!body.path("command").asText().equals("run") || !matcher.matches()) {
            // Invented: a device runs more.
            throw Refusal.invalid("this emulator runs \"config-sync to-group GROUP\" only");
        }
        String wanted = matcher.group(1);
        DeviceGroup group = device.group()
                .filter(joined -> joined.name().equals(wanted))
                .orElseThrow(() -> Refusal.mcpd(
                        400,
                        "01070734:3: Configuration error: Device group (" + wanted + ") not found in device group sync",
                        3));
        group.sync(device);
        return Reply.ok(Json.object()
                .put("kind", "tm:cm:runstate")
                .put("command", "run")
                .put("utilCmdArgs", arguments));
    }
}

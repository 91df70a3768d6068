package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.model.bigip.Device;

/** Version, and saving the configuration. */
final class SystemInformation {
    private final Device device;
    private final Views views;

    SystemInformation(Device device, Views views) {
        this.device = device;
        this.views = views;
    }

    void routes(Router router) {
        router.on("GET", "/tm/sys/version", call -> Reply.ok(version()));
        router.on("POST", "/tm/sys/config", this::config);
    }

    private Reply config(Call call) {
        String command = call.object().path("command").asText();
        if (!command.equals("save")) {
            // Invented: a device loads too.
            throw Refusal.invalid("this emulator's sys config knows the command \"save\" only");
        }
        device.save();
        return Reply.ok(Json.object().put("kind", "tm:sys:config:savestate").put("command", command));
    }

    private ObjectNode version() {
        String path = "/mgmt/tm/sys/version";
        ObjectNode json = Json.object().put("kind", "tm:sys:version:versionstats");
        json.put("selfLink", views.link(path));
        ObjectNode entries = json.putObject("entries")
                .putObject(Views.HOST + path + "/0")
                .putObject("nestedStats")
                .putObject("entries");
        // Build, date and edition are an emulator's own.
        entries.putObject("Build").put("description", "0.0.0");
        entries.putObject("Date").put("description", "Thu Jan  1 00:00:00 UTC 1970");
        entries.putObject("Edition").put("description", "Emulated");
        entries.putObject("Product").put("description", "BIG-IP");
        entries.putObject("Title").put("description", "Main Package");
        entries.putObject("Version").put("description", device.version());
        return json;
    }
}

package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.model.bigip.Device;
import java.util.List;

/** Partitions and folders, which must be there before anything is put into them. */
final class Folders {
    private static final String PARTITIONS = "/tm/auth/partition";

    private final Device device;
    private final Views views;

    Folders(Device device, Views views) {
        this.device = device;
        this.views = views;
    }

    void routes(Router router) {
        router.on("GET", PARTITIONS, call -> {
            List<ObjectNode> all = device.folders().stream()
                    .filter(path -> path.lastIndexOf('/') == 0)
                    .map(this::json)
                    .toList();
            return views.many(call, "tm:auth:partition:partitioncollectionstate", "/mgmt" + PARTITIONS, all);
        });
        router.on("GET", PARTITIONS + "/{name}", call -> views.one(call, json(find(call))));
        router.on("POST", PARTITIONS, this::create);
        router.on("DELETE", PARTITIONS + "/{name}", call -> {
            device.removeFolder(find(call));
            device.changed();
            return Reply.empty();
        });
    }

    /**
     * @throws Refusal when the folder that an object is to be in is not there
     */
    static void require(Device device, FullPath path) {
        if (!device.folders().contains(path.folder())) {
            throw Refusal.notFound("folder (" + path.folder() + ")");
        }
    }

    private Reply create(Call call) {
        String name = call.object().path("name").asText();
        if (name.isEmpty()) {
            throw Refusal.unnamed();
        }
        String path = FullPath.ofText("/" + name + "/x").folder();
        if (device.folders().contains(path)) {
            throw Refusal.exists("folder (" + path + ")", name);
        }
        device.folder(path);
        device.changed();
        return views.one(call, json(path));
    }

    private String find(Call call) {
        String path = "/" + call.segment("name");
        if (!device.folders().contains(path)) {
            throw Refusal.notFound("folder (" + path + ")");
        }
        return path;
    }

    private ObjectNode json(String path) {
        String name = path.substring(1);
        ObjectNode json = Json.object().put("kind", "tm:auth:partition:partitionstate");
        json.put("name", name).put("fullPath", name).put("generation", 1);
        return json.put("selfLink", views.link("/mgmt" + PARTITIONS + "/" + name))
                .put("defaultRouteDomain", 0);
    }
}

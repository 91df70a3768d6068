package io.llmlb.sim.live.icontrol;

import io.llmlb.sim.model.bigip.Device;
import io.vertx.core.Future;

/** Everything below {@code /mgmt/tm} that is configuration: what a transaction can do, and what it cannot. */
final class Resources {
    private final Router router = new Router();

    Resources(Device device, Addresses addresses) {
        Views views = new Views(device);
        Members members = new Members(device, views);
        // Before the members: "stats" must not be taken for one.
        new Statistics(device, views).routes(router);
        new SystemInformation(device, views).routes(router);
        new Folders(device, views).routes(router);
        new Pools(device, views, members).routes(router);
        members.routes(router);
        new DataGroups(device, views).routes(router);
        new VirtualServers(device, views, addresses).routes(router);
        new Rules(device, views).routes(router);
        new Profiles(device, views).routes(router);
        new ClusterManagement(device, views).routes(router);
    }

    Router router() {
        return router;
    }

    /** The answer, which is there at once. */
    Reply answer(Call call) {
        Future<Reply> reply = router.route(call);
        return reply.result();
    }
}

package io.llmlb.app.faults;

import io.llmlb.sim.model.bigip.VirtualServer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Requests do not follow the ratios, or the servers do not count what they were sent. */
final class TrafficRows {
    private static final String FRONT = "/Common/front";
    private static final String MEANWHILE =
            "Named with its likely cause after three blocks of requests; nothing is learned from what is seen until it is over.";

    /** Counts are read every 15 s, and a block of half a minute that is partly bad may come before the good one. */
    private static final int RATIO_BLOCKS = 2 * (30 + 15) + Row.NEXT;

    /** The same with blocks of a minute. */
    private static final int SERVER_BLOCKS = 2 * (60 + 15) + Row.NEXT;

    private TrafficRows() {}

    static List<Row> all() {
        return List.of(
                gap(
                        "No OneConnect profile: requests stay on their client's connection",
                        RATIO_BLOCKS,
                        "BIG-IP does not follow the ratios",
                        "has no OneConnect profile",
                        rig -> through(
                                rig,
                                server -> server.withProfiles(Map.of("/Common/tcp", "tcp", "/Common/http", "http"))),
                        rig -> rig.device().removeVirtualServer(FRONT)),
                gap(
                        "The metrics of two members are swapped (their addresses are mapped wrongly)",
                        SERVER_BLOCKS,
                        "the servers do not count what BIG-IP sends them",
                        "check the address mapping",
                        rig -> {
                            through(rig, server -> server);
                            rig.servers().swap(true);
                        },
                        rig -> {
                            rig.device().removeVirtualServer(FRONT);
                            rig.servers().swap(false);
                        }));
    }

    private static void through(Rig rig, UnaryOperator<VirtualServer> how) {
        URI front = rig.device().addVirtualServer(how.apply(VirtualServer.of(FRONT, "127.0.0.1", 0, Rig.POOL)));
        rig.requests(front);
    }

    private static Row gap(String breaks, int allowed, String gap, String cause, Row.Deed begin, Row.Deed end) {
        return new Row(breaks, MEANWHILE, allowed, Plan.USUAL, rig -> {
            rig.settled();
            begin.to(rig);
            rig.beatUntil(notes -> notes.contains(gap));
            rig.told(cause);
            end.to(rig);
            through(rig, server -> server);
            return rig.beatUntil(notes -> !notes.contains(gap));
        });
    }
}

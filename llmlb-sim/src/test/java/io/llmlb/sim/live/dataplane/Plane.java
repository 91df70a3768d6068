package io.llmlb.sim.live.dataplane;

import io.llmlb.core.PoolName;
import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.model.bigip.DataPlaneOptions;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.MemberStatistics;
import io.llmlb.sim.model.bigip.OneConnect;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A data plane for tests: one device, pools of played servers. */
final class Plane implements AutoCloseable {
    static final PoolName POOL = new PoolName("/vllm/Shared/p");
    private static final Map<String, String> HTTP = Map.of("/Common/tcp", "tcp", "/Common/http", "http");

    final Device device = new Device("admin", "secret", "21.0.0", InstantSource.system());
    final DataPlane dataPlane;
    private final EventLoops loops = new EventLoops();

    Plane(OneConnect oneConnect) {
        dataPlane = new DataPlane(loops.vertx(), "127.0.0.1", device, oneConnect);
    }

    Pool pool(PoolName name, String mode, DataPlaneOptions options, PlayedServer... servers) {
        List<Member> members = Stream.of(servers).map(PlayedServer::member).toList();
        Pool pool = new Pool(name, mode, members, options);
        device.add(pool);
        return pool;
    }

    Pool pool(PlayedServer... servers) {
        return pool(POOL, "round-robin", DataPlaneOptions.DEFAULT, servers);
    }

    URI withOneConnect() {
        return dataPlane.add(VirtualServer.of("/Common/vs_one_connect", "127.0.0.1", 0, POOL));
    }

    URI perConnection() {
        return dataPlane.add(
                VirtualServer.of("/Common/vs_plain", "127.0.0.1", 0, POOL).withProfiles(HTTP));
    }

    /** A virtual server with the iRule, and the profiles that it needs. */
    VirtualServer governed() {
        Map<String, String> profiles = new LinkedHashMap<>(HTTP);
        profiles.put("/Common/json", "json");
        profiles.put("/Common/oneconnect", "one-connect");
        return VirtualServer.of("/Common/vs_rules", "127.0.0.1", 0, POOL)
                .withProfiles(profiles)
                .withRules(List.of("/Common/" + InferenceBodyBasedRouting.NAME));
    }

    static MemberStatistics statistics(Pool pool, PlayedServer server) {
        return pool.statistics(server.member().fullPath());
    }

    /** Sends text over a connection and reads the first bytes of what comes back, up to the end of a known text. */
    static String exchange(Socket socket, String request, String end) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return read(socket, end);
    }

    static String read(Socket socket, String end) throws IOException {
        socket.setSoTimeout(10_000);
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next;
            try {
                next = socket.getInputStream().read();
            } catch (SocketTimeoutException e) {
                throw new AssertionError("no more than: " + text, e);
            }
            if (next < 0) {
                return text + "<closed>";
            }
            text.append((char) next);
        }
        return text.toString();
    }

    @Override
    public void close() {
        dataPlane.stop();
        loops.close();
    }
}

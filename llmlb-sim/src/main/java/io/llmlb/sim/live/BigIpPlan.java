package io.llmlb.sim.live;

import io.llmlb.sim.model.bigip.DataGroup;
import io.llmlb.sim.model.bigip.DataPlaneOptions;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The BIG-IP of a {@link Cluster}.
 *
 * @param port of the management interface; 0 for any free one
 * @param user the administrator
 * @param password the administrator's; empty for a random one
 * @param version of TMOS, as answers and links carry it
 * @param monitorInterval how often members are checked
 * @param dataPlane how traffic is treated
 * @param pools its pools
 * @param dataGroups its internal data groups
 * @param virtualServers its virtual servers; port 0 for any free one
 */
public record BigIpPlan(
        int port,
        String user,
        Optional<String> password,
        String version,
        Duration monitorInterval,
        DataPlaneOptions dataPlane,
        List<PoolPlan> pools,
        List<DataGroup> dataGroups,
        List<VirtualServer> virtualServers) {
    /** Copies the lists. */
    public BigIpPlan {
        pools = List.copyOf(pools);
        dataGroups = List.copyOf(dataGroups);
        virtualServers = List.copyOf(virtualServers);
    }

    /** Pools and virtual servers, and defaults for all else: any port, admin, a random password, checks every 2 s. */
    public static BigIpPlan of(List<PoolPlan> pools, List<VirtualServer> virtualServers) {
        return new BigIpPlan(
                0,
                "admin",
                Optional.empty(),
                "21.0.0",
                Duration.ofSeconds(2),
                DataPlaneOptions.DEFAULT,
                pools,
                List.of(),
                virtualServers);
    }

    /** The same on another port; 0 for any free one. */
    public BigIpPlan withPort(int other) {
        return new BigIpPlan(
                other, user, password, version, monitorInterval, dataPlane, pools, dataGroups, virtualServers);
    }

    /** The same with another administrator. */
    public BigIpPlan withUser(String other) {
        return new BigIpPlan(
                port, other, password, version, monitorInterval, dataPlane, pools, dataGroups, virtualServers);
    }

    /** The same with this password. */
    public BigIpPlan withPassword(String secret) {
        return new BigIpPlan(
                port,
                user,
                Optional.of(secret),
                version,
                monitorInterval,
                dataPlane,
                pools,
                dataGroups,
                virtualServers);
    }

    /** The same with another interval of the health monitors. */
    public BigIpPlan withMonitorInterval(Duration other) {
        return new BigIpPlan(port, user, password, version, other, dataPlane, pools, dataGroups, virtualServers);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "BigIpPlan[port=" + port + ", user=" + user + ", pools=" + pools + ", virtualServers=" + virtualServers
                + "]";
    }
}

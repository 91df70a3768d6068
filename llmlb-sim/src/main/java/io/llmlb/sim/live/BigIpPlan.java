package io.llmlb.sim.live;

import io.llmlb.sim.model.bigip.DataGroup;
import io.llmlb.sim.model.bigip.DataPlaneOptions;
import io.llmlb.sim.model.bigip.ManagementOptions;
import io.llmlb.sim.model.bigip.OneConnect;
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
 * @param latency how long the management interface takes for every answer
 * @param monitorInterval how often members are checked
 * @param management how the management interface behaves where that is not known
 * @param dataPlane how traffic is treated where that is not known
 * @param oneConnect how idle server connections are kept
 * @param pools its pools
 * @param dataGroups its internal data groups
 * @param virtualServers its virtual servers; port 0 for any free one
 */
public record BigIpPlan(
        int port,
        String user,
        Optional<String> password,
        String version,
        Duration latency,
        Duration monitorInterval,
        ManagementOptions management,
        DataPlaneOptions dataPlane,
        OneConnect oneConnect,
        List<PoolPlan> pools,
        List<DataGroup> dataGroups,
        List<VirtualServer> virtualServers) {
    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException when the port is none
     */
    public BigIpPlan {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 1 to 65535, or 0 for any free one, but this is " + port);
        }
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
                Duration.ZERO,
                Duration.ofSeconds(2),
                ManagementOptions.DEFAULT,
                DataPlaneOptions.DEFAULT,
                OneConnect.DEFAULT,
                pools,
                List.of(),
                virtualServers);
    }

    /** The same with these data groups. */
    public BigIpPlan with(List<DataGroup> groups) {
        return new BigIpPlan(
                port,
                user,
                password,
                version,
                latency,
                monitorInterval,
                management,
                dataPlane,
                oneConnect,
                pools,
                groups,
                virtualServers);
    }

    /** The same at another port, for another administrator, with this password or a random one. */
    public BigIpPlan withLogin(int managementPort, String administrator, Optional<String> secret) {
        return new BigIpPlan(
                managementPort,
                administrator,
                secret,
                version,
                latency,
                monitorInterval,
                management,
                dataPlane,
                oneConnect,
                pools,
                dataGroups,
                virtualServers);
    }

    /** The same with another interval of the health monitors. */
    public BigIpPlan withMonitorInterval(Duration other) {
        return new BigIpPlan(
                port,
                user,
                password,
                version,
                latency,
                other,
                management,
                dataPlane,
                oneConnect,
                pools,
                dataGroups,
                virtualServers);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "BigIpPlan[port=" + port + ", user=" + user + ", pools=" + pools + ", virtualServers=" + virtualServers
                + "]";
    }
}

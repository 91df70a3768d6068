package io.llmlb.sim.live.bigip;

import io.llmlb.sim.SimException;
import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.bigip.DataPlaneOptions;
import io.llmlb.sim.model.bigip.ManagementOptions;
import io.llmlb.sim.model.bigip.OneConnect;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How an emulated BIG-IP is to be. */
public final class BigIpEmulatorBuilder {
    @Nullable
    EventLoops loops;

    String address = Net.LOOPBACK;
    int port;
    String user = "admin";
    String password = "admin";
    String version = "21.0.0";
    InstantSource clock = InstantSource.system();
    Duration latency = Duration.ZERO;
    Duration monitorInterval = Duration.ofSeconds(5);

    @Nullable
    Duration monitorTimeout;

    OneConnect oneConnect = OneConnect.DEFAULT;
    DataPlaneOptions dataPlane = DataPlaneOptions.DEFAULT;
    boolean destinationPorts;

    ManagementOptions management = ManagementOptions.DEFAULT;
    final Map<String, String> guests = new LinkedHashMap<>();
    final Map<String, String> administrators = new LinkedHashMap<>();

    BigIpEmulatorBuilder() {}

    /** How the management interface behaves where a device's own way is not known. */
    public BigIpEmulatorBuilder management(ManagementOptions options) {
        management = options;
        return this;
    }

    /** A user who may read and not write; default none. */
    public BigIpEmulatorBuilder guest(String name, String secret) {
        guests.put(name, secret);
        return this;
    }

    /** One more administrator, so that it can be told who asked; default none. */
    public BigIpEmulatorBuilder administrator(String name, String secret) {
        administrators.put(name, secret);
        return this;
    }

    /** Where everything listens; default 127.0.0.1. */
    public BigIpEmulatorBuilder address(String literal) {
        address = literal;
        return this;
    }

    /** The management port; default 0, any free one. */
    public BigIpEmulatorBuilder port(int managementPort) {
        port = managementPort;
        return this;
    }

    /** The administrator; default {@code admin}. */
    public BigIpEmulatorBuilder user(String name) {
        user = name;
        return this;
    }

    /** The administrator's password; default {@code admin}. */
    public BigIpEmulatorBuilder password(String secret) {
        password = secret;
        return this;
    }

    /** The TMOS version that answers and links carry; default 21.0.0. */
    public BigIpEmulatorBuilder version(String tmos) {
        version = tmos;
        return this;
    }

    /** The device's clock, by which tokens expire; default the system's. */
    public BigIpEmulatorBuilder clock(InstantSource source) {
        clock = source;
        return this;
    }

    /** How long the management interface takes for every answer; default zero. */
    public BigIpEmulatorBuilder latency(Duration delay) {
        latency = delay;
        return this;
    }

    /** How often monitors ask; default 5 s, as BIG-IP's http monitor. */
    public BigIpEmulatorBuilder monitorInterval(Duration interval) {
        monitorInterval = interval;
        return this;
    }

    /** How long a member may be without a success; default three intervals and a second: F5's advice, 16 s. */
    public BigIpEmulatorBuilder monitorTimeout(Duration timeout) {
        monitorTimeout = timeout;
        return this;
    }

    Duration monitorTimeout() {
        return monitorTimeout == null ? monitorInterval.multipliedBy(3).plusSeconds(1) : monitorTimeout;
    }

    /** How pools that clients create treat traffic; default {@link DataPlaneOptions#DEFAULT}. */
    public BigIpEmulatorBuilder dataPlane(DataPlaneOptions options) {
        dataPlane = options;
        return this;
    }

    /**
     * Whether virtual servers that clients create listen on their destination's port, as far as it can be had; default
     * false, and they listen on any free one.
     */
    public BigIpEmulatorBuilder destinationPorts(boolean theirs) {
        destinationPorts = theirs;
        return this;
    }

    /** How OneConnect profiles keep idle server connections; default as BIG-IP's. */
    public BigIpEmulatorBuilder oneConnect(OneConnect profile) {
        oneConnect = profile;
        return this;
    }

    /** Threads that it shares with other emulators; default its own. */
    public BigIpEmulatorBuilder eventLoops(EventLoops shared) {
        loops = shared;
        return this;
    }

    /**
     * Starts it.
     *
     * @throws SimException when it cannot listen
     */
    public BigIpEmulator start() {
        BigIpEmulator emulator = new BigIpEmulator(this);
        try {
            emulator.start();
            return emulator.watch();
        } catch (RuntimeException e) {
            emulator.close();
            throw e;
        }
    }
}

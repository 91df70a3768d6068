package io.llmlb.sim.live.bigip;

import io.llmlb.core.FailureKind;
import io.llmlb.core.PoolName;
import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import io.llmlb.sim.SimException;
import io.llmlb.sim.live.dataplane.DataPlane;
import io.llmlb.sim.live.dataplane.HealthMonitor;
import io.llmlb.sim.live.icontrol.Faults;
import io.llmlb.sim.live.icontrol.IControl;
import io.llmlb.sim.live.icontrol.RequestLog;
import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.live.net.Listener;
import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.bigip.DataGroup;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.DeviceGroup;
import io.llmlb.sim.model.bigip.ManagementFault;
import io.llmlb.sim.model.bigip.ManagementLatency;
import io.llmlb.sim.model.bigip.ManagementRequest;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.RatioWrite;
import io.llmlb.sim.model.bigip.Rule;
import io.llmlb.sim.model.bigip.VirtualServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An emulated BIG-IP: iControl REST over https with a certificate as from the factory, pools, health monitors, and
 * virtual servers that balance requests over a pool. Thread-safe.
 *
 * <pre>{@code
 * try (BigIpEmulator bigIp = BigIpEmulator.builder().password("secret").start()) {
 *     PoolName name = new PoolName("/vllm/Shared/llm_pool");
 *     bigIp.addPool(new Pool(name, "ratio-member", List.of(Member.of("vllm", "127.0.0.1", 8000))));
 *     URI virtualServer = bigIp.addVirtualServer(name);
 * }
 * }</pre>
 */
public final class BigIpEmulator implements AutoCloseable {
    private final EventLoops loops;
    private final boolean ownsLoops;
    private final String address;
    private final Device device;
    private final FactoryCertificate certificate = FactoryCertificate.create();
    private final Listener management;
    private final DataPlane dataPlane;
    private final CreatedVirtualServers created;
    private final Faults faults;
    private final RequestLog log = new RequestLog();
    private final AtomicInteger virtualServers = new AtomicInteger();
    private final HealthMonitor monitor;

    BigIpEmulator(BigIpEmulatorBuilder builder) {
        ownsLoops = builder.loops == null;
        loops = builder.loops == null ? new EventLoops() : builder.loops;
        address = builder.address;
        device = new Device(builder.user, builder.password, builder.version, builder.clock, builder.management);
        device.latency(ManagementLatency.of(builder.latency));
        builder.guests.forEach(device::addGuest);
        builder.administrators.forEach(device::addAdministrator);
        faults = new Faults(device.clock());
        dataPlane = new DataPlane(loops.vertx(), address, device, builder.oneConnect);
        device.dataPlane(builder.dataPlane);
        created = new CreatedVirtualServers(dataPlane, builder.destinationPorts);
        monitor = new HealthMonitor(this::watched, builder.monitorInterval, builder.monitorTimeout());
        HttpServerOptions tls = Net.serverOptions()
                .setSsl(true)
                .setUseAlpn(false)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setKeyValue(Buffer.buffer(certificate.keyPem()))
                        .setCertValue(Buffer.buffer(certificate.certificatePem())));
        management = new Listener(
                loops.vertx(), address, builder.port, tls, loop -> new IControl(loop, device, faults, log, created));
    }

    /** Options, all with defaults. */
    public static BigIpEmulatorBuilder builder() {
        return new BigIpEmulatorBuilder();
    }

    /** The management address, such as {@code https://127.0.0.1:34567}. */
    public URI url() {
        return URI.create("https://" + management.hostPort());
    }

    /** The administrator's name. */
    public String user() {
        return device.user();
    }

    /** The administrator's password. */
    public String password() {
        return device.password();
    }

    /** SHA-256 of the certificate as openssl writes it: upper-case hexadecimal with colons. */
    public String certSha256() {
        return certificate.sha256();
    }

    /**
     * Writes the certificate as PEM.
     *
     * @throws SimException when the file cannot be written
     */
    public void writeCaFile(Path file) {
        try {
            Files.writeString(file, certificate.certificatePem());
        } catch (IOException e) {
            throw new SimException(FailureKind.INVALID, file.toString(), "cannot be written", "", e);
        }
    }

    /** How long the management interface takes for every answer. */
    public void latency(Duration latency) {
        device.latency(ManagementLatency.of(latency));
    }

    /** How long the management interface takes for an answer, drawn anew for each. */
    public void latency(ManagementLatency latency) {
        device.latency(latency);
    }

    /** Puts a fault of the management interface into force; it outlives a restart. */
    public void fault(ManagementFault fault) {
        faults.add(fault);
    }

    /** The faults in force, with the requests that each has left. */
    public List<ManagementFault> faults() {
        return faults.list();
    }

    /** Ends all faults. */
    public void clearFaults() {
        faults.clear();
    }

    /** Puts the device's clock forward, by which tokens, transactions and faults end. */
    public void advanceClock(Duration by) {
        device.advanceClock(by);
    }

    /** Makes this and another one a sync-failover group, of which this is the active unit. */
    public void pairWith(BigIpEmulator peer, String group, boolean autoSync) {
        DeviceGroup.pair(group, autoSync, device, peer.device);
    }

    /** Active becomes standby or the reverse; the peer changes too, if there is one. */
    public void failover() {
        device.failover();
    }

    /** Has this unit alone say that it is active, or standby: both active is a split brain. */
    public void active(boolean now) {
        device.active(now);
    }

    /** Whether it is the active unit. */
    public boolean active() {
        return device.active();
    }

    /** Whether a client has changed the configuration since it was last saved. */
    public boolean unsaved() {
        return device.unsaved();
    }

    /** What the monitor is to have found; in a monitored pool this holds until its next check. */
    public void health(PoolName pool, String member, Member.Health health) {
        pool(pool).ifPresent(found -> found.health(member, health));
    }

    /** The data group of that full path. */
    public Optional<DataGroup> dataGroup(String path) {
        return device.dataGroup(path);
    }

    /** The configuration of the virtual server of that full path. */
    public Optional<VirtualServer> virtualServer(String path) {
        return device.virtualServer(path);
    }

    /**
     * Where a virtual server listens, plain http, whatever its destination's address is. Empty until it does; one that a
     * client creates does so soon after.
     */
    public Optional<URI> url(String virtualServer) {
        return Optional.ofNullable(dataPlane.urls().get(virtualServer));
    }

    /**
     * Has AS3 take a declaration, as if it had been posted, and waits until it is done.
     *
     * @return the answer's status and body, apart by a blank
     */
    public String declare(String declaration) {
        return as3(service -> service.declare(declaration));
    }

    /**
     * Has AS3 take a tenant's last declaration again and waits until it is done. A tenant that was never declared is taken
     * as declared as it is, but with every member enabled and of ratio 1, as CIS does.
     *
     * @return the answer's status and body, apart by a blank
     */
    public String redeclare(String tenant) {
        return as3(service -> service.redeclare(tenant));
    }

    /**
     * Adds a pool without a monitor: its members are available at once.
     *
     * @throws IllegalArgumentException when there is one of that name
     */
    public void addPool(Pool pool) {
        device.add(pool);
    }

    /**
     * Adds a pool whose members' {@code /health} is watched, and waits for the first answers. Members are available as
     * long as they answer.
     *
     * @throws IllegalArgumentException when there is one of that name
     */
    public void addMonitoredPool(Pool pool) {
        pool.members().forEach(member -> pool.health(member.fullPath(), Member.Health.CHECKING));
        device.add(pool);
        device.monitor(pool.name(), "/Common/http");
        Net.await(monitor.check(pool), pool.name().path(), "the first check");
    }

    /** Removes a pool; false when there is none of that name. Its virtual servers reset from now on. */
    public boolean removePool(PoolName name) {
        return device.remove(name);
    }

    /** The pool of that name, live. */
    public Optional<Pool> pool(PoolName name) {
        return device.pool(name.path());
    }

    /**
     * Adds a virtual server in front of a pool, with OneConnect, on a free port.
     *
     * @return where it listens, plain http
     */
    public URI addVirtualServer(PoolName defaultPool) {
        String path = "/Common/vs_" + virtualServers.incrementAndGet();
        return addVirtualServer(VirtualServer.of(path, address, 0, defaultPool));
    }

    /**
     * Adds a virtual server. It listens on the emulator's address, whatever its own is. An iRule that it names and the
     * device does not have is put there: with its own text if it is {@link InferenceBodyBasedRouting}, else empty.
     *
     * @param server its port may be 0 for any free one
     * @return where it listens, plain http
     * @throws IllegalArgumentException when there is one of that name
     * @throws SimException when it cannot listen there
     */
    public URI addVirtualServer(VirtualServer server) {
        for (String rule : server.rules()) {
            if (device.rule(rule).isEmpty()) {
                boolean routing = rule.endsWith("/" + InferenceBodyBasedRouting.NAME);
                device.put(new Rule(rule, routing ? InferenceBodyBasedRouting.text() : "", device.nextGeneration()));
            }
        }
        return dataPlane.add(server);
    }

    /** Removes a virtual server, and closes its connections; false when there is none of that path. */
    public boolean removeVirtualServer(String path) {
        device.removeVirtualServer(path);
        return dataPlane.remove(path);
    }

    /** Requests that an iRule could not send where its rules say, as when they select a pool that does not exist. */
    public long ruleFailures() {
        return dataPlane.ruleFailures();
    }

    /** Creates or replaces a data group. */
    public void put(DataGroup group) {
        device.put(group);
    }

    /** Requests that each member of a pool took from virtual servers, by the member's full path. */
    public Map<String, Long> requestsByMember(PoolName pool) {
        return pool(pool).stream()
                .flatMap(found -> found.members().stream()
                        .map(member -> Map.entry(
                                member.fullPath(),
                                found.statistics(member.fullPath()).requests())))
                .filter(entry -> entry.getValue() > 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The last {@value Device#JOURNAL} ratios written over iControl, in order. */
    public List<RatioWrite> ratioWrites() {
        return device.ratioWrites();
    }

    /**
     * The last {@value RequestLog#LENGTH} requests to the management interface, such as {@code GET /mgmt/tm/cm/device},
     * without their queries, oldest first.
     */
    public List<String> requests() {
        return log.lines();
    }

    /** The same requests, with the times at which they came. */
    public List<ManagementRequest> timedRequests() {
        return log.requests();
    }

    /** Stops the management interface; traffic goes on. Tokens are lost, the configuration is kept. */
    public void stop() {
        management.stop();
    }

    /** Starts the management interface again, on the same port. */
    public void start() {
        management.start();
    }

    /** Stops everything for good. */
    @Override
    public void close() {
        management.stop();
        created.close();
        dataPlane.stop();
        if (ownsLoops) {
            loops.close();
        }
    }

    /** Starts the monitors. */
    BigIpEmulator watch() {
        Net.await(loops.vertx().deployVerticle(monitor), "emulated BIG-IP", "starting the monitor");
        return this;
    }

    private List<Pool> watched() {
        return device.pools().stream()
                .filter(pool -> device.monitored(pool.name()))
                .toList();
    }

    private String as3(Function<IControl, Future<String>> action) {
        Promise<String> answer = Promise.promise();
        management.onLoop(service -> action.apply((IControl) service).onComplete(answer));
        return Net.await(answer.future(), "emulated BIG-IP", "AS3");
    }
}

package io.llmlb.sim.live;

import io.llmlb.core.Endpoint;
import io.llmlb.core.FailureKind;
import io.llmlb.core.IpAddress;
import io.llmlb.sim.SimException;
import io.llmlb.sim.live.bigip.BigIpEmulator;
import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.live.vllm.VllmServer;
import io.llmlb.sim.model.bigip.DataPlaneOptions;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * vLLM servers, and a BIG-IP in front of them, with its pools and virtual servers. Thread-safe.
 *
 * <pre>{@code
 * try (Cluster cluster = Cluster.start(ClusterOptions.of("h100", "a100", "l40s"))) {
 *     System.out.println(cluster.ready().json());
 * }
 * }</pre>
 */
public final class Cluster implements AutoCloseable {
    private final EventLoops loops = new EventLoops();
    private final ClusterOptions options;
    private final Map<String, VllmServer> servers = new LinkedHashMap<>();
    private @Nullable BigIpEmulator bigIp;
    private @Nullable Path directory;
    private @Nullable Ready ready;

    private Cluster(ClusterOptions options) {
        this.options = options;
    }

    /**
     * Starts everything; the members are up when it returns.
     *
     * @throws SimException when something cannot listen or a file cannot be written
     */
    public static Cluster start(ClusterOptions options) {
        Cluster cluster = new Cluster(options);
        try {
            cluster.open();
            return cluster;
        } catch (IOException e) {
            cluster.close();
            throw new SimException(FailureKind.INVALID, "cluster", "its files cannot be written", "", e);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** How to reach it. */
    public Ready ready() {
        return opened(ready);
    }

    /** The servers, in the order of the options. */
    public List<VllmServer> servers() {
        return List.copyOf(servers.values());
    }

    /**
     * The BIG-IP.
     *
     * @throws IllegalStateException when there is none
     */
    public BigIpEmulator bigIp() {
        return opened(bigIp);
    }

    /** The first pool, live. */
    public Pool pool() {
        return bigIp().pool(options.pool()).orElseThrow(() -> new IllegalStateException("the pool was removed"));
    }

    /** Stops everything and removes the files. */
    @Override
    public void close() {
        loops.close();
        if (directory != null) {
            try {
                Files.deleteIfExists(caFile(directory));
                Files.deleteIfExists(prometheusConfig(directory));
                Files.deleteIfExists(directory);
            } catch (IOException e) {
                throw new SimException(FailureKind.INVALID, directory.toString(), "cannot be removed", "", e);
            }
        }
    }

    private void open() throws IOException {
        directory = Files.createTempDirectory("llmlb-cluster");
        for (ServerPlan plan : options.servers()) {
            VllmServer server = VllmServer.builder(plan.options())
                    .eventLoops(loops)
                    .address(options.bindAddress())
                    .port(plan.port())
                    .aliases(plan.aliases())
                    .keepAlive(plan.keepAlive())
                    .start();
            server.slowFactor(plan.slowFactor());
            servers.put(plan.name(), server);
        }
        Map<String, String> addresses = new LinkedHashMap<>();
        servers.forEach((name, server) -> addresses.put(name, server.address()));
        Path prometheus = prometheusConfig(directory);
        Files.writeString(prometheus, scrapeConfiguration());
        Ready alone = Ready.servers(options.model(), prometheus.toString(), addresses);
        ready = options.bigIp().isEmpty() ? alone : open(options.bigIp().get(), caFile(directory), alone);
    }

    private Ready open(BigIpPlan plan, Path caFile, Ready alone) {
        BigIpEmulator device = BigIpEmulator.builder()
                .eventLoops(loops)
                .address(options.bindAddress())
                .port(plan.port())
                .user(plan.user())
                .password(plan.password().orElseGet(Cluster::randomPassword))
                .version(plan.version())
                .monitorInterval(plan.monitorInterval())
                .dataPlane(plan.dataPlane())
                .oneConnect(plan.oneConnect())
                .management(plan.management())
                .latency(plan.latency())
                .destinationPorts(true)
                .start();
        bigIp = device;
        plan.pools().forEach(pool -> add(device, pool, plan.dataPlane()));
        plan.dataGroups().forEach(device::put);
        Map<String, String> fronts = new LinkedHashMap<>();
        for (VirtualServer front : plan.virtualServers()) {
            fronts.put(front.fullPath(), device.addVirtualServer(front).toString());
        }
        device.writeCaFile(caFile);
        Optional<Pool> first = plan.pools().stream().findFirst().flatMap(pool -> device.pool(pool.pool()));
        return new Ready(
                device.url().toString(),
                device.user(),
                device.password(),
                device.certSha256(),
                caFile.toString(),
                first.map(pool -> pool.name().path()).orElse(""),
                alone.model(),
                fronts.values().stream().findFirst().orElse(""),
                first.map(pool -> pool.members().stream().map(Member::name).toList())
                        .orElse(List.of()),
                alone.prometheusConfig(),
                alone.servers(),
                fronts);
    }

    private void add(BigIpEmulator device, PoolPlan plan, DataPlaneOptions dataPlane) {
        String partition = plan.pool().path().split("/", 3)[1];
        List<Member> members = new ArrayList<>();
        for (String name : plan.members()) {
            VllmServer server = servers.get(name);
            Endpoint at = server == null
                    ? addressOf(name).orElseThrow()
                    : new Endpoint(IpAddress.parse(options.bindAddress()), server.port());
            members.add(Member.of(partition, at.address().toString(), at.port()));
        }
        Pool pool = new Pool(plan.pool(), plan.loadBalancingMode(), members, dataPlane);
        if (plan.monitored()) {
            device.addMonitoredPool(pool);
        } else {
            device.addPool(pool);
        }
    }

    /** Where a member is that is no server of the cluster; empty when this is no {@code address:port}. */
    static Optional<Endpoint> addressOf(String member) {
        return Endpoint.tryParse(member);
    }

    private static String randomPassword() {
        byte[] secret = new byte[12];
        new SecureRandom().nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }

    private String scrapeConfiguration() {
        String interval = options.scrapeInterval().toSeconds() + "s";
        StringBuilder yaml = new StringBuilder("global:\n  scrape_interval: " + interval + "\n  scrape_timeout: "
                + interval + "\nscrape_configs:\n  - job_name: vllm\n    static_configs:\n");
        for (VllmServer server : servers.values()) {
            yaml.append("      - targets: ['").append(server.address()).append("']\n");
        }
        return yaml.toString();
    }

    private static Path caFile(Path directory) {
        return directory.resolve("bigip.pem");
    }

    private static Path prometheusConfig(Path directory) {
        return directory.resolve("prometheus.yml");
    }

    private static <T> T opened(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the cluster has not started");
        }
        return part;
    }
}

package io.llmlb.sim.live;

import io.llmlb.core.FailureKind;
import io.llmlb.sim.SimException;
import io.llmlb.sim.live.bigip.BigIpEmulator;
import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.live.vllm.VllmServer;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.vllm.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * vLLM servers, and a BIG-IP in front of them: one pool, one virtual server, free ports. Thread-safe.
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
    private final List<VllmServer> servers = new ArrayList<>();
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

    /** The servers, in the order of the options and of the members. */
    public List<VllmServer> servers() {
        return List.copyOf(servers);
    }

    /** The BIG-IP. */
    public BigIpEmulator bigIp() {
        return opened(bigIp);
    }

    /** The pool, live. */
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
        Path files = Files.createTempDirectory("llmlb-cluster");
        directory = files;
        String bind = options.bindAddress();
        String partition = options.pool().path().split("/", 3)[1];
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < options.servers().size(); i++) {
            VllmServer server = VllmServer.builder(
                            ServerOptions.of(options.servers().get(i), options.model())
                                    .withSeed(options.seed() + i))
                    .eventLoops(loops)
                    .address(bind)
                    // The virtual server reuses idle connections however old they are; a server that closed one in
                    // that moment would reset a client now and then.
                    .keepAlive(Duration.ZERO)
                    .start();
            servers.add(server);
            members.add(Member.of(partition, bind, server.port()));
        }
        byte[] secret = new byte[12];
        new SecureRandom().nextBytes(secret);
        BigIpEmulator device = BigIpEmulator.builder()
                .eventLoops(loops)
                .address(bind)
                .password(HexFormat.of().formatHex(secret))
                .monitorInterval(options.monitorInterval())
                .start();
        bigIp = device;
        device.addMonitoredPool(new Pool(options.pool(), options.loadBalancingMode(), members));
        URI virtualServer = device.addVirtualServer(options.pool());
        device.writeCaFile(caFile(files));
        Files.writeString(prometheusConfig(files), scrapeConfiguration());
        ready = new Ready(
                device.url().toString(),
                device.user(),
                device.password(),
                device.certSha256(),
                caFile(files).toString(),
                options.pool().path(),
                options.model(),
                virtualServer.toString(),
                members.stream().map(Member::name).toList(),
                prometheusConfig(files).toString());
    }

    private String scrapeConfiguration() {
        String interval = options.scrapeInterval().toSeconds() + "s";
        StringBuilder yaml = new StringBuilder("global:\n  scrape_interval: " + interval + "\n  scrape_timeout: "
                + interval + "\nscrape_configs:\n  - job_name: vllm\n    static_configs:\n");
        for (VllmServer server : servers) {
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

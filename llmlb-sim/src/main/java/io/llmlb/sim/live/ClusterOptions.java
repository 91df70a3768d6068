package io.llmlb.sim.live;

import io.llmlb.core.PoolName;
import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.bigip.VirtualServer;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a {@link Cluster} is made of.
 *
 * @param servers the vLLM servers; none for a BIG-IP alone
 * @param bigIp the BIG-IP in front of them; empty for servers alone
 * @param bindAddress literal address that everything listens on
 * @param scrapeInterval of the generated Prometheus configuration, whole seconds
 */
public record ClusterOptions(
        List<ServerPlan> servers, Optional<BigIpPlan> bigIp, String bindAddress, Duration scrapeInterval) {
    private static final String MODEL = "meta-llama/Llama-3.1-8B-Instruct";
    private static final PoolName POOL = new PoolName("/vllm/Shared/llm_pool");

    /**
     * @throws IllegalArgumentException when there is neither a server nor a BIG-IP, two servers have the same name, a pool names a server that is not there,
     *     or the scrape interval is below a second
     */
    public ClusterOptions {
        servers = List.copyOf(servers);
        if (servers.isEmpty() && bigIp.isEmpty()) {
            throw new IllegalArgumentException("a cluster has a server or a BIG-IP");
        }
        List<String> names = servers.stream().map(ServerPlan::name).toList();
        if (names.stream().distinct().count() < names.size()) {
            throw new IllegalArgumentException("every server has a name of its own, but these are " + names);
        }
        for (PoolPlan pool : bigIp.map(BigIpPlan::pools).orElse(List.of())) {
            for (String member : pool.members()) {
                if (!names.contains(member) && Cluster.addressOf(member).isEmpty()) {
                    throw new IllegalArgumentException("pool " + pool.pool() + " has the member " + member
                            + ", which is neither a server here (" + String.join(", ", names)
                            + ") nor an address:port");
                }
            }
        }
        if (scrapeInterval.toSeconds() < 1) {
            throw new IllegalArgumentException("a scrape interval is a second or more, but this is " + scrapeInterval);
        }
    }

    /**
     * Servers of these {@linkplain VllmProfile#named profiles} in one pool behind one virtual server: ratio-member,
     * loopback, 5 s scrapes.
     *
     * @throws IllegalArgumentException when there is none, or a profile does not exist
     */
    public static ClusterOptions of(String... profiles) {
        return of(Stream.of(profiles).map(VllmProfile::named).toList());
    }

    /** The same for servers of these profiles. */
    public static ClusterOptions of(List<VllmProfile> profiles) {
        List<ServerPlan> servers = new ArrayList<>();
        for (VllmProfile profile : profiles) {
            int number = servers.size() + 1;
            servers.add(ServerPlan.of(
                    "server-" + number, ServerOptions.of(profile, MODEL).withSeed(number)));
        }
        return onePool(servers);
    }

    /** The same for any servers. */
    public static ClusterOptions onePool(List<ServerPlan> servers) {
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("a cluster has one server or more");
        }
        PoolPlan pool = new PoolPlan(
                POOL, "ratio-member", servers.stream().map(ServerPlan::name).toList(), true);
        VirtualServer front = VirtualServer.of("/Common/llm", Net.LOOPBACK, 0, POOL);
        return new ClusterOptions(
                servers, Optional.of(BigIpPlan.of(List.of(pool), List.of(front))), Net.LOOPBACK, Duration.ofSeconds(5));
    }

    /** The first server's model, or "". */
    public String model() {
        return servers.isEmpty() ? "" : servers.get(0).options().model();
    }

    /**
     * The first pool.
     *
     * @throws IllegalStateException when there is none
     */
    public PoolName pool() {
        return bigIp.stream()
                .flatMap(plan -> plan.pools().stream())
                .findFirst()
                .map(PoolPlan::pool)
                .orElseThrow(() -> new IllegalStateException("this cluster has no pool"));
    }

    /** The same, every server with another model. */
    public ClusterOptions withModel(String other) {
        return withServers(i -> servers.get(i).options().withModel(other));
    }

    /** The same with other seeds: this one for the first server, one more for each further. */
    public ClusterOptions withSeed(long seed) {
        return withServers(i -> servers.get(i).options().withSeed(seed + i));
    }

    /** The same on another address. */
    public ClusterOptions withBindAddress(String other) {
        return new ClusterOptions(servers, bigIp, other, scrapeInterval);
    }

    /** The same with another scrape interval. */
    public ClusterOptions withScrapeInterval(Duration other) {
        return new ClusterOptions(servers, bigIp, bindAddress, other);
    }

    /** The same with another interval of the health monitors. */
    public ClusterOptions withMonitorInterval(Duration other) {
        return new ClusterOptions(
                servers, bigIp.map(plan -> plan.withMonitorInterval(other)), bindAddress, scrapeInterval);
    }

    private ClusterOptions withServers(IntFunction<ServerOptions> options) {
        List<ServerPlan> changed = IntStream.range(0, servers.size())
                .mapToObj(i -> servers.get(i).withOptions(options.apply(i)))
                .toList();
        return new ClusterOptions(changed, bigIp, bindAddress, scrapeInterval);
    }
}

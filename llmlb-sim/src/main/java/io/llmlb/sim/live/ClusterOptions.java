package io.llmlb.sim.live;

import io.llmlb.core.PoolName;
import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a {@link Cluster} is made of.
 *
 * @param servers one vLLM server for each, at least one
 * @param model the model they serve
 * @param pool the pool they are members of; their own partition is the pool's
 * @param loadBalancingMode BIG-IP's word
 * @param bindAddress literal address that everything listens on
 * @param scrapeInterval of the generated Prometheus configuration, whole seconds
 * @param monitorInterval how often the BIG-IP checks its members
 * @param seed of the servers' jitter
 */
public record ClusterOptions(
        List<VllmProfile> servers,
        String model,
        PoolName pool,
        String loadBalancingMode,
        String bindAddress,
        Duration scrapeInterval,
        Duration monitorInterval,
        long seed) {
    /**
     * @throws IllegalArgumentException when there is no server, or the scrape interval is below a second
     */
    public ClusterOptions {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("a cluster has one server or more");
        }
        if (scrapeInterval.toSeconds() < 1) {
            throw new IllegalArgumentException("a scrape interval is a second or more, but this is " + scrapeInterval);
        }
    }

    /**
     * Servers of these {@linkplain VllmProfile#named profiles}, and defaults for everything else.
     *
     * @throws IllegalArgumentException when a profile does not exist
     */
    public static ClusterOptions of(String... profiles) {
        return of(Stream.of(profiles).map(VllmProfile::named).toList());
    }

    /** Servers of these profiles; everything else as it comes: ratio-member, loopback, 5 s scrapes, 2 s monitors. */
    public static ClusterOptions of(List<VllmProfile> servers) {
        return new ClusterOptions(
                servers,
                "meta-llama/Llama-3.1-8B-Instruct",
                new PoolName("/vllm/Shared/llm_pool"),
                "ratio-member",
                Net.LOOPBACK,
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                1);
    }

    /** The same with another model. */
    public ClusterOptions withModel(String other) {
        return new ClusterOptions(
                servers, other, pool, loadBalancingMode, bindAddress, scrapeInterval, monitorInterval, seed);
    }

    /** The same with another pool. */
    public ClusterOptions withPool(PoolName other) {
        return new ClusterOptions(
                servers, model, other, loadBalancingMode, bindAddress, scrapeInterval, monitorInterval, seed);
    }

    /** The same with another load balancing mode. */
    public ClusterOptions withLoadBalancingMode(String other) {
        return new ClusterOptions(servers, model, pool, other, bindAddress, scrapeInterval, monitorInterval, seed);
    }

    /** The same on another address. */
    public ClusterOptions withBindAddress(String other) {
        return new ClusterOptions(
                servers, model, pool, loadBalancingMode, other, scrapeInterval, monitorInterval, seed);
    }

    /** The same with another scrape interval. */
    public ClusterOptions withScrapeInterval(Duration other) {
        return new ClusterOptions(servers, model, pool, loadBalancingMode, bindAddress, other, monitorInterval, seed);
    }

    /** The same with another interval of the health monitors. */
    public ClusterOptions withMonitorInterval(Duration other) {
        return new ClusterOptions(servers, model, pool, loadBalancingMode, bindAddress, scrapeInterval, other, seed);
    }

    /** The same with another seed. */
    public ClusterOptions withSeed(long other) {
        return new ClusterOptions(
                servers, model, pool, loadBalancingMode, bindAddress, scrapeInterval, monitorInterval, other);
    }
}

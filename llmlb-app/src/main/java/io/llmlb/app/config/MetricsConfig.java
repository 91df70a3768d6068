package io.llmlb.app.config;

import io.llmlb.prometheus.vllm.AddressMapping;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One source of metrics.
 *
 * @param name its name in the configuration
 * @param type where the samples come from
 * @param url base URL of Prometheus or Thanos, or null for a scrape
 * @param tokenFile file with a bearer token, or null
 * @param caFile PEM certificates to trust beside the system's, or null
 * @param addresses where the metrics of members are that are not at their own address and port
 * @param namespace for Prometheus: the one Kubernetes namespace that is asked for, or null
 * @param atMostEvery for Prometheus: the least time between two queries, or zero
 * @param page for a scrape: where a server's metrics are
 */
public record MetricsConfig(
        String name,
        Type type,
        @Nullable String url,
        @Nullable Path tokenFile,
        @Nullable Path caFile,
        AddressMapping addresses,
        @Nullable String namespace,
        Duration atMostEvery,
        Page page) {
    /** Where samples come from. */
    public enum Type {
        /** A Prometheus or Thanos server. */
        PROMETHEUS,
        /** The members themselves. */
        SCRAPE
    }

    /**
     * Where a server's metrics are.
     *
     * @param port 0 for that of the member
     * @param path begins with a slash
     * @param tls whether the server speaks TLS
     */
    public record Page(int port, String path, boolean tls) {
        static final Page USUAL = new Page(0, "/metrics", false);
    }

    /** A Prometheus or Thanos, with no token. */
    public static MetricsConfig prometheus(String name, String url) {
        return new MetricsConfig(
                name, Type.PROMETHEUS, url, null, null, AddressMapping.NONE, null, Duration.ZERO, Page.USUAL);
    }

    /** The members' own {@code /metrics}, over plain http. */
    public static MetricsConfig scrape(String name) {
        return new MetricsConfig(
                name, Type.SCRAPE, null, null, null, AddressMapping.NONE, null, Duration.ZERO, Page.USUAL);
    }

    MetricsConfig with(@Nullable Path token, @Nullable Path ca) {
        return new MetricsConfig(name, type, url, token, ca, addresses, namespace, atMostEvery, page);
    }
}

package io.llmlb.app.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One source of metrics.
 *
 * @param name its name in the configuration
 * @param type where the samples come from
 * @param url base URL of Prometheus or Thanos, or null for a scrape
 * @param tokenFile file with a bearer token, or null
 * @param caFile PEM certificates to trust beside the system's, or null
 */
public record MetricsConfig(
        String name,
        Type type,
        @Nullable String url,
        @Nullable Path tokenFile,
        @Nullable Path caFile) {
    /** Where samples come from. */
    public enum Type {
        /** A Prometheus or Thanos server. */
        PROMETHEUS,
        /** The members themselves. */
        SCRAPE
    }
}

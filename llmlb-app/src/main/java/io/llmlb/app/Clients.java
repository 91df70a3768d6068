package io.llmlb.app;

import io.llmlb.app.config.BigIpConfig;
import io.llmlb.app.config.MetricsConfig;
import io.llmlb.app.config.PoolConfig;
import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.Trust;
import io.llmlb.core.observe.MetricsSource;
import io.llmlb.prometheus.query.PromQlClient;
import io.llmlb.prometheus.vllm.PrometheusMetricsSource;
import io.llmlb.prometheus.vllm.ScrapeMetricsSource;
import java.net.URI;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the clients that the configuration asks for. */
public final class Clients {
    private Clients() {}

    /** The source of a pool's samples. */
    static MetricsSource metrics(PoolConfig config) {
        MetricsConfig metrics = config.metrics();
        if (metrics.type() == MetricsConfig.Type.SCRAPE) {
            ScrapeMetricsSource.Builder scrape = ScrapeMetricsSource.builder(config.model());
            ifPresent(metrics.tokenFile(), scrape::tokenFile);
            ifPresent(metrics.caFile(), scrape::caFile);
            return scrape.build();
        }
        PromQlClient.Builder client = PromQlClient.builder(URI.create(Objects.requireNonNull(metrics.url())));
        ifPresent(metrics.tokenFile(), client::tokenFile);
        ifPresent(metrics.caFile(), client::caFile);
        // Thanos then says so when a store is down, instead of leaving its members out.
        client.parameter("partial_response", "false");
        return PrometheusMetricsSource.builder(client.build(), config.model()).build();
    }

    /** The client of a BIG-IP; nothing is sent yet. */
    public static BigIp bigip(BigIpConfig config) {
        return BigIp.builder(config.url())
                .user(config.username())
                .password(config.password())
                .trust(trust(config))
                .build();
    }

    private static Trust trust(BigIpConfig config) {
        if (config.insecure()) {
            return Trust.insecure();
        }
        if (config.certSha256() != null) {
            return Trust.certificateSha256(config.certSha256());
        }
        return config.caFile() != null ? Trust.caFile(config.caFile()) : Trust.system();
    }

    private static <T> void ifPresent(@Nullable T value, Consumer<T> use) {
        if (value != null) {
            use.accept(value);
        }
    }
}

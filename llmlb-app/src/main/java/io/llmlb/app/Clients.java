package io.llmlb.app;

import io.llmlb.app.config.BigIpConfig;
import io.llmlb.app.config.MetricsConfig;
import io.llmlb.app.config.PoolConfig;
import io.llmlb.bigip.BigIp;
import io.llmlb.core.observe.MetricsSource;
import io.llmlb.prometheus.query.PromQlClient;
import io.llmlb.prometheus.vllm.PrometheusMetricsSource;
import io.llmlb.prometheus.vllm.ScrapeMetricsSource;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the clients that the configuration asks for; pools with the same Prometheus share its client. */
public final class Clients {
    private final Map<MetricsConfig, PromQlClient> prometheus = new HashMap<>();

    /** The source of a pool's samples. */
    MetricsSource metrics(PoolConfig config) {
        MetricsConfig metrics = config.metrics();
        return metrics.type() == MetricsConfig.Type.SCRAPE
                ? scrape(metrics, config.model())
                : prometheus(metrics, config.model());
    }

    /** Lets go of what none of these pools uses. */
    void keep(Collection<PoolConfig> pools) {
        prometheus.keySet().retainAll(pools.stream().map(PoolConfig::metrics).toList());
    }

    private static MetricsSource scrape(MetricsConfig metrics, String model) {
        ScrapeMetricsSource.Builder scrape = ScrapeMetricsSource.builder(model)
                .addresses(metrics.addresses())
                .path(metrics.page().path())
                .tls(metrics.page().tls());
        if (metrics.page().port() > 0) {
            scrape.port(metrics.page().port());
        }
        ifPresent(metrics.tokenFile(), scrape::tokenFile);
        ifPresent(metrics.caFile(), scrape::caFile);
        return scrape.build();
    }

    private MetricsSource prometheus(MetricsConfig metrics, String model) {
        PromQlClient client = prometheus.computeIfAbsent(metrics, Clients::client);
        PrometheusMetricsSource.Builder source = PrometheusMetricsSource.builder(client, model)
                .addresses(metrics.addresses())
                .atMostEvery(metrics.atMostEvery());
        ifPresent(metrics.namespace(), source::namespace);
        return source.build();
    }

    private static PromQlClient client(MetricsConfig metrics) {
        PromQlClient.Builder client = PromQlClient.builder(URI.create(Objects.requireNonNull(metrics.url())));
        ifPresent(metrics.tokenFile(), client::tokenFile);
        ifPresent(metrics.caFile(), client::caFile);
        // Thanos then says so when a store is down, instead of leaving its members out.
        client.parameter("partial_response", "false");
        return client.build();
    }

    /** The client of a BIG-IP; nothing is sent yet. */
    public static BigIp bigip(BigIpConfig config) {
        BigIp.Builder bigip = BigIp.builder(config.url())
                .user(config.username())
                .password(config.password())
                .trust(config.trust().trust())
                .requestsPerSecond(config.budget().requestsPerSecond())
                .ratiosPerMinute(config.budget().ratiosPerMinute());
        ifPresent(config.peer(), peer -> bigip.peer(peer.url(), peer.trust().trust()));
        return bigip.build();
    }

    private static <T> void ifPresent(@Nullable T value, Consumer<T> use) {
        if (value != null) {
            use.accept(value);
        }
    }
}

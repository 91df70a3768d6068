package io.llmlb.app.config;

import io.llmlb.prometheus.vllm.AddressMapping;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a configuration says, as keys of the configuration file with their values. Whoever adds a key to a reader
 * adds it here; a test compares the two.
 */
final class Settings {
    private static final String DEFAULT = "default";

    private final Map<String, String> origins;
    private final List<Setting> all = new ArrayList<>();

    Settings(AppConfig config, Map<String, String> origins) {
        this.origins = origins;
        Map<String, BigIpConfig> bigips = new LinkedHashMap<>();
        Map<String, MetricsConfig> metrics = new LinkedHashMap<>();
        config.pools().forEach(pool -> {
            bigips.put(pool.bigip().name(), pool.bigip());
            metrics.put(pool.metrics().name(), pool.metrics());
        });
        Place root = new Place(List.of());
        bigips.forEach((name, bigip) -> bigip(root.at("bigips").at(name), bigip));
        metrics.forEach((name, source) -> metrics(root.at("metrics").at(name), source));
        for (int i = 0; i < config.pools().size(); i++) {
            pool(root.at("pools").at("[" + i + "]"), config.pools().get(i));
        }
        root.put("verbosity", config.verbosity());
        root.put("log", config.log().word());
        Place status = root.at("status");
        status.put("address", config.status().address());
        status.put("port", config.status().port());
        status.put("fallback", config.status().fallback());
        lease(root, config.leaderElection());
        root.put("onShutdown", config.onShutdown().word());
        rules(root, config.rules());
    }

    List<Setting> all() {
        return List.copyOf(all);
    }

    private static void bigip(Place at, BigIpConfig bigip) {
        at.put("url", bigip.url());
        at.put("username", bigip.username());
        Path file = bigip.password() instanceof SecretFile secret ? secret.file() : null;
        at.put("passwordFile", file, "not a file, and not shown");
        trust(at, bigip.trust());
        BigIpConfig.Peer peer = bigip.peer();
        if (peer == null) {
            at.put("peer", null, "none");
        } else {
            at.at("peer").put("url", peer.url());
            trust(at.at("peer"), peer.trust());
        }
        Place budget = at.at("budget");
        budget.put("requestsPerSecond", bigip.budget().requestsPerSecond());
        budget.put("ratiosPerMinute", bigip.budget().ratiosPerMinute());
    }

    private static void trust(Place at, TrustConfig trust) {
        boolean system = trust.certSha256() == null && !trust.insecure();
        at.put("caFile", trust.caFile(), system ? "the system's" : "none");
        at.put("certSha256", trust.certSha256(), "none");
        at.put("insecure", trust.insecure());
    }

    private static void metrics(Place at, MetricsConfig metrics) {
        boolean scrape = metrics.type() == MetricsConfig.Type.SCRAPE;
        at.put("type", scrape ? "scrape" : "prometheus");
        if (!scrape) {
            at.put("url", metrics.url(), "none");
            at.put("namespace", metrics.namespace(), "all");
            Duration least = metrics.atMostEvery();
            at.put("atMostEvery", least.isZero() ? null : words(least), "when there can be a new sample");
        }
        at.put("tokenFile", metrics.tokenFile(), "none");
        at.put("caFile", metrics.caFile(), "the system's");
        if (scrape) {
            MetricsConfig.Page page = metrics.page();
            at.put("port", page.port() == 0 ? null : page.port(), "the member's");
            at.put("path", page.path());
            at.put("tls", page.tls());
        }
        if (metrics.addresses().equals(AddressMapping.NONE)) {
            at.put("addresses", null, "each member's own");
        } else {
            Place addresses = at.at("addresses");
            metrics.addresses()
                    .targets()
                    .forEach((member, target) -> addresses.add(member.toString(), target, addresses.origin()));
        }
    }

    private static void pool(Place at, PoolConfig pool) {
        at.put("pool", pool.pool().path());
        at.put("bigip", pool.bigip().name());
        at.put("metrics", pool.metrics().name());
        at.put("model", pool.model());
        at.put("interval", words(pool.interval()));
        Place strategy = at.at("strategy");
        strategy.put("name", pool.strategy());
        pool.options().values().forEach(strategy::put);
        Place ratio = at.at("ratio");
        ratio.put("max", pool.ratio().max());
        ratio.put("keepOne", pool.ratio().keepOne(), String.valueOf(pool.ratio().keepsOne(pool.pool())));
        GuardSection.values(pool.guards()).forEach(at.at("guards")::put);
        at.put("doNoHarm", pool.doNoHarm().word());
        at.put("mode", pool.mode().word());
    }

    private static void lease(Place root, @Nullable LeaseConfig lease) {
        if (lease == null) {
            root.put("leaderElection", null, "none: it is the only controller");
            return;
        }
        Place at = root.at("leaderElection");
        at.put("lease", lease.lease());
        at.put("namespace", lease.namespace(), "the pod's");
        at.put("optional", lease.optional());
    }

    private static void rules(Place root, @Nullable RulesConfig rules) {
        if (rules == null) {
            root.put("rules", null, "none");
            return;
        }
        root.at("rules").put("bigip", rules.bigip().name());
        root.at("rules").put("dataGroup", rules.dataGroup());
    }

    private static String words(Duration duration) {
        return Values.words(duration);
    }

    /** A mapping in the file. */
    private final class Place {
        private final List<String> path;

        Place(List<String> path) {
            this.path = path;
        }

        Place at(String key) {
            return new Place(down(key));
        }

        void put(String key, Object value) {
            add(key, value, DEFAULT);
        }

        /** A value that may be missing, which then means something. */
        void put(String key, @Nullable Object value, String meaning) {
            add(key, value, value == null ? DEFAULT + ": " + meaning : DEFAULT);
        }

        /** Where the mapping itself is. */
        String origin() {
            return origins.getOrDefault(Setting.key(path), DEFAULT);
        }

        private void add(String key, @Nullable Object value, String otherwise) {
            Object plain = value instanceof Path file ? file.toString() : value;
            all.add(new Setting(down(key), plain, origins.getOrDefault(Setting.key(down(key)), otherwise)));
        }

        private List<String> down(String key) {
            List<String> down = new ArrayList<>(path);
            down.add(key);
            return down;
        }
    }
}

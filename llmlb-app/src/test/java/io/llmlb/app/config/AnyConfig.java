package io.llmlb.app.config;

import io.llmlb.core.PoolName;
import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.core.guard.GuardSettings;
import io.llmlb.core.supervise.DoNoHarm;
import io.llmlb.prometheus.vllm.AddressMapping;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes right configurations of every kind. */
final class AnyConfig {
    private static final List<String> TEXTS = List.of(
            "llmlb",
            "no",
            "a: b",
            "  blank ",
            "#1",
            "[0]",
            "${HOME}",
            "$${X}",
            "$$",
            "it's \"\\",
            "größer",
            "1e3",
            "\t\n\u2028😀");
    private static final List<String> GUARDS = List.of(
            "hold-then-neutral",
            "usual-for-unknown",
            "saturation-freeze",
            "soft-start",
            "exploration-floor",
            "deadband");

    private final Random random;
    private final Path secret;
    private final Path certificate;

    AnyConfig(Random random, Path secret, Path certificate) {
        this.random = random;
        this.secret = secret;
        this.certificate = certificate;
    }

    AppConfig make() {
        List<BigIpConfig> bigips = new ArrayList<>();
        List<MetricsConfig> metrics = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            bigips.add(bigip(i));
            metrics.add(random.nextBoolean() ? scrape(i) : prometheus(i));
        }
        List<PoolConfig> pools = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            pools.add(pool(i, one(bigips), one(metrics)));
        }
        return new AppConfig(
                pools,
                random.nextInt(4),
                one(LogForm.values()),
                new StatusConfig(one("127.0.0.1", "::1", "0.0.0.0"), random.nextInt(65_536), random.nextBoolean()),
                random.nextBoolean() ? null : new LeaseConfig("lease-1", maybe("llm"), random.nextBoolean()),
                one(OnShutdown.values()),
                maybe(new RulesConfig(one(pools).bigip(), one("/Common/rules", "/vllm/Shared/r-1"))));
    }

    private BigIpConfig bigip(int number) {
        return new BigIpConfig(
                number + one(TEXTS),
                one("192.0.2.", "https://192.0.2.", "f5.example:8") + number,
                one(TEXTS),
                new SecretFile(secret),
                trust(),
                random.nextBoolean() ? null : new BigIpConfig.Peer("[fd00::" + number + "]:8443", trust()),
                new BigIpConfig.Budget(1 + random.nextInt(1000), 1 + random.nextInt(60_000)));
    }

    private TrustConfig trust() {
        return switch (random.nextInt(4)) {
            case 0 -> new TrustConfig(certificate, null, false);
            case 1 -> TrustConfig.pinned(one("ab".repeat(32), "AB:".repeat(31) + "01"));
            case 2 -> new TrustConfig(null, null, true);
            default -> new TrustConfig(null, null, false);
        };
    }

    private MetricsConfig prometheus(int number) {
        return new MetricsConfig(
                number + one(TEXTS),
                MetricsConfig.Type.PROMETHEUS,
                "https://thanos:909" + number + one("", "/", "/select/0/prometheus"),
                maybe(secret),
                maybe(certificate),
                AddressMapping.of(
                        random.nextBoolean() ? Map.of() : Map.of("[fd00::1%2]:80", "${x} y", "10.0.0.1:80", "no")),
                maybe("llm"),
                random.nextBoolean() ? Duration.ZERO : time(100, 60_000),
                MetricsConfig.Page.USUAL);
    }

    private MetricsConfig scrape(int number) {
        boolean tls = random.nextBoolean();
        return new MetricsConfig(
                number + one(TEXTS),
                MetricsConfig.Type.SCRAPE,
                null,
                tls ? maybe(secret) : null,
                tls ? maybe(certificate) : null,
                AddressMapping.of(random.nextBoolean() ? Map.of() : Map.of("10.0.0.1%3:80", "vllm-0.llm:8000")),
                null,
                Duration.ZERO,
                new MetricsConfig.Page(random.nextInt(65_536), one("/metrics", "/prom?c=#d"), tls));
    }

    private PoolConfig pool(int number, BigIpConfig bigip, MetricsConfig metrics) {
        Map<String, Map<String, String>> strategies = Map.of(
                "auto", Map.of(),
                "article", Map.of("coefKvc", "5", "coefNrw", "1e-3"),
                "static", Map.of("10.0.0.1:80", "3", "[fd00::1]:80", " 4 "),
                "water-filling", Map.of("deadband", "0.1"));
        String strategy = one(strategies.keySet().stream().sorted().toList());
        return new PoolConfig(
                new PoolName("/" + one("Common", "vllm/Shared", "a{b}/#\"") + "/pool" + number),
                bigip,
                metrics,
                one(TEXTS),
                time(100, 600_000),
                strategy,
                new StrategyOptions(strategies.get(strategy)),
                new RatioConfig(2 + random.nextInt(99), maybe(random.nextBoolean())),
                guards(),
                one(DoNoHarm.values()),
                one(PoolConfig.Mode.values()));
    }

    private GuardConfig guards() {
        List<String> without = random.nextBoolean()
                ? List.of()
                : GUARDS.stream().filter(guard -> random.nextInt(3) == 0).toList();
        GuardSettings usual = GuardSettings.STANDARD;
        boolean holds = !without.contains("hold-then-neutral");
        boolean starts = !without.contains("soft-start");
        long month = Duration.ofDays(31).toMillis();
        return new GuardConfig(
                new GuardSettings(
                        time(1000, 600_000),
                        holds ? time(0, month) : usual.hold(),
                        holds ? time(1000, month) : usual.glide(),
                        holds ? time(1000, month) : usual.keep(),
                        without.contains("saturation-freeze") ? usual.full() : random.nextDouble(),
                        starts ? 0.001 + 0.9 * random.nextDouble() : usual.softStartFrom(),
                        starts ? time(1000, 3_600_000) : usual.softStart(),
                        without.contains("exploration-floor") ? usual.floor() : random.nextDouble(),
                        without.contains("deadband") ? usual.deadband() : 1e-5 * random.nextInt(10)),
                without);
    }

    /** A time with a fraction of a second, or without. */
    private Duration time(long least, long most) {
        long millis = least + (long) (random.nextDouble() * (most - least));
        return Duration.ofMillis(random.nextBoolean() ? millis : Math.max(least, millis / 1000 * 1000));
    }

    private <T> @Nullable T maybe(T value) {
        return random.nextBoolean() ? value : null;
    }

    @SafeVarargs
    private <T> T one(T... all) {
        return all[random.nextInt(all.length)];
    }

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}

package io.llmlb.app.demo;

import io.llmlb.app.config.AppConfig;
import io.llmlb.app.config.BigIpConfig;
import io.llmlb.app.config.GuardConfig;
import io.llmlb.app.config.LogForm;
import io.llmlb.app.config.MetricsConfig;
import io.llmlb.app.config.OnShutdown;
import io.llmlb.app.config.PoolConfig;
import io.llmlb.app.config.RatioConfig;
import io.llmlb.app.config.RulesConfig;
import io.llmlb.app.config.StatusConfig;
import io.llmlb.app.config.TrustConfig;
import io.llmlb.core.MemberId;
import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.core.supervise.DoNoHarm;
import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import io.llmlb.sim.live.BigIpPlan;
import io.llmlb.sim.live.Cluster;
import io.llmlb.sim.live.ClusterOptions;
import io.llmlb.sim.live.PoolPlan;
import io.llmlb.sim.live.PrometheusProcess;
import io.llmlb.sim.live.Ready;
import io.llmlb.sim.live.ServerPlan;
import io.llmlb.sim.live.TrafficOptions;
import io.llmlb.sim.live.vllm.Faults;
import io.llmlb.sim.live.vllm.VllmServer;
import io.llmlb.sim.model.bigip.DataGroup;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.VirtualServer;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where a demo plays: the pools' servers, a BIG-IP whose rules choose the pool by the body, and what scrapes them. */
final class Site implements AutoCloseable {
    private static final String ADDRESS = "127.0.0.1";
    private static final Duration SCRAPE = Duration.ofSeconds(1);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    private final Cluster cluster;
    private final Optional<PrometheusProcess> prometheus;
    private final Map<String, String> labels = new LinkedHashMap<>(); // by address:port

    private Site(Cluster cluster, Optional<PrometheusProcess> prometheus) {
        this.cluster = cluster;
        this.prometheus = prometheus;
        cluster.ready().servers().forEach((name, address) -> labels.put(address, name));
    }

    /**
     * Opens it.
     *
     * @param joining whether there is a server that is in no pool yet
     */
    static Site open(long seed, boolean joining) {
        Cluster cluster = Cluster.start(options(seed, joining));
        try {
            return new Site(
                    cluster,
                    PrometheusProcess.executable()
                            .map(found -> PrometheusProcess.start(
                                    Path.of(cluster.ready().prometheusConfig()))));
        } catch (RuntimeException failed) {
            cluster.close();
            throw failed;
        }
    }

    private static ClusterOptions options(long seed, boolean joining) {
        List<ServerPlan> servers = new ArrayList<>();
        List<PoolPlan> pools = new ArrayList<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (DemoPool pool : DemoPool.values()) {
            List<String> names = new ArrayList<>();
            for (String profile : pool.profiles()) {
                names.add(profile + "-" + counts.merge(profile, 1, Integer::sum));
                servers.add(server(names.get(names.size() - 1), profile, pool.model(), seed + servers.size()));
            }
            pools.add(new PoolPlan(pool.pool(), "ratio-member", names, true));
        }
        if (joining) {
            String name = DemoPool.JOINING + "-" + counts.merge(DemoPool.JOINING, 1, Integer::sum);
            servers.add(server(name, DemoPool.JOINING, DemoPool.HIGH_END_GPT.model(), seed + servers.size()));
        }
        BigIpPlan plain = BigIpPlan.of(pools, List.of(entrance()));
        DataGroup rules = new DataGroup(InferenceBodyBasedRouting.RULES, "string", new TreeMap<>(DemoPool.RULES), 1);
        return new ClusterOptions(servers, Optional.of(plain.with(List.of(rules))), ADDRESS, SCRAPE);
    }

    private static ServerPlan server(String name, String profile, String model, long seed) {
        return ServerPlan.of(
                name, ServerOptions.of(VllmProfile.named(profile), model).withSeed(seed));
    }

    private static VirtualServer entrance() {
        VirtualServer plain = VirtualServer.of("/Common/inference", ADDRESS, 0, DemoPool.LOW_END_GPT.pool());
        Map<String, String> profiles = new LinkedHashMap<>(plain.profiles());
        profiles.put("/Common/json", "json");
        return plain.withProfiles(profiles).withRules(List.of("/Common/InferenceBodyBasedRouting"));
    }

    /** What is scraped how, in words. */
    String metrics() {
        return prometheus
                .map(server -> "Prometheus on this machine, at " + server.url() + ", scraping every 1 s")
                .orElse("scraped from each server directly (there is no prometheus on the PATH)");
    }

    URI entranceUrl() {
        return URI.create(cluster.ready().virtualServer());
    }

    /** The requests of all pools. */
    TrafficOptions[] traffic(long seed, Duration duration) {
        return Arrays.stream(DemoPool.values())
                .map(pool -> new TrafficOptions(
                        entranceUrl(), pool.kind(), pool.model(), pool.traffic(seed, duration), DEADLINE))
                .toArray(TrafficOptions[]::new);
    }

    /** The controller's configuration: every pool as a user would have it, with all defaults. */
    AppConfig config(PoolConfig.Mode mode, int port) {
        Ready ready = cluster.ready();
        BigIpConfig bigip = new BigIpConfig(
                "demo",
                ready.bigip(),
                ready.user(),
                () -> ready.password().toCharArray(),
                TrustConfig.pinned(ready.certSha256()),
                null,
                BigIpConfig.Budget.USUAL);
        MetricsConfig metrics = prometheus
                .map(server ->
                        MetricsConfig.prometheus("prometheus", server.url().toString()))
                .orElseGet(() -> MetricsConfig.scrape("servers"));
        List<PoolConfig> pools = Arrays.stream(DemoPool.values())
                .map(pool -> new PoolConfig(
                        pool.pool(),
                        bigip,
                        metrics,
                        pool.model(),
                        INTERVAL,
                        "auto",
                        StrategyOptions.NONE,
                        RatioConfig.USUAL,
                        GuardConfig.USUAL,
                        DoNoHarm.ACT,
                        mode))
                .toList();
        return new AppConfig(
                pools,
                0,
                LogForm.TEXT,
                new StatusConfig(ADDRESS, port, false),
                null,
                OnShutdown.KEEP,
                new RulesConfig(bigip, InferenceBodyBasedRouting.RULES));
    }

    /** What members are called. */
    Map<MemberId, String> labels() {
        Map<MemberId, String> members = new LinkedHashMap<>();
        labels.forEach((address, name) -> {
            URI url = URI.create("http://" + address);
            members.put(MemberId.of(url.getHost(), url.getPort()), name);
        });
        return members;
    }

    /** What the server at {@code address:port} is called. */
    String label(String address) {
        return labels.getOrDefault(address, address);
    }

    Pool pool(DemoPool pool) {
        return cluster.bigIp().pool(pool.pool()).orElseThrow();
    }

    int ratioWrites() {
        return cluster.bigIp().ratioWrites().size();
    }

    /** Has every pool balance in another way. */
    void balance(String mode) {
        for (DemoPool pool : DemoPool.values()) {
            pool(pool).loadBalancingMode(mode);
        }
    }

    /** Makes every step of the first chat server so many times as long. */
    void slow(double factor) {
        cluster.servers().get(0).slowFactor(factor);
    }

    /** The last server joins the pool of chats. */
    void join() {
        VllmServer last = cluster.servers().get(cluster.servers().size() - 1);
        pool(DemoPool.HIGH_END_GPT).add(Member.of("vllm", ADDRESS, last.url().getPort()));
    }

    /** Whether servers tell their state. */
    void telling(boolean now) {
        Faults.Metrics fault = now ? Faults.Metrics.NONE : Faults.Metrics.ERROR;
        cluster.servers().forEach(server -> server.faults(server.faults().withMetrics(fault)));
    }

    @Override
    public void close() {
        prometheus.ifPresent(PrometheusProcess::close);
        cluster.close();
    }
}

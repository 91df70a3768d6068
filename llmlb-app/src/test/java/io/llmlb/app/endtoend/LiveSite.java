package io.llmlb.app.endtoend;

import io.llmlb.core.PoolName;
import io.llmlb.sim.lab.control.Delays;
import io.llmlb.sim.lab.experiment.Conditions;
import io.llmlb.sim.live.BigIpPlan;
import io.llmlb.sim.live.Cluster;
import io.llmlb.sim.live.ClusterOptions;
import io.llmlb.sim.live.PoolPlan;
import io.llmlb.sim.live.PrometheusProcess;
import io.llmlb.sim.live.Ready;
import io.llmlb.sim.live.ServerPlan;
import io.llmlb.sim.model.bigip.DataPlaneOptions;
import io.llmlb.sim.model.bigip.ManagementOptions;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.OneConnect;
import io.llmlb.sim.model.bigip.VirtualServer;
import io.llmlb.sim.model.vllm.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The servers of a scenario behind an emulated BIG-IP, as a policy wants it; where the policy has a controller, also a
 * Prometheus server and {@code llmlb run}, each in a process of its own.
 */
final class LiveSite implements AutoCloseable {
    private static final String MODEL = "meta-llama/Llama-3.1-8B-Instruct";
    private static final PoolName POOL = new PoolName("/Common/llm");
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration FIRST_LINE = Duration.ofSeconds(60);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Cluster cluster;
    private Optional<ControllerProcess> controller = Optional.empty();

    private LiveSite(Cluster cluster) {
        this.cluster = cluster;
        parts.push(cluster);
    }

    static LiveSite start(Conditions conditions, LivePolicy policy, long seed)
            throws IOException, InterruptedException {
        LiveSite site = new LiveSite(Cluster.start(options(conditions, policy, seed)));
        try {
            policy.setUp(
                    site.cluster.pool(), conditions.scenario().capacities(conditions.model(), conditions.traffic()));
            if (policy.strategy().isPresent()) {
                site.control(policy.strategy().get(), conditions.delays());
            }
            return site;
        } catch (IOException | InterruptedException | RuntimeException failure) {
            site.close();
            throw failure;
        }
    }

    URI virtualServer() {
        return URI.create(cluster.ready().virtualServer());
    }

    String model() {
        return MODEL;
    }

    /** In the pool's order. */
    List<Integer> ratios() {
        return cluster.pool().members().stream().map(Member::ratio).toList();
    }

    int ratioWrites() {
        return cluster.bigIp().ratioWrites().size();
    }

    /**
     * What the controller warned of.
     *
     * @throws IllegalStateException when it has ended by itself
     */
    List<String> warnings() {
        controller.filter(process -> !process.isAlive()).ifPresent(process -> {
            throw new IllegalStateException("the controller has ended:\n" + process.output());
        });
        return controller.stream()
                .flatMap(process -> process.output().lines())
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .toList();
    }

    @Override
    public void close() {
        if (parts.isEmpty()) {
            return;
        }
        try {
            parts.pop().close();
        } catch (Exception failure) {
            throw new IllegalStateException("cannot close", failure);
        } finally {
            close();
        }
    }

    private void control(String strategy, Delays delays) throws IOException, InterruptedException {
        Ready ready = cluster.ready();
        PrometheusProcess prometheus = PrometheusProcess.start(Path.of(ready.prometheusConfig()));
        parts.push(prometheus);
        Map<String, String> environment = new TreeMap<>();
        environment.put("BIGIP", ready.bigip());
        environment.put("BIGIP_USER", ready.user());
        environment.put("BIGIP_PASS", ready.password());
        environment.put("BIGIP_CERT_SHA256", ready.certSha256());
        environment.put("POOL", ready.pool());
        environment.put("MODEL", MODEL);
        environment.put("INTERVAL", String.valueOf(delays.interval().toSeconds()));
        environment.put("STRATEGY", strategy);
        environment.put("VERBOSITY", "1");
        environment.put("PROMETHEUS_URL", prometheus.url().toString());
        ControllerProcess process = new ControllerProcess(environment, "run");
        parts.push(process);
        parts.push(process::terminate);
        controller = Optional.of(process);
        if (!process.awaitLine(line -> line.contains("strategy " + strategy), FIRST_LINE)) {
            throw new IllegalStateException("the controller did not begin:\n" + process.output());
        }
    }

    /** As the laboratory has them; the management interface takes as long for an answer as a mean PATCH there. */
    private static ClusterOptions options(Conditions conditions, LivePolicy policy, long seed) {
        List<String> profiles = conditions.scenario().servers(conditions.model());
        List<String> names = conditions.scenario().serverNames();
        List<ServerPlan> servers = new ArrayList<>();
        for (int i = 0; i < profiles.size(); i++) {
            ServerOptions options = ServerOptions.of(conditions.model().profile(profiles.get(i)), MODEL)
                    .withPrefixCache(false)
                    .withSeed(seed * 1000 + i);
            servers.add(ServerPlan.of(names.get(i), options));
        }
        Delays delays = conditions.delays();
        BigIpPlan bigIp = new BigIpPlan(
                0,
                "admin",
                Optional.empty(),
                "21.0.0",
                delays.patchLeast().plus(delays.patchMost()).dividedBy(2),
                Duration.ofSeconds(5),
                ManagementOptions.DEFAULT,
                DataPlaneOptions.DEFAULT.withTmms(conditions.tmms()).withSeed(seed),
                OneConnect.DEFAULT,
                List.of(new PoolPlan(POOL, policy.loadBalancingMode(), names, true)),
                List.of(),
                List.of(VirtualServer.of("/Common/front", LOOPBACK, 0, POOL)));
        return new ClusterOptions(servers, Optional.of(bigIp), LOOPBACK, delays.scrape());
    }
}

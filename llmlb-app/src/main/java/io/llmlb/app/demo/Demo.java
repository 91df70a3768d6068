package io.llmlb.app.demo;

import io.llmlb.app.Wiring;
import io.llmlb.app.config.AppConfig;
import io.llmlb.app.config.BigIpConfig;
import io.llmlb.app.config.GuardConfig;
import io.llmlb.app.config.MetricsConfig;
import io.llmlb.app.config.PoolConfig;
import io.llmlb.app.config.RatioConfig;
import io.llmlb.app.config.TrustConfig;
import io.llmlb.app.status.Screen;
import io.llmlb.core.PoolName;
import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.core.supervise.DoNoHarm;
import io.llmlb.sim.live.Cluster;
import io.llmlb.sim.live.ClusterOptions;
import io.llmlb.sim.live.PrometheusProcess;
import io.llmlb.sim.live.Ready;
import io.llmlb.sim.live.Traffic;
import io.llmlb.sim.live.TrafficOptions;
import io.llmlb.sim.live.TrafficResult;
import io.llmlb.sim.live.TrafficSnapshot;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.vllm.Saturation;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Two fast vLLM servers and a slow one behind an emulated BIG-IP, under traffic shaped like Azure's conversations: a
 * third of the time with equal ratios, then with the controller.
 */
public final class Demo {
    private static final List<String> PROFILES = List.of("a100", "a100", "l4");
    /** Of what the pool can do. */
    private static final double LOAD = 0.35;

    private static final int FIRST = 700;

    private static final Duration LAST_ANSWERS = Duration.ofMinutes(2);

    private final Duration duration;
    private final long seed;
    private final boolean live;
    private final Screen screen;

    /**
     * @param duration of the traffic, 15 s or more
     * @param seed of the servers' jitter and of where in the trace the traffic begins
     * @param err for progress
     * @param live whether {@code err} is a terminal on which a line can be written over
     */
    public Demo(Duration duration, long seed, PrintWriter err, boolean live) {
        this.duration = duration;
        this.seed = seed;
        this.live = live;
        this.screen = new Screen(err, live);
    }

    /** Runs it. */
    public DemoResult run() throws InterruptedException {
        ClusterOptions options = ClusterOptions.of(PROFILES.toArray(String[]::new))
                .withSeed(seed)
                .withScrapeInterval(Duration.ofSeconds(1));
        try (Cluster cluster = Cluster.start(options)) {
            Optional<PrometheusProcess> prometheus = PrometheusProcess.executable()
                    .map(found ->
                            PrometheusProcess.start(Path.of(cluster.ready().prometheusConfig())));
            try {
                screen.say(prometheus
                        .map(server ->
                                "metrics: Prometheus on this machine, at " + server.url() + ", scraping every 1 s")
                        .orElse("metrics: scraped from each server directly (there is no prometheus on the PATH)"));
                return run(cluster, prometheus.map(PrometheusProcess::url).orElse(null));
            } finally {
                prometheus.ifPresent(PrometheusProcess::close);
            }
        }
    }

    private DemoResult run(Cluster cluster, @Nullable URI prometheus) throws InterruptedException {
        Ready ready = cluster.ready();
        Trace trace = Trace.azureConversation();
        double rate = LOAD * capacity(trace);
        // The trace begins hesitantly: start somewhere in its steady part.
        Trace steady = trace.startingAt(
                (int) Math.floorMod(FIRST + 97 * seed, (long) trace.requests().size()));
        screen.say(String.format(
                Locale.ROOT,
                "servers: %s behind an emulated BIG-IP at %s; %.1f requests a second",
                String.join(", ", PROFILES),
                ready.virtualServer(),
                rate));
        Duration neutral = duration.dividedBy(3);
        URI target = URI.create(ready.virtualServer());
        try (Traffic traffic = Traffic.start(TrafficOptions.of(target, ready.model(), steady, rate))) {
            watch(cluster, traffic, "neutral", Duration.ZERO, neutral);
            try (Wiring wiring = new Wiring(config(ready, prometheus))) {
                wiring.start(cycle -> {});
                watch(cluster, traffic, "controlled", neutral, duration);
            }
            traffic.stop();
            boolean all = awaitLastAnswers(traffic);
            return result(cluster, traffic.snapshot(), neutral, all);
        }
    }

    private boolean awaitLastAnswers(Traffic traffic) throws InterruptedException {
        screen.say("no more requests; waiting for the last answers, which queue at the slow server");
        for (long waited = 0; waited < LAST_ANSWERS.toSeconds(); waited += 5) {
            if (traffic.awaitIdle(Duration.ofSeconds(5))) {
                return true;
            }
            if (Thread.interrupted()) { // cleared, or closing everything would be interrupted too
                throw new InterruptedException("told to end");
            }
            screen.progress(1, "in flight " + traffic.snapshot().inFlight());
        }
        return false;
    }

    private static double capacity(Trace trace) {
        return PROFILES.stream()
                .mapToDouble(name -> Saturation.requestsPerSecond(VllmProfile.named(name), trace, 1))
                .sum();
    }

    private void watch(Cluster cluster, Traffic traffic, String phase, Duration from, Duration until)
            throws InterruptedException {
        long step = live ? 1000 : 5000;
        CountDownLatch never = new CountDownLatch(1);
        for (long at = from.toMillis(); at < until.toMillis(); at += step) {
            if (never.await(Math.min(step, until.toMillis() - at), TimeUnit.MILLISECONDS)) {
                return;
            }
            TrafficSnapshot now = traffic.snapshot();
            List<TrafficResult> latest = now.results()
                    .subList(
                            Math.max(0, now.results().size() - 50),
                            now.results().size());
            screen.progress(
                    (at + step) / (double) duration.toMillis(),
                    String.format(
                            Locale.ROOT,
                            "%3d s  %-10s  ratios %-8s  in flight %3d  done %4d  lost %d  TTFT p90 %s",
                            Math.min(at + step, duration.toMillis()) / 1000,
                            phase,
                            Phase.join(cluster.pool().members().stream()
                                    .mapToInt(Member::ratio)
                                    .toArray()),
                            now.inFlight(),
                            now.completed(),
                            now.failed(),
                            DemoResult.seconds(new Phase("", latest).timeToFirstToken(0.9))));
        }
    }

    private DemoResult result(Cluster cluster, TrafficSnapshot all, Duration neutral, boolean complete) {
        if (!complete) {
            screen.say("after two minutes " + all.inFlight() + " answers are still missing; they are not in the table");
        }
        return new DemoResult(
                List.of(
                        new Phase("neutral", arrived(all, Duration.ZERO, neutral)),
                        new Phase("controlled", arrived(all, neutral, duration.plusDays(1)))),
                cluster.ready().members(),
                cluster.bigIp().ratioWrites().size());
    }

    private static List<TrafficResult> arrived(TrafficSnapshot all, Duration from, Duration until) {
        return all.results().stream()
                .filter(result -> result.arrival().compareTo(from) >= 0
                        && result.arrival().compareTo(until) < 0)
                .toList();
    }

    private static AppConfig config(Ready ready, @Nullable URI prometheus) {
        BigIpConfig bigip = new BigIpConfig(
                "demo",
                ready.bigip(),
                ready.user(),
                () -> ready.password().toCharArray(),
                TrustConfig.pinned(ready.certSha256()),
                null,
                BigIpConfig.Budget.USUAL);
        MetricsConfig metrics = prometheus == null
                ? MetricsConfig.scrape("servers")
                : MetricsConfig.prometheus("prometheus", prometheus.toString());
        PoolConfig pool = new PoolConfig(
                new PoolName(ready.pool()),
                bigip,
                metrics,
                ready.model(),
                Duration.ofSeconds(1),
                "article",
                StrategyOptions.NONE,
                RatioConfig.USUAL,
                GuardConfig.USUAL,
                DoNoHarm.WARN,
                PoolConfig.Mode.RUN);
        return AppConfig.of(List.of(pool), 0);
    }
}

package io.llmlb.app;

import io.llmlb.app.config.AppConfig;
import io.llmlb.app.config.BigIpConfig;
import io.llmlb.app.config.ConfigWatch;
import io.llmlb.app.config.PoolConfig;
import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.BigIpException;
import io.llmlb.core.FailureKind;
import io.llmlb.core.act.PoolDevice;
import io.llmlb.core.control.ControlLoop;
import io.llmlb.core.control.Controller;
import io.llmlb.core.control.CycleListener;
import io.llmlb.core.decide.RatioStrategy;
import io.llmlb.core.decide.Strategies;
import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.core.supervise.DoNoHarm;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the running parts from the configuration; the only place where the modules meet. */
public final class Wiring implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
    private static final Logger NEWS = LoggerFactory.getLogger("llmlb");

    /** Between two looks at the configuration file. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** For a change that is being applied when all ends. */
    private static final Duration LAST_LOOK = Duration.ofSeconds(5);

    private final InstantSource clock = InstantSource.system();
    private final Clients clients = new Clients();
    private final List<AutoCloseable> running = new ArrayList<>();
    private Map<BigIpConfig, BigIp> bigips = Map.of();
    private Map<PoolConfig, ControlLoop> loops = Map.of();
    private @Nullable Controller controller;

    /** Makes a client for each BIG-IP and a loop for each pool. Nothing is sent yet. */
    public Wiring(AppConfig config) {
        apply(config);
    }

    /**
     * Goes on by another configuration, all of it or, when something cannot be made, nothing. A pool of which nothing has
     * changed keeps its loop, with all that it has learned. Ratios of pools that are left stay as they are.
     */
    public final synchronized void apply(AppConfig config) {
        Map<BigIpConfig, BigIp> devices = new LinkedHashMap<>();
        Map<PoolConfig, ControlLoop> next = new LinkedHashMap<>();
        try {
            for (PoolConfig pool : config.pools()) {
                BigIp bigip = devices.computeIfAbsent(pool.bigip(), this::bigip);
                ControlLoop known = loops.get(pool);
                next.put(pool, known == null ? loop(pool, bigip.pools()) : known);
            }
        } catch (RuntimeException wrong) {
            endUnused(devices, bigips);
            throw wrong;
        }
        Map<BigIpConfig, BigIp> before = bigips;
        Set<PoolConfig> known = loops.keySet();
        bigips = devices;
        loops = next;
        Controller runs = controller;
        if (runs != null) {
            next.keySet().stream().filter(pool -> !known.contains(pool)).forEach(Wiring::announce);
            runs.regroup(() -> addAll(runs));
        }
        endUnused(before, devices);
        clients.keep(next.keySet());
    }

    private BigIp bigip(BigIpConfig config) {
        BigIp known = bigips.get(config);
        return known == null ? Clients.bigip(config) : known;
    }

    private static void endUnused(Map<BigIpConfig, BigIp> some, Map<BigIpConfig, BigIp> used) {
        onEach(
                some.values().stream()
                        .filter(bigip -> !used.containsValue(bigip))
                        .toList(),
                Wiring::end);
    }

    private static void announce(PoolConfig pool) {
        NEWS.info(
                "pool {} on {}: strategy {}, every {} ms, ratios 1 to {}, {}",
                pool.pool(),
                pool.bigip().url(),
                pool.strategy(),
                pool.interval().toMillis(),
                pool.ratio().max(),
                pool.mode());
    }

    /** The loops, in the order of the configuration. */
    public List<ControlLoop> loops() {
        return List.copyOf(loops.values());
    }

    /** The configuration of these loops, in the same order. */
    public List<PoolConfig> pools() {
        return List.copyOf(loops.keySet());
    }

    /**
     * Logs in to every BIG-IP, so that what cannot get better by waiting ends the program at its start.
     *
     * @param patient whether to go on without those that do not answer, or are busy
     * @throws BigIpException when a login is refused, a certificate is not trusted, or (unless patient) as it failed
     */
    public void login(boolean patient) {
        onEach(bigips.values(), bigip -> login(bigip, patient));
    }

    private static void login(BigIp bigip, boolean patient) {
        try {
            bigip.login();
        } catch (BigIpException failure) {
            boolean passing = failure.kind() == FailureKind.UNREACHABLE || failure.kind() == FailureKind.BUSY;
            if (!patient || !passing) {
                throw failure;
            }
            LOG.warn("{}; going on, it will be tried again", failure.getMessage());
        }
    }

    /** Runs every loop at its interval until {@link #close()}. */
    public synchronized void start(CycleListener listener) {
        ScheduledExecutorService beat = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "beat"));
        // As many threads as pools at most: cycles of one pool never overlap.
        ExecutorService io = Executors.newCachedThreadPool(task -> daemon(task, "loop"));
        Controller started = new Controller(beat, io, listener);
        loops.keySet().forEach(Wiring::announce);
        addAll(started);
        running.add(started);
        running.add(beat::shutdownNow);
        running.add(io::shutdownNow);
        started.start();
        controller = started;
    }

    private void addAll(Controller to) {
        loops.forEach((pool, loop) -> to.add(
                loop, pool.interval(), List.of(pool.bigip().name(), pool.pool().partition())));
    }

    /** Looks at the configuration file every two seconds until {@link #close()}. */
    public void watch(ConfigWatch file) {
        ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "config"));
        ScheduledFuture<?> looking =
                looks.scheduleWithFixedDelay(file::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        running.add(0, () -> {
            looking.cancel(true);
            looks.shutdownNow();
            looks.awaitTermination(
                    LAST_LOOK.toMillis(), TimeUnit.MILLISECONDS); // half a change would begin what nobody ends
        });
    }

    /** Ends the loops, then logs out everywhere. */
    @Override
    public void close() {
        running.forEach(Wiring::end);
        running.clear();
        onEach(bigips.values(), Wiring::end);
    }

    private static void end(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception failure) {
            LOG.warn("While ending: {}", failure.toString());
        }
    }

    /** At all of them at once, so that one that hangs delays no other; throws what the first threw that failed. */
    private static void onEach(Collection<BigIp> bigips, Consumer<BigIp> work) {
        ExecutorService threads = Executors.newCachedThreadPool(task -> daemon(task, "device"));
        try {
            List<CompletableFuture<Void>> all = bigips.stream()
                    .map(bigip -> CompletableFuture.runAsync(() -> work.accept(bigip), threads))
                    .toList();
            all.forEach(CompletableFuture::join);
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        } finally {
            threads.shutdownNow();
        }
    }

    private ControlLoop loop(PoolConfig config, PoolDevice device) {
        boolean neutral = config.mode() == PoolConfig.Mode.NEUTRAL;
        RatioStrategy strategy = neutral
                ? Strategies.create("static", StrategyOptions.NONE)
                : Strategies.create(config.strategy(), config.options());
        return new ControlLoop(
                config.pool(),
                config.mode() == PoolConfig.Mode.DRY_RUN ? PoolDevice.dryRun(device) : device,
                clients.metrics(config),
                strategy,
                config.guards().guards(),
                config.ratio().scale(config.pool()),
                clock,
                neutral ? DoNoHarm.OFF : config.doNoHarm());
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, "llmlb-" + name);
        thread.setDaemon(true);
        return thread;
    }
}

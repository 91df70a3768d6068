package io.llmlb.app;

import io.llmlb.app.config.AppConfig;
import io.llmlb.app.config.PoolConfig;
import io.llmlb.app.config.RulesConfig;
import io.llmlb.app.rules.RulesInForce;
import io.llmlb.bigip.BigIpException;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.PoolDevice;
import io.llmlb.core.control.ControlLoop;
import io.llmlb.core.control.Controller;
import io.llmlb.core.control.CycleListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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

    private final LoopMaker maker = new LoopMaker();
    private final Supplier<Optional<String>> standby;
    private final List<AutoCloseable> running = new ArrayList<>();
    private Devices devices = new Devices();
    private Map<PoolConfig, ControlLoop> loops = Map.of();
    private volatile Optional<RulesInForce> rules = Optional.empty();
    private @Nullable Controller controller;

    /** Makes a client for each BIG-IP and a loop for each pool. Nothing is sent yet. */
    public Wiring(AppConfig config) {
        this(config, Optional::empty);
    }

    /**
     * The same for one of several replicas.
     *
     * @param standby why nothing is to be written now; empty when this replica leads
     */
    Wiring(AppConfig config, Supplier<Optional<String>> standby) {
        this.standby = standby;
        apply(config);
    }

    /**
     * Goes on by another configuration, all of it or, when something cannot be made, nothing. A pool of which nothing has
     * changed keeps its loop, with all that it has learned. Ratios of pools that are left stay as they are.
     */
    public final synchronized void apply(AppConfig config) {
        Devices before = devices;
        Devices next = new Devices(config, before, standby);
        Map<PoolConfig, ControlLoop> wanted = new LinkedHashMap<>();
        try {
            for (PoolConfig pool : config.pools()) {
                ControlLoop known = loops.get(pool);
                wanted.put(pool, known == null ? maker.make(pool, next.of(pool).pools()) : known);
            }
        } catch (RuntimeException wrong) {
            next.endUnless(before);
            throw wrong;
        }
        Set<PoolConfig> known = loops.keySet();
        devices = next;
        loops = wanted;
        RulesConfig told = config.rules();
        rules = told == null ? Optional.empty() : Optional.of(next.rules(told));
        Controller runs = controller;
        if (runs != null) {
            wanted.keySet().stream().filter(pool -> !known.contains(pool)).forEach(Wiring::announce);
            runs.regroup(() -> addAll(runs));
        }
        before.endUnless(next);
        maker.keep(wanted.keySet());
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
    public synchronized List<ControlLoop> loops() {
        return List.copyOf(loops.values());
    }

    /** Where the pools are whose ratios are controlled, and not only watched. */
    synchronized Map<PoolName, PoolDevice> controlled() {
        Map<PoolName, PoolDevice> controlled = new LinkedHashMap<>();
        loops.keySet().stream()
                .filter(pool -> pool.mode() == PoolConfig.Mode.RUN)
                .forEach(pool -> controlled.put(pool.pool(), devices.of(pool).pools()));
        return controlled;
    }

    /** The rules that route requests to these pools; empty when nobody has said which. */
    Optional<RulesInForce> rules() {
        return rules;
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
        devices.login(patient);
    }

    /** Runs every loop at its interval until {@link #stop()}. */
    public synchronized void start(CycleListener listener) {
        ScheduledExecutorService beat = Threads.timer("beat");
        // As many threads as pools at most: cycles of one pool never overlap.
        ExecutorService io = Threads.pool("loop");
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

    /** Looks for a changed configuration every two seconds until {@link #stop()}. */
    void watch(Runnable look) {
        ScheduledExecutorService looks = Threads.timer("config");
        ScheduledFuture<?> looking =
                looks.scheduleWithFixedDelay(look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        running.add(0, () -> {
            looking.cancel(true);
            looks.shutdownNow();
            looks.awaitTermination(
                    LAST_LOOK.toMillis(), TimeUnit.MILLISECONDS); // half a change would begin what nobody ends
        });
    }

    /** Begins no further cycle, and waits (at most 10 s) for those that are running. */
    public void stop() {
        running.forEach(Wiring::end);
        running.clear();
    }

    /** Ends the loops, then logs out everywhere. */
    @Override
    public void close() {
        stop();
        devices.endUnless(new Devices());
    }

    private static void end(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception failure) {
            LOG.warn("While ending: {}", failure.toString());
        }
    }
}

package io.llmlb.app;

import io.llmlb.app.config.AppConfig;
import io.llmlb.app.config.ConfigWatch;
import io.llmlb.app.config.LeaseConfig;
import io.llmlb.app.config.OnShutdown;
import io.llmlb.app.config.PoolConfig;
import io.llmlb.app.lease.Leadership;
import io.llmlb.app.lease.Lease;
import io.llmlb.app.metrics.ControllerMetrics;
import io.llmlb.app.neutral.Farewell;
import io.llmlb.app.serve.Status;
import io.llmlb.app.status.CycleLog;
import io.llmlb.app.status.History;
import io.llmlb.core.LlmlbException;
import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The controller as it runs for weeks: the loops, who leads, what it tells, and a configuration that can change. */
public final class Service implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("llmlb");

    private final History history = new History();
    private final ControllerMetrics metrics;
    private final @Nullable Lease lease;
    private final Wiring wiring;
    private final Status status;
    private volatile AppConfig config;

    /**
     * Makes all parts and begins to tell. Nothing is sent to a BIG-IP yet.
     *
     * @throws LlmlbException when the status port is taken
     */
    public Service(AppConfig config) {
        this(config, Map.of());
    }

    /**
     * The same with names of members that say more than their addresses.
     *
     * @throws LlmlbException when the status port is taken
     */
    public Service(AppConfig config, Map<MemberId, String> labels) {
        this.config = config;
        LeaseConfig terms = config.leaderElection();
        this.lease = terms == null ? null : new Lease(terms);
        this.wiring = new Wiring(config, lease == null ? Optional::empty : lease::standby);
        InstantSource clock = InstantSource.system();
        this.metrics = new ControllerMetrics(clock, Version.TEXT, this::leadership, terms == null ? "" : terms.lease());
        this.status = new Status(
                config.status(),
                Version.TEXT,
                () -> this.config.pools(),
                history,
                metrics,
                this::leadership,
                labels,
                wiring::rules,
                clock);
    }

    /** Where it tells its status. */
    public URI url() {
        return status.url();
    }

    private Leadership leadership() {
        return lease == null ? Leadership.ALONE : lease.leadership();
    }

    /**
     * Logs in and runs until {@link #close()}.
     *
     * @throws LlmlbException when a login is refused, or a certificate is not trusted
     */
    public void start() {
        LOG.info("status at {}", status.url());
        if (lease != null) {
            lease.start();
        }
        wiring.login(true);
        wiring.start(
                new CycleLog(() -> config.verbosity()).and(history).and(metrics).and(status.listener()));
    }

    /** Looks at the configuration file until {@link #close()}. */
    public void watch(ConfigWatch file) {
        wiring.watch(() -> file.look().ifPresent(metrics::reloaded));
    }

    /** Goes on by another configuration, all of it or, when something cannot be made, nothing. */
    public void apply(AppConfig changed) {
        AppConfig before = config;
        wiring.apply(changed);
        config = changed;
        List<PoolName> pools = changed.pools().stream().map(PoolConfig::pool).toList();
        history.keep(pools);
        metrics.keep(pools);
        if (!changed.status().equals(before.status())
                || !Objects.equals(changed.leaderElection(), before.leaderElection())) {
            LOG.warn("status and leaderElection of the changed configuration are in force from the next start on");
        }
    }

    /** Ends the loops, does what is to be done with the ratios, gives the lease back, and logs out. */
    @Override
    public void close() {
        wiring.stop();
        if (config.onShutdown() == OnShutdown.KEEP || !leadership().leads()) {
            LOG.info("ending: the ratios stay as they are");
        } else {
            new Farewell(InstantSource.system()).neutral(wiring.controlled());
        }
        if (lease != null) {
            lease.close();
        }
        wiring.close();
        status.close();
    }
}

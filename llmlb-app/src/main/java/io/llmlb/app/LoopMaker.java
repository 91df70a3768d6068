package io.llmlb.app;

import io.llmlb.app.config.PoolConfig;
import io.llmlb.core.act.PoolDevice;
import io.llmlb.core.control.ControlLoop;
import io.llmlb.core.decide.RatioStrategy;
import io.llmlb.core.decide.Strategies;
import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.core.supervise.DoNoHarm;
import java.time.InstantSource;
import java.util.Collection;

/** Makes the loop that a pool's configuration asks for. */
final class LoopMaker {
    private final InstantSource clock = InstantSource.system();
    private final Clients clients = new Clients();

    ControlLoop make(PoolConfig config, PoolDevice device) {
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

    /** Lets go of what none of these pools uses. */
    void keep(Collection<PoolConfig> pools) {
        clients.keep(pools);
    }
}

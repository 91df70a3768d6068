package io.llmlb.app.config;

import io.llmlb.core.PoolName;
import io.llmlb.core.decide.StrategyOptions;
import java.time.Duration;

/**
 * One pool to control.
 *
 * @param pool its full path
 * @param bigip where it is
 * @param metrics where its members' state is read
 * @param model the model's name, as the label {@code model_name} has it
 * @param interval from cycle to cycle
 * @param strategy the name of a strategy that exists
 * @param options its options, already accepted by it
 * @param ratioMax the largest ratio
 * @param mode whether to write
 */
public record PoolConfig(
        PoolName pool,
        BigIpConfig bigip,
        MetricsConfig metrics,
        String model,
        Duration interval,
        String strategy,
        StrategyOptions options,
        int ratioMax,
        Mode mode) {
    /** Whether, and what, to write. */
    public enum Mode {
        /** Control the pool. */
        RUN,
        /** Decide and say so, but write nothing. */
        DRY_RUN,
        /** Hold every ratio at 1. */
        NEUTRAL
    }

    /** The same pool in another mode. */
    public PoolConfig in(Mode other) {
        return new PoolConfig(pool, bigip, metrics, model, interval, strategy, options, ratioMax, other);
    }
}

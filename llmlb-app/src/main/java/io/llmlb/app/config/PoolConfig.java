package io.llmlb.app.config;

import io.llmlb.core.PoolName;
import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.core.supervise.DoNoHarm;
import java.time.Duration;
import java.util.Locale;

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
 * @param ratio the bounds of its ratios
 * @param guards what limits the strategy
 * @param doNoHarm what is done when its ratios turn out to do harm
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
        RatioConfig ratio,
        GuardConfig guards,
        DoNoHarm doNoHarm,
        Mode mode) {
    /** Whether, and what, to write. */
    public enum Mode {
        /** Control the pool. */
        RUN,
        /** Decide and say so, but write nothing. */
        DRY_RUN,
        /** Hold every ratio at 1. */
        NEUTRAL;

        /** As a configuration has it. */
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What is done about harm unless somebody says otherwise: a law that somebody chose is not set aside. */
    static DoNoHarm usualDoNoHarm(String strategy) {
        return strategy.equals("auto") ? DoNoHarm.ACT : DoNoHarm.WARN;
    }

    /** The same pool in another mode. */
    public PoolConfig in(Mode other) {
        return new PoolConfig(pool, bigip, metrics, model, interval, strategy, options, ratio, guards, doNoHarm, other);
    }
}

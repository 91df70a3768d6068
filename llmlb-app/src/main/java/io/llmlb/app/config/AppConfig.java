package io.llmlb.app.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a person has configured, checked: names refer to something, numbers are in range, files are readable.
 *
 * @param pools at least one, each named once
 * @param verbosity 0 problems, 1 changes, 2 a line for each cycle and member, 3 requests
 * @param log the form of the log
 * @param status where it tells what it does
 * @param leaderElection how replicas agree who writes; null when there is one
 * @param onShutdown what becomes of the ratios in the end
 * @param rules which rules route requests to these pools; null when nobody has said
 */
public record AppConfig(
        List<PoolConfig> pools,
        int verbosity,
        LogForm log,
        StatusConfig status,
        @Nullable LeaseConfig leaderElection,
        OnShutdown onShutdown,
        @Nullable RulesConfig rules) {
    /** Copies the list. */
    public AppConfig {
        pools = List.copyOf(pools);
    }

    /** These pools alone, with all else as usual. */
    public static AppConfig of(List<PoolConfig> pools, int verbosity) {
        return new AppConfig(pools, verbosity, LogForm.TEXT, StatusConfig.USUAL, null, OnShutdown.KEEP, null);
    }

    /** The same, with every pool in dry-run mode. */
    public AppConfig dryRun() {
        List<PoolConfig> dry =
                pools.stream().map(pool -> pool.in(PoolConfig.Mode.DRY_RUN)).toList();
        return new AppConfig(dry, verbosity, log, status, leaderElection, onShutdown, rules);
    }
}

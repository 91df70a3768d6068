package io.llmlb.app.config;

import java.util.List;

/**
 * Everything a person has configured, checked: names refer to something, numbers are in range, files are readable.
 *
 * @param pools at least one, each named once
 * @param verbosity 0 problems, 1 changes, 2 a line for each cycle and member, 3 requests
 */
public record AppConfig(List<PoolConfig> pools, int verbosity) {
    /** Copies the list. */
    public AppConfig {
        pools = List.copyOf(pools);
    }

    /** The same, with every pool in dry-run mode. */
    public AppConfig dryRun() {
        return new AppConfig(
                pools.stream().map(pool -> pool.in(PoolConfig.Mode.DRY_RUN)).toList(), verbosity);
    }
}

package io.llmlb.app.doctor;

import io.llmlb.app.Clients;
import io.llmlb.app.config.AppConfig;
import io.llmlb.app.config.BigIpConfig;
import io.llmlb.app.config.MetricsConfig;
import io.llmlb.app.config.PoolConfig;
import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.BigIpException;
import io.llmlb.core.LlmlbException;
import io.llmlb.core.act.PoolState;
import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks at everything that the configuration names, without changing anything: it logs in to each BIG-IP
 * and out again, and everything else is a GET. What depends on something that failed is {@link Verdict#SKIPPED}; all else is looked at whatever happens.
 */
public final class Doctor {
    private final List<Finding> findings = new ArrayList<>();
    private final Clients clients = new Clients();

    private Doctor() {}

    /**
     * All findings, each BIG-IP's together and in the order of the configuration. Takes as long as all that is asked; what
     * does not answer takes some seconds each.
     */
    public static List<Finding> examine(AppConfig config) {
        Doctor doctor = new Doctor();
        Map<BigIpConfig, List<PoolConfig>> devices = new LinkedHashMap<>();
        config.pools()
                .forEach(pool -> devices.computeIfAbsent(pool.bigip(), device -> new ArrayList<>())
                        .add(pool));
        devices.forEach(doctor::device);
        return List.copyOf(doctor.findings);
    }

    private void device(BigIpConfig config, List<PoolConfig> pools) {
        boolean writes = pools.stream().anyMatch(pool -> pool.mode() != PoolConfig.Mode.DRY_RUN);
        try (BigIpChecks checks = new BigIpChecks(config, findings)) {
            Optional<BigIp> device = checks.run(writes);
            Optional<RulesFound> rules = device.flatMap(bigIp -> rules(config, bigIp));
            for (PoolConfig pool : pools) {
                Report report = new Report("pool " + pool.pool() + on(config), findings);
                Optional<PoolState> state = Optional.empty();
                if (device.isPresent()) {
                    state = new PoolChecks(report, device.get(), pool).run(rules);
                } else {
                    PoolChecks.skip(report, "BIG-IP " + config.name() + " cannot be asked");
                }
                metrics(pool, state);
            }
            rules.ifPresent(found -> virtualServers(config, device.orElseThrow(), found, pools));
        }
    }

    private Optional<RulesFound> rules(BigIpConfig config, BigIp device) {
        try {
            return Optional.of(RulesFound.read(device));
        } catch (BigIpException failure) {
            ofRules(config).failed("irule", failure);
            return Optional.empty();
        }
    }

    private void virtualServers(BigIpConfig config, BigIp device, RulesFound found, List<PoolConfig> pools) {
        Set<String> names = new TreeSet<>();
        pools.forEach(pool -> names.add(pool.pool().path()));
        List<RulesFound.Entry> leading = found.leadingTo(names);
        for (RulesFound.Entry entry : leading) {
            Report report = new Report("virtual server " + entry.server().path() + on(config), findings);
            new RulesChecks(report, device, entry).run();
        }
        if (leading.isEmpty()) {
            String who = found.size() == 0
                    ? "no virtual server has the iRule " + InferenceBodyBasedRouting.NAME
                    : "those of " + Words.count(found.size(), "virtual server") + " lead to other pools";
            ofRules(config).info("irule", "no rules on the body are in force: " + who, "");
        }
    }

    private Report ofRules(BigIpConfig config) {
        return new Report("rules" + on(config), findings);
    }

    private void metrics(PoolConfig pool, Optional<PoolState> state) {
        MetricsConfig metrics = pool.metrics();
        String where = metrics.type() == MetricsConfig.Type.PROMETHEUS
                ? metrics.name() + " " + Objects.requireNonNull(metrics.url())
                : metrics.name();
        Report report = new Report("metrics " + where + " of pool " + pool.pool(), findings);
        try {
            new MetricsChecks(report, pool, clients.metrics(pool)).run(state);
        } catch (LlmlbException unmakeable) {
            report.failed("reachable", unmakeable);
            report.skipped("the metrics cannot be read", "model", "age", "members");
        }
    }

    private static String on(BigIpConfig config) {
        return " on " + config.name();
    }
}

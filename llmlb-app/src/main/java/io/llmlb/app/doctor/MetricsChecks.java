package io.llmlb.app.doctor;

import io.llmlb.app.config.PoolConfig;
import io.llmlb.core.MemberId;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.decide.Strategies;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.Signal;
import io.llmlb.prometheus.PrometheusException;
import io.llmlb.prometheus.vllm.PrometheusMetricsSource;
import io.llmlb.prometheus.vllm.SourceHealth;
import io.llmlb.prometheus.vllm.VllmMetricsSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Where the metrics of a pool's members come from: whether it answers, and has any of this model. */
final class MetricsChecks {
    private static final String MEND_MODEL = "Set model to what the pool's servers have as --served-model-name";

    private static final String MEND_ADDRESS = "Compare port, path and addresses of the metrics with the servers";

    /** How the reasons of servers that answer begin, and how they go on where something else is served. */
    private static final String ANSWERS = "answers";

    private static final String OTHER_MODELS = "with metrics of";

    private final Report report;
    private final PoolConfig config;
    private final VllmMetricsSource source;

    MetricsChecks(Report report, PoolConfig config, VllmMetricsSource source) {
        this.report = report;
        this.config = config;
        this.source = source;
    }

    /**
     * Looks at the source, and at the samples of the members.
     *
     * @param pool empty when it could not be read; Prometheus is asked all the same
     */
    void run(Optional<PoolState> pool) {
        Set<MemberId> members = pool.map(PoolState::ids).orElse(Set.of());
        String none = pool.isEmpty() ? "the pool's members are not known" : "the pool has no members";
        if (source instanceof PrometheusMetricsSource prometheus) {
            prometheus(prometheus, members, none);
        } else if (members.isEmpty()) {
            report.skipped(none, "reachable", "model", "age", "members");
        } else {
            servers(members);
        }
    }

    private void prometheus(PrometheusMetricsSource prometheus, Set<MemberId> members, String none) {
        boolean served;
        try {
            Set<String> models = prometheus.models();
            report.ok("reachable", "answers");
            served = model(models);
        } catch (PrometheusException failure) {
            unreachable(failure, "model", "age", "members");
            return;
        }
        if (!served || members.isEmpty()) {
            report.skipped(served ? none : "there are no metrics of the model", "age", "members");
            return;
        }
        try {
            new SampleChecks(report, source, config.guards()).run(members, source.observe(members, needs()));
        } catch (PrometheusException failure) {
            unreachable(failure, "age", "members");
        }
    }

    private void servers(Set<MemberId> members) {
        try {
            Observation observation = source.observe(members, needs());
            Set<String> reasons = reasons();
            if (!observation.windows().isEmpty()) {
                report.ok("reachable", "the servers answer");
                report.ok("model", config.model());
                new SampleChecks(report, source, config.guards()).run(members, observation);
            } else if (reasons.stream().anyMatch(reason -> reason.startsWith(ANSWERS))) {
                report.ok("reachable", "the servers answer");
                otherModel(reasons);
                report.skipped("there are no samples", "age", "members");
            } else {
                report.failed("reachable", "no server can be asked: " + String.join("; ", reasons), MEND_ADDRESS);
                report.skipped("the metrics cannot be read", "model", "age", "members");
            }
        } catch (PrometheusException failure) {
            unreachable(failure, "model", "age", "members");
        }
    }

    private void unreachable(PrometheusException failure, String... checks) {
        report.failed("reachable", failure);
        report.skipped("the metrics cannot be read", checks);
    }

    /** What the strategy wants, and what every pool is supervised by. */
    private Needs needs() {
        Needs needs = Strategies.create(config.strategy(), config.options()).needs();
        Set<Signal> signals = EnumSet.of(Signal.RUNNING, Signal.WAITING);
        signals.addAll(needs.signals());
        return new Needs(signals, needs.buckets(), needs.range());
    }

    private boolean model(Set<String> models) {
        if (models.contains(config.model())) {
            report.ok("model", config.model());
            return true;
        }
        if (models.isEmpty()) {
            report.failed(
                    "model",
                    "there are no metrics of vLLM at all",
                    "Check that it scrapes the servers, and the namespace if one is configured");
        } else {
            String what = "there are no metrics of model " + config.model() + ", but of " + Words.few(models);
            report.failed("model", what, MEND_MODEL);
        }
        return false;
    }

    private void otherModel(Set<String> reasons) {
        boolean others = reasons.stream().anyMatch(reason -> reason.contains(OTHER_MODELS));
        report.failed(
                "model",
                "no server tells of model " + config.model() + ": " + String.join("; ", reasons),
                others ? MEND_MODEL : MEND_ADDRESS);
    }

    /** Why members have no samples. */
    private Set<String> reasons() {
        return source.health().members().values().stream()
                .map(SourceHealth.Member::reason)
                .filter(reason -> !reason.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

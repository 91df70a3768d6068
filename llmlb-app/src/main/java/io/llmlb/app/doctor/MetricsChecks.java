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
    private static final String MEND_MODEL =
            "Set model to the servers' --served-model-name, as the label model_name has it";

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
        try {
            if (source instanceof PrometheusMetricsSource prometheus) {
                Set<String> models = prometheus.models();
                report.ok("reachable", "answers");
                if (!model(models)) {
                    report.skipped("there are no metrics of the model", "age", "members");
                } else if (members.isEmpty()) {
                    report.skipped(none, "age", "members");
                } else {
                    new SampleChecks(report, source).run(members, source.observe(members, needs()));
                }
            } else if (members.isEmpty()) {
                report.skipped(none, "reachable", "model", "age", "members");
            } else {
                Observation observation = source.observe(members, needs());
                report.ok("reachable", "the servers answer");
                model(observation);
                new SampleChecks(report, source).run(members, observation);
            }
        } catch (PrometheusException failure) {
            report.failed("reachable", failure);
            report.skipped("the metrics cannot be read", "model", "age", "members");
        }
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

    private void model(Observation observation) {
        if (!observation.windows().isEmpty()) {
            report.ok("model", config.model());
            return;
        }
        Set<String> reasons = source.health().members().values().stream()
                .map(SourceHealth.Member::reason)
                .collect(Collectors.toCollection(TreeSet::new));
        report.failed(
                "model", "no server tells of model " + config.model() + ": " + String.join("; ", reasons), MEND_MODEL);
    }
}

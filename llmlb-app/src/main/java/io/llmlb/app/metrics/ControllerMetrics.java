package io.llmlb.app.metrics;

import static io.llmlb.app.metrics.ControllerMetric.*;

import io.llmlb.app.lease.Leadership;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.CycleListener;
import io.llmlb.core.control.MemberCycle;
import io.llmlb.core.control.RatioChange;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Counts what the loops do, and tells it with what is in force now. Thread-safe. */
public final class ControllerMetrics implements CycleListener {
    private static final double[] SECONDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ExpositionFormats formats = ExpositionFormats.init();
    private final Map<ControllerMetric, Counter> counters = new EnumMap<>(ControllerMetric.class);
    private final Map<ControllerMetric, Histogram> histograms = new EnumMap<>(ControllerMetric.class);
    private final Present present;

    /**
     * @param leadership who writes now
     * @param lease the name of the lease, or empty text
     */
    public ControllerMetrics(InstantSource clock, String version, Supplier<Leadership> leadership, String lease) {
        for (ControllerMetric metric : ControllerMetric.values()) {
            String[] labels = metric.labels().toArray(String[]::new);
            switch (metric.kind()) {
                case COUNTER ->
                    counters.put(
                            metric,
                            Counter.builder()
                                    .name(metric.word())
                                    .help(metric.help())
                                    .labelNames(labels)
                                    .register(registry));
                case HISTOGRAM ->
                    histograms.put(
                            metric,
                            Histogram.builder()
                                    .name(metric.word())
                                    .help(metric.help())
                                    .classicOnly()
                                    .classicUpperBounds(SECONDS)
                                    .register(registry));
                case GAUGE -> {}
            }
        }
        this.present = new Present(clock, version, leadership, lease);
        present.register(registry);
    }

    @Override
    public void onCycle(Cycle cycle) {
        String pool = cycle.pool().path();
        present.add(cycle);
        count(CYCLES_TOTAL, 1, pool, word(cycle.outcome()));
        cycle.problem().ifPresent(problem -> count(ERRORS_TOTAL, 1, pool, word(problem.kind())));
        cycle.guarded().forEach((guard, members) -> count(GUARDED_TOTAL, members, pool, guard));
        count(DRIFT_TOTAL, cycle.others().changed(), pool);
        Set<Object> changed =
                cycle.others().changes().stream().map(RatioChange::member).collect(Collectors.toSet());
        boolean wrote = false;
        for (MemberCycle member : cycle.members()) {
            boolean written = member.outcome() == WriteReport.Outcome.WRITTEN;
            wrote |= written;
            if (member.outcome() != WriteReport.Outcome.UNCHANGED) {
                count(WRITES_TOTAL, 1, pool, word(member.outcome()));
            }
            if (written && changed.contains(member.member().id())) {
                count(REASSERTS_TOTAL, 1, pool);
            }
            if (member.age().isEmpty()) {
                count(MEMBERS_MISSING_TOTAL, 1, pool);
            } else if (member.asked().isEmpty()) {
                count(MEMBERS_STALE_TOTAL, 1, pool);
            }
        }
        observe(CYCLE_DURATION_SECONDS, cycle.took());
        observe(DECIDE_DURATION_SECONDS, cycle.decidedAfter());
        if (wrote) {
            observe(WRITE_DURATION_SECONDS, cycle.took().minus(cycle.decidedAfter()));
        }
    }

    @Override
    public void onSkipped(PoolName pool) {
        count(CYCLES_SKIPPED_TOTAL, 1, pool.path());
    }

    /** The configuration file was read anew. */
    public void reloaded(boolean right) {
        present.reloaded(right);
    }

    /** Forgets the pools that are not among these. */
    public void keep(Collection<PoolName> configured) {
        Set<String> kept = configured.stream().map(PoolName::path).collect(Collectors.toSet());
        present.keep(configured);
        counters.values().forEach(counter -> counter.removeIf(labels -> !kept.contains(labels.get(0))));
    }

    private void count(ControllerMetric metric, long by, String... labels) {
        Objects.requireNonNull(counters.get(metric)).labelValues(labels).inc(by);
    }

    private void observe(ControllerMetric metric, Duration time) {
        Objects.requireNonNull(histograms.get(metric)).observe(Math.max(0, time.toNanos() / 1e9));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Everything in a text format.
     *
     * @param accept what the one who asks can read: Prometheus' text format, or OpenMetrics
     */
    public Exposition expose(String accept) {
        ExpositionFormatWriter writer = formats.findWriter(accept.contains("openmetrics") ? accept : null);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(out, registry.scrape());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new Exposition(writer.getContentType(), out.toString(StandardCharsets.UTF_8));
    }

    /**
     * Metrics as text.
     *
     * @param type the content type
     * @param text the metrics
     */
    public record Exposition(String type, String text) {}
}

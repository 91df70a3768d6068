package io.llmlb.app.metrics;

import static io.llmlb.app.metrics.ControllerMetric.*;

import io.llmlb.app.lease.Leadership;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.MemberCycle;
import io.llmlb.core.supervise.Harm;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What is so now: made anew at each scrape of the last cycle of each pool, so that a member that has left leaves nothing
 * behind.
 */
final class Present {
    private final InstantSource clock;
    private final String version;
    private final Supplier<Leadership> leadership;
    private final String lease;
    private final Instant began;
    private final Map<PoolName, Cycle> last = new ConcurrentHashMap<>();
    private final Map<PoolName, Instant> confirmed = new ConcurrentHashMap<>();
    private final Map<PoolName, Instant> written = new ConcurrentHashMap<>();
    private volatile boolean right = true;
    private volatile Instant reloaded;

    Present(InstantSource clock, String version, Supplier<Leadership> leadership, String lease) {
        this.clock = clock;
        this.version = version;
        this.leadership = leadership;
        this.lease = lease;
        this.began = clock.instant();
        this.reloaded = began;
    }

    void add(Cycle cycle) {
        last.put(cycle.pool(), cycle);
        if (cycle.others().standby().isPresent()) {
            return;
        }
        boolean good = cycle.outcome() != Cycle.Outcome.FAILED;
        confirmed.merge(
                cycle.pool(),
                good ? cycle.at() : began,
                (before, now) -> good ? now : before); // a failure proves nothing
        if (cycle.members().stream().anyMatch(member -> member.outcome() == WriteReport.Outcome.WRITTEN)) {
            written.put(cycle.pool(), cycle.at());
        }
    }

    void keep(Collection<PoolName> configured) {
        last.keySet().retainAll(configured);
        confirmed.keySet().retainAll(configured);
        written.keySet().retainAll(configured);
    }

    void reloaded(boolean successful) {
        right = successful;
        reloaded = successful ? clock.instant() : reloaded;
    }

    void register(PrometheusRegistry registry) {
        member(registry, MEMBER_RATIO, (cycle, member) -> inForce(member));
        member(registry, MEMBER_RATIO_TARGET, (cycle, member) -> member.wanted());
        member(
                registry,
                MEMBER_AVAILABLE,
                (cycle, member) -> member.member().availability() == Availability.AVAILABLE ? 1 : 0);
        gauge(
                registry,
                MEMBER_SHARE,
                told -> each((cycle, member) -> {
                    double sum = cycle.members().stream()
                            .mapToDouble(each -> each.weight().value())
                            .sum();
                    told.call(member.weight().value() / sum, labels(cycle, member));
                }));
        gauge(
                registry,
                MEMBER_SAMPLE_AGE_SECONDS,
                told -> each((cycle, member) -> member.age()
                        .ifPresent(age -> told.call(
                                seconds(age.plus(Duration.between(cycle.at(), clock.instant()))),
                                labels(cycle, member)))));
        gauge(
                registry,
                MEMBER_SIGNAL,
                told -> each((cycle, member) -> member.weight()
                        .terms()
                        .forEach((signal, value) -> told.call(
                                value, cycle.pool().path(), member.member().id().toString(), signal))));
        pool(registry, POOL_MEMBERS, cycle -> cycle.members().size());
        pool(registry, POOL_HELD, cycle -> cycle.others().hold().isPresent() ? 1 : 0);
        pool(registry, POOL_SUSPENDED, cycle -> cycle.harm().status() == Harm.Status.SUSPENDED ? 1 : 0);
        pool(
                registry,
                POOL_RATIOS_WAITING,
                cycle -> cycle.members().stream()
                        .filter(member -> member.outcome() == WriteReport.Outcome.DEFERRED)
                        .count());
        gauge(registry, LEADER, told -> told.call(leadership.get().leads() ? 1 : 0, lease));
        times(registry, LAST_CONFIRMED_TIMESTAMP_SECONDS, confirmed);
        times(registry, LAST_WRITE_TIMESTAMP_SECONDS, written);
        gauge(registry, CONFIG_LAST_RELOAD_SUCCESSFUL, told -> told.call(right ? 1 : 0));
        gauge(registry, CONFIG_LAST_RELOAD_TIMESTAMP_SECONDS, told -> told.call(seconds(reloaded)));
        gauge(registry, BUILD_INFO, told -> told.call(1, version));
    }

    private static double inForce(MemberCycle member) {
        return member.outcome() == WriteReport.Outcome.WRITTEN || member.outcome() == WriteReport.Outcome.UNCHANGED
                ? member.ratio()
                : member.member().ratio();
    }

    private interface Visitor<T> {
        T visit(Cycle cycle, MemberCycle member);
    }

    private interface Teller {
        void tell(Cycle cycle, MemberCycle member);
    }

    private void each(Teller teller) {
        last.values().forEach(cycle -> cycle.members().forEach(member -> teller.tell(cycle, member)));
    }

    private void member(PrometheusRegistry registry, ControllerMetric metric, Visitor<? extends Number> value) {
        gauge(
                registry,
                metric,
                told -> each(
                        (cycle, member) -> told.call(value.visit(cycle, member).doubleValue(), labels(cycle, member))));
    }

    private void pool(PrometheusRegistry registry, ControllerMetric metric, ToDoubleFunction<Cycle> value) {
        gauge(
                registry,
                metric,
                told -> last.values()
                        .forEach(cycle -> told.call(
                                value.applyAsDouble(cycle), cycle.pool().path())));
    }

    private static void times(PrometheusRegistry registry, ControllerMetric metric, Map<PoolName, Instant> times) {
        gauge(registry, metric, told -> times.forEach((pool, at) -> told.call(seconds(at), pool.path())));
    }

    private static void gauge(
            PrometheusRegistry registry, ControllerMetric metric, Consumer<GaugeWithCallback.Callback> values) {
        GaugeWithCallback.builder()
                .name(metric.word())
                .help(metric.help())
                .labelNames(metric.labels().toArray(String[]::new))
                .callback(values)
                .register(registry);
    }

    private static String[] labels(Cycle cycle, MemberCycle member) {
        return new String[] {cycle.pool().path(), member.member().id().toString()};
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1e3;
    }
}

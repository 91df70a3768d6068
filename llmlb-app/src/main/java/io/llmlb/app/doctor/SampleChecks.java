package io.llmlb.app.doctor;

import io.llmlb.app.config.GuardConfig;
import io.llmlb.core.MemberId;
import io.llmlb.core.guard.Freshness;
import io.llmlb.core.observe.Observation;
import io.llmlb.prometheus.vllm.PrometheusMetricsSource;
import io.llmlb.prometheus.vllm.SourceHealth;
import io.llmlb.prometheus.vllm.VllmMetricsSource;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The samples of a pool's members: how old they are, and who has none. */
final class SampleChecks {
    /** Notes that say what is told by checks of their own. */
    private static final String WHO_HAS_NONE = "no metrics of model ";

    private static final String NODE_PORTS = "NodePorts";

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Report report;
    private final VllmMetricsSource source;
    private final GuardConfig guards;

    SampleChecks(Report report, VllmMetricsSource source, GuardConfig guards) {
        this.report = report;
        this.source = source;
        this.guards = guards;
    }

    void run(Set<MemberId> members, Observation observation) {
        if (observation.windows().isEmpty()) {
            report.skipped("there are no samples", "age");
        } else {
            age(observation);
        }
        members(members, observation.windows().keySet());
        observation.notes().stream()
                .filter(note -> !note.startsWith(WHO_HAS_NONE) && !note.startsWith(NODE_PORTS))
                .forEach(note -> note(note, observation.complete()));
    }

    private void age(Observation observation) {
        Duration limit = guards.guards().freshness().limit(observation);
        Map<MemberId, Duration> ages = new TreeMap<>();
        observation.windows().forEach((member, window) -> ages.put(member, Freshness.age(window, observation.asOf())));
        Map<MemberId, Duration> stale = new TreeMap<>(ages);
        stale.values().removeIf(age -> age.compareTo(limit) <= 0);
        if (stale.isEmpty()) {
            report.ok("age", "the newest samples are " + upTo(ages) + " old; they count for " + Words.seconds(limit));
        } else {
            report.failed(
                    "age",
                    "the newest samples of " + Words.few(stale.keySet()) + " are " + upTo(stale)
                            + " old, and count for " + Words.seconds(limit) + " only",
                    "Check that these targets are still scraped");
        }
    }

    private static String upTo(Map<MemberId, Duration> ages) {
        Duration oldest = ages.values().stream().max(Duration::compareTo).orElse(Duration.ZERO);
        return oldest.compareTo(SECOND) < 0 ? "less than 1 s" : "up to " + Words.seconds(oldest);
    }

    private void members(Set<MemberId> members, Set<MemberId> told) {
        Map<String, Set<MemberId>> byReason = new TreeMap<>();
        source.health().members().forEach((member, health) -> {
            if (!told.contains(member)) {
                byReason.computeIfAbsent(reason(health), reason -> new TreeSet<>())
                        .add(member);
            }
        });
        if (byReason.isEmpty()) {
            report.ok("members", told.size() + " of " + members.size() + " matched to one target each");
        }
        String mend = (source instanceof PrometheusMetricsSource
                        ? "Compare the targets' label instance with the members"
                        : "Check port and path of the servers' metrics")
                + "; addresses in the configuration says where a member's are";
        byReason.forEach((reason, who) -> {
            String what = "no samples of " + Words.few(who) + ": " + reason;
            if (told.isEmpty()) {
                report.failed("members", what, mend);
            } else {
                report.warning("members", what, mend);
            }
        });
    }

    private static String reason(SourceHealth.Member health) {
        return health.reason().isEmpty() ? "it is not known why" : health.reason();
    }

    private void note(String note, boolean complete) {
        if (complete) {
            report.info("targets", note, "");
        } else {
            report.warning("targets", note, "While the answer is not whole, nothing is decided by it");
        }
    }
}

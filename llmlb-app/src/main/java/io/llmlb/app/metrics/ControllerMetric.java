package io.llmlb.app.metrics;

import java.util.List;
import java.util.Locale;

/** Every metric that the controller tells of itself. */
public enum ControllerMetric {
    MEMBER_RATIO(Kind.GAUGE, "The ratio of a member that is in force.", "pool", "member"),
    MEMBER_RATIO_TARGET(
            Kind.GAUGE,
            "The ratio that a member is to have. Another than llmlb_member_ratio while a budget or a hold keeps it waiting.",
            "pool",
            "member"),
    MEMBER_SHARE(
            Kind.GAUGE,
            "The share of the pool's requests that a member is to have after all guards, 0 to 1.",
            "pool",
            "member"),
    MEMBER_AVAILABLE(Kind.GAUGE, "Whether the BIG-IP sends a member new requests: 1 or 0.", "pool", "member"),
    MEMBER_SAMPLE_AGE_SECONDS(
            Kind.GAUGE, "The age of a member's newest sample. Missing when there never was one.", "pool", "member"),
    MEMBER_SIGNAL(Kind.GAUGE, "A number that a member's weight was made of.", "pool", "member", "signal"),
    POOL_MEMBERS(Kind.GAUGE, "How many members a pool had when it was last read.", "pool"),
    POOL_HELD(Kind.GAUGE, "Whether somebody has asked controllers to leave the pool alone: 1 or 0.", "pool"),
    POOL_SUSPENDED(Kind.GAUGE, "Whether the strategy is set aside because its ratios did harm: 1 or 0.", "pool"),
    POOL_RATIOS_WAITING(Kind.GAUGE, "How many ratios wait for the device's budget of writes.", "pool"),
    LEADER(Kind.GAUGE, "Whether this replica writes: 1 or 0. The lease is empty where there is none.", "lease"),
    LAST_CONFIRMED_TIMESTAMP_SECONDS(
            Kind.GAUGE,
            "When this replica, leading, last read a pool and nothing that it wrote failed; its start until then. Missing"
                    + " while it never led.",
            "pool"),
    LAST_WRITE_TIMESTAMP_SECONDS(Kind.GAUGE, "When this replica last wrote a ratio of a pool.", "pool"),
    CONFIG_LAST_RELOAD_SUCCESSFUL(Kind.GAUGE, "Whether the configuration file is right, as it was last read: 1 or 0."),
    CONFIG_LAST_RELOAD_TIMESTAMP_SECONDS(Kind.GAUGE, "When the configuration in force was read."),
    BUILD_INFO(Kind.GAUGE, "Always 1.", "version"),

    CYCLES_TOTAL(Kind.COUNTER, "Cycles by how they ended: done, held, empty, failed.", "pool", "outcome"),
    CYCLES_SKIPPED_TOTAL(Kind.COUNTER, "Cycles that were due while the one before was still running.", "pool"),
    MEMBERS_STALE_TOTAL(Kind.COUNTER, "Members of cycles whose newest sample was too old to count.", "pool"),
    MEMBERS_MISSING_TOTAL(Kind.COUNTER, "Members of cycles of which there was no sample at all.", "pool"),
    GUARDED_TOTAL(Kind.COUNTER, "Members of cycles whose weight a guard changed.", "pool", "guard"),
    DRIFT_TOTAL(Kind.COUNTER, "Ratios that somebody else had changed.", "pool"),
    REASSERTS_TOTAL(Kind.COUNTER, "Ratios that were written after somebody else had changed them.", "pool"),
    WRITES_TOTAL(
            Kind.COUNTER,
            "Ratios that were to be changed: written, deferred by the budget, withheld in a dry run, gone with their member,"
                    + " failed.",
            "pool",
            "outcome"),
    ERRORS_TOTAL(Kind.COUNTER, "Cycles with a failure: absent, busy, unreachable, denied, invalid.", "pool", "kind"),

    CYCLE_DURATION_SECONDS(Kind.HISTOGRAM, "How long cycles took, over all pools."),
    DECIDE_DURATION_SECONDS(
            Kind.HISTOGRAM, "How long it took from the begin of a cycle until weights stood, over all pools."),
    WRITE_DURATION_SECONDS(Kind.HISTOGRAM, "How long the writing took in cycles that wrote, over all pools.");

    /** What a metric is. */
    public enum Kind {
        GAUGE,
        COUNTER,
        HISTOGRAM
    }

    private final Kind kind;
    private final String help;
    private final String labels; // apart by commas, as an enum holds nothing that could change

    ControllerMetric(Kind kind, String help, String... labels) {
        this.kind = kind;
        this.help = help;
        this.labels = String.join(",", labels);
    }

    /** Its name in Prometheus. */
    public String word() {
        return "llmlb_" + name().toLowerCase(Locale.ROOT);
    }

    public Kind kind() {
        return kind;
    }

    /** What it means, in a sentence. */
    public String help() {
        return help;
    }

    public List<String> labels() {
        return labels.isEmpty() ? List.of() : List.of(labels.split(",", -1));
    }
}

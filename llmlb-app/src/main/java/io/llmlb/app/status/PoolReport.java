package io.llmlb.app.status;

import io.llmlb.app.config.PoolConfig;
import io.llmlb.app.config.Values;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.MemberCycle;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody who is on call asks of a pool: what is the ratio of each member, why, how old is the evidence, when did it
 * last change, and who else changed it.
 *
 * @param config the pool
 * @param leader who writes, in words
 * @param cycle the cycle that is asked about; empty when there was none
 * @param changes the last changes, as of now
 * @param since when this controller began
 * @param now the time
 */
public record PoolReport(
        PoolConfig config, String leader, Optional<Cycle> cycle, Changes changes, Instant since, Instant now) {
    /** The same as plain maps and lists, for JSON. */
    public Map<String, Object> data() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("pool", config.pool().path());
        data.put("bigip", config.bigip().name());
        data.put("url", config.bigip().url());
        data.put("model", config.model());
        data.put("strategy", config.strategy());
        data.put("mode", config.mode().word());
        data.put("interval", Values.words(config.interval()));
        data.put("leader", leader);
        data.put("since", since.toString());
        data.put("now", now.toString());
        cycle.ifPresent(last -> {
            data.put("outcome", CycleText.outcome(last));
            data.put("members", last.members().stream().map(this::member).toList());
            data.put("cycle", CycleData.of(last));
        });
        return data;
    }

    private Map<String, Object> member(MemberCycle member) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("member", member.member().id().toString());
        data.put("ratio", member.ratio());
        data.put("why", member.weight().reason());
        member.age().ifPresent(age -> data.put("evidenceAgeMs", age.toMillis()));
        changes.byUs(member.member().id()).ifPresent(change -> data.put("lastChange", data(change)));
        changes.byOthers(member.member().id()).ifPresent(change -> data.put("lastChangeByOthers", data(change)));
        return data;
    }

    private static Map<String, Object> data(Changes.Change change) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("at", change.at().toString());
        data.put("from", change.from());
        data.put("to", change.to());
        data.put("why", change.why());
        return data;
    }

    /** The same for people. */
    public List<String> text() {
        List<String> lines = new ArrayList<>();
        lines.add("pool " + config.pool() + " on " + config.bigip().name() + " ("
                + config.bigip().url() + "), model " + config.model() + ", strategy " + config.strategy() + ", "
                + config.mode().word() + "; " + leader);
        if (cycle.isEmpty()) {
            lines.add("  no cycle has ended since " + since.truncatedTo(ChronoUnit.SECONDS));
            return lines;
        }
        Cycle last = cycle.get();
        lines.add("  cycle of " + last.at().truncatedTo(ChronoUnit.MILLIS) + ", " + ago(last.at()) + ": "
                + CycleText.outcome(last) + ", " + last.took().toMillis() + " ms");
        List<String> table = CycleText.table(last);
        lines.addAll(table.subList(1, table.size())); // the pool has been named
        last.members().forEach(member -> lines.add("  " + history(member)));
        return lines;
    }

    private String history(MemberCycle member) {
        String ours = changes.byUs(member.member().id())
                .map(change -> "set " + words(change) + (change.why().isEmpty() ? "" : ": " + change.why()))
                .orElse("not set by this controller since " + since.truncatedTo(ChronoUnit.SECONDS));
        String others = changes.byOthers(member.member().id())
                .map(change -> "; changed by somebody else " + words(change))
                .orElse("");
        return member.member().id() + " has ratio " + member.inForce() + ", " + ours + others;
    }

    private String words(Changes.Change change) {
        return change.from() + " -> " + change.to() + " at " + change.at().truncatedTo(ChronoUnit.SECONDS) + " ("
                + ago(change.at()) + ")";
    }

    private String ago(Instant then) {
        return String.format(
                Locale.ROOT, "%.1f s ago", Duration.between(then, now).toMillis() / 1000.0);
    }
}

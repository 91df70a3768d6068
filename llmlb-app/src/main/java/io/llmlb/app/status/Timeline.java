package io.llmlb.app.status;

import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.MemberCycle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The last minutes of a pool as columns: of each member its ratio, share and state at each cycle, and what happened. */
public final class Timeline {
    private final PoolName pool;
    private final List<Cycle> cycles;
    private final Map<MemberId, String> labels;

    /**
     * @param cycles oldest first
     * @param labels names that say more than addresses, of those members that have one
     */
    public Timeline(PoolName pool, List<Cycle> cycles, Map<MemberId, String> labels) {
        this.pool = pool;
        this.cycles = List.copyOf(cycles);
        this.labels = labels;
    }

    /** The same as plain maps and lists, for JSON; every column is as long as {@code at}, with null where nothing is known. */
    public Map<String, Object> data() {
        Set<MemberId> members = new LinkedHashSet<>(); // as the device has them now, then those that have left
        List<Map<MemberId, Row>> rows = new ArrayList<>();
        for (int i = cycles.size() - 1; i >= 0; i--) {
            cycles.get(i)
                    .members()
                    .forEach(member -> members.add(member.member().id()));
        }
        for (Cycle cycle : cycles) {
            double sum = Math.max(
                    1, cycle.members().stream().mapToInt(MemberCycle::inForce).sum());
            Map<MemberId, Row> row = new LinkedHashMap<>();
            cycle.members().forEach(member -> row.put(member.member().id(), new Row(member, member.inForce() / sum)));
            rows.add(row);
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("pool", pool.path());
        data.put("at", cycles.stream().map(cycle -> cycle.at().toEpochMilli()).toList());
        data.put(
                "members", members.stream().map(member -> columns(member, rows)).toList());
        data.put("events", new Happenings(cycles).data());
        return data;
    }

    private Map<String, Object> columns(MemberId member, List<Map<MemberId, Row>> rows) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("member", member.toString());
        data.put("label", labels.getOrDefault(member, member.toString()));
        data.put("ratio", column(member, rows, row -> row.cycle.inForce()));
        data.put("share", column(member, rows, row -> rounded(OptionalDouble.of(row.share), 1e4)));
        data.put(
                "running",
                column(member, rows, row -> rounded(row.cycle.reading().running(), 1)));
        data.put(
                "waiting",
                column(member, rows, row -> rounded(row.cycle.reading().waiting(), 1)));
        data.put(
                "kvCacheUsage",
                column(member, rows, row -> rounded(row.cycle.reading().kvCacheUsage(), 1e4)));
        data.put(
                "ttftMs",
                column(
                        member,
                        rows,
                        row -> rounded(CycleData.millis(row.cycle.reading().timeToFirstToken()), 10)));
        data.put(
                "ageMs",
                column(
                        member,
                        rows,
                        row -> row.cycle.age().map(age -> age.toMillis()).orElse(null)));
        return data;
    }

    private static List<@Nullable Object> column(
            MemberId member, List<Map<MemberId, Row>> rows, Function<Row, @Nullable Object> value) {
        List<@Nullable Object> column = new ArrayList<>();
        rows.forEach(row ->
                column.add(Optional.ofNullable(row.get(member)).map(value).orElse(null)));
        return column;
    }

    private static @Nullable Double rounded(OptionalDouble value, double scale) {
        return value.isPresent() ? Math.rint(value.getAsDouble() * scale) / scale : null;
    }

    private record Row(MemberCycle cycle, double share) {}
}

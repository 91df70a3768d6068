package io.llmlb.app.status;

import io.llmlb.core.LlmlbException;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.RatioChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a person would note of these cycles: ratios that were written, changes by others, guards that set in, problems. */
final class Happenings {
    /** A guard that has acted within so many cycles does not set in anew: some come and go with every second cycle. */
    private static final int RECENT = 30;

    private final Map<String, Integer> acted = new HashMap<>();
    private final List<Map<String, Object>> all = new ArrayList<>();

    /**
     * @param cycles of one pool, oldest first
     */
    Happenings(List<Cycle> cycles) {
        Cycle before = null;
        int number = 0;
        for (Cycle cycle : cycles) {
            compare(before, cycle);
            guards(cycle, number++);
            before = cycle;
        }
    }

    /** Oldest first. */
    List<Map<String, Object>> data() {
        return List.copyOf(all);
    }

    private void compare(@Nullable Cycle before, Cycle cycle) {
        String drift = cycle.others().changes().stream().map(Happenings::words).collect(Collectors.joining(", "));
        add(cycle, "drift", drift.isEmpty() ? "" : "changed by somebody else: " + drift);
        boolean written = cycle.members().stream().anyMatch(member -> member.outcome() == WriteReport.Outcome.WRITTEN);
        add(cycle, "ratio", written ? CycleText.changes(cycle) : "");
        String problem = problem(cycle);
        String earlier = before == null ? "" : problem(before);
        if (!problem.equals(earlier)) {
            add(cycle, problem.isEmpty() ? "recovered" : "problem", problem.isEmpty() ? "works again" : problem);
        }
        String held = held(cycle);
        if (!held.equals(before == null ? "" : held(before))) {
            add(cycle, "held", held.isEmpty() ? "writes again" : held);
        }
    }

    private void guards(Cycle cycle, int number) {
        cycle.guarded().forEach((guard, members) -> {
            Integer last = acted.put(guard, number);
            if (last == null || number - last > RECENT) {
                add(cycle, "guard", guard + " acts on " + members + (members == 1 ? " member" : " members"));
            }
        });
    }

    private static String words(RatioChange change) {
        return change.member() + " " + change.from() + " -> " + change.to();
    }

    private static String problem(Cycle cycle) {
        return cycle.problem().map(LlmlbException::getMessage).orElse("");
    }

    /** The first words only: what follows may count down. */
    private static String held(Cycle cycle) {
        return cycle.others().mayWrite() ? "" : CycleText.outcome(cycle).toLowerCase(Locale.ROOT);
    }

    private void add(Cycle cycle, String kind, String text) {
        if (!text.isEmpty()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("at", cycle.at().toEpochMilli());
            one.put("kind", kind);
            one.put("text", text);
            all.add(one);
        }
    }
}

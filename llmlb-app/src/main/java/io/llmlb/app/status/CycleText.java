package io.llmlb.app.status;

import io.llmlb.core.LlmlbException;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.MemberCycle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Puts a cycle into words. */
public final class CycleText {
    private CycleText() {}

    /** A line for the pool, one for each member as a table, and one for each note and problem. */
    public static List<String> table(Cycle cycle) {
        List<String> lines = new ArrayList<>();
        lines.add("pool " + cycle.pool() + ": " + outcome(cycle) + ", "
                + cycle.took().toMillis() + " ms");
        if (!cycle.members().isEmpty()) {
            List<String[]> rows = new ArrayList<>();
            rows.add(new String[] {"member", "age", "ratio", "share", "signals", "reason"});
            Shares shares = new Shares(cycle);
            cycle.members()
                    .forEach(member -> rows.add(new String[] {
                        member.member().id().toString(),
                        age(member),
                        ratio(member),
                        share(member, shares),
                        terms(member),
                        reason(member)
                    }));
            lines.addAll(columns(rows));
        }
        cycle.notes().forEach(note -> lines.add("  note: " + note));
        cycle.problem().map(LlmlbException::getMessage).ifPresent(problem -> lines.add("  problem: " + problem));
        return lines;
    }

    /** The members whose ratio changed, or would have, and how many wait, in one line; empty when none changed. */
    public static String changes(Cycle cycle) {
        Waiting waiting = Waiting.of(cycle);
        boolean inPart =
                waiting.count() > 0 || cycle.members().stream().anyMatch(member -> member.ratio() != member.wanted());
        String changed = cycle.members().stream()
                .filter(member -> member.outcome() == WriteReport.Outcome.WRITTEN
                        || member.outcome() == WriteReport.Outcome.WITHHELD)
                .map(member -> member.member().id() + " " + ratio(member)
                        + (inPart ? " " + Waiting.served(cycle, member) : ""))
                .collect(Collectors.joining(", "));
        return changed.isEmpty() || waiting.count() == 0 ? changed : changed + "; " + waiting;
    }

    /** How the cycle ended. */
    public static String outcome(Cycle cycle) {
        long written = count(cycle, WriteReport.Outcome.WRITTEN);
        long withheld = count(cycle, WriteReport.Outcome.WITHHELD);
        return switch (cycle.outcome()) {
            case DONE -> {
                String of = " of " + cycle.members().size();
                yield withheld > 0
                        ? withheld + of + " would change (dry run)"
                        : written > 0 ? written + of + " changed" : "nothing to change";
            }
            case HELD ->
                cycle.others().standby().isPresent()
                        ? "on standby, for " + cycle.others().standby().get()
                        : cycle.others().hold().isPresent()
                                ? "held by " + cycle.others().hold().get().by()
                                : cycle.others().mayWrite()
                                        ? "held for want of evidence"
                                        : "nothing is written for now";
            case EMPTY -> "no members";
            case FAILED -> "failed";
        };
    }

    private static long count(Cycle cycle, WriteReport.Outcome outcome) {
        return cycle.members().stream()
                .filter(member -> member.outcome() == outcome)
                .count();
    }

    /** {@code 4} when nothing changes, else {@code 1 -> 4}, with what became of it unless it was written. */
    static String ratio(MemberCycle member) {
        String change = member.member().ratio() + " -> " + member.ratio();
        return switch (member.outcome()) {
            case UNCHANGED -> Integer.toString(member.ratio());
            case WRITTEN -> member.ratio() == member.wanted() ? change : change + " of " + member.wanted();
            case WITHHELD -> change + " (dry run)";
            case DEFERRED -> change + " (next cycle)";
            case GONE -> change + " (left the pool)";
            case FAILED -> change + " (not written)";
        };
    }

    /** {@code 46 %}, or {@code 52 -> 46 %} where guards changed what the strategy asked for. */
    static String share(MemberCycle member, Shares shares) {
        String decided = percent(shares.decided(member)) + " %";
        String asked =
                shares.asked(member).isPresent() ? percent(shares.asked(member).getAsDouble()) : "?";
        boolean same = member.guards().isEmpty() || decided.equals(asked + " %");
        return same ? decided : asked + " -> " + decided;
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.0f", 100 * part);
    }

    static String age(MemberCycle member) {
        return member.age().map(CycleText::seconds).orElse("-");
    }

    static String terms(MemberCycle member) {
        return member.weight().terms().entrySet().stream()
                .map(term -> term.getKey() + " " + number(term.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String reason(MemberCycle member) {
        String weight = "weight " + number(member.weight().value());
        return member.weight().reason().isEmpty()
                ? weight
                : weight + "; " + member.weight().reason();
    }

    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.3g", value);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    private static List<String> columns(List<String[]> rows) {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder(" ");
            for (int i = 0; i < row.length; i++) {
                line.append(' ').append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 1));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}

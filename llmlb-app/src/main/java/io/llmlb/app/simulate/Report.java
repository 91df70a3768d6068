package io.llmlb.app.simulate;

import io.llmlb.sim.lab.experiment.Conditions;
import io.llmlb.sim.lab.experiment.PairedRatio;
import io.llmlb.sim.lab.experiment.Row;
import io.llmlb.sim.lab.experiment.Summary;
import io.llmlb.sim.lab.scenario.Scenario;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came out, for people: for each set of conditions a table of the policies, and how they compare. */
public final class Report {
    private static final int WIDEST_POLICY = 23;
    private static final List<String> NOTES = List.of(
            "Times are in seconds; TTFT is the time to the first token. Percentiles are geometric means over the seeds,",
            "failed (requests lost or refused) and alarms (do no harm) are sums, the others are means. Good: first token",
            "within 2 s, at most 100 ms for each further one. Imbalance: variation of requests in flight / capacity. Churn:",
            "change of shares in a second. Minute: p99 of TTFT in the minute after a change. Backlog: requests in flight at",
            "its end / before it.",
            "Compared is the p99 of TTFT, seed by seed: with one seed all policies get the same requests at the same",
            "times (common random numbers). A ratio is the geometric mean over the seeds; in brackets a 95 % interval,",
            "Student's t over the logarithms of the paired ratios. Below 1 is better than what it is compared with:",
            "the first policy, and the one with the lowest p99 that is no oracle.");

    private final Map<Conditions, Map<String, List<Row>>> rows = new LinkedHashMap<>();

    /**
     * Puts rows in order.
     *
     * @param rows in the order of an experiment
     */
    public Report(List<Row> rows) {
        for (Row row : rows) {
            this.rows
                    .computeIfAbsent(row.conditions(), conditions -> new LinkedHashMap<>())
                    .computeIfAbsent(row.policy(), policy -> new ArrayList<>())
                    .add(row);
        }
    }

    /** The rows of each scenario, by conditions and policy. */
    Map<Scenario, Map<Conditions, Map<String, List<Row>>>> scenarios() {
        Map<Scenario, Map<Conditions, Map<String, List<Row>>>> all = new LinkedHashMap<>();
        rows.forEach((conditions, byPolicy) -> all.computeIfAbsent(conditions.scenario(), key -> new LinkedHashMap<>())
                .put(conditions, byPolicy));
        return all;
    }

    /** At most 120 columns wide unless a policy has a very long name. */
    public String text() {
        StringBuilder text = new StringBuilder();
        rows.forEach((conditions, byPolicy) -> {
            text.append(Headline.of(conditions, seeds(byPolicy))).append('\n');
            text.append(conditions.scenario().description()).append("\n\n");
            text.append(policies(byPolicy).text(WIDEST_POLICY)).append('\n');
            comparison(byPolicy)
                    .ifPresent(table -> text.append(table.text(WIDEST_POLICY)).append('\n'));
        });
        NOTES.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** The same as Markdown. */
    public String markdown() {
        StringBuilder text = new StringBuilder("# llmlb simulate\n\n");
        text.append(String.join("\n", NOTES)).append('\n');
        rows.forEach((conditions, byPolicy) -> {
            text.append("\n## ")
                    .append(Headline.of(conditions, seeds(byPolicy)))
                    .append("\n\n");
            text.append(conditions.scenario().description()).append("\n\n");
            text.append(policies(byPolicy).markdown());
            comparison(byPolicy).ifPresent(table -> text.append('\n').append(table.markdown()));
        });
        return text.toString();
    }

    private static List<Long> seeds(Map<String, List<Row>> byPolicy) {
        return byPolicy.values().iterator().next().stream().map(Row::seed).toList();
    }

    private static Table policies(Map<String, List<Row>> byPolicy) {
        List<Summary> summaries = byPolicy.values().stream().map(Summary::of).toList();
        boolean watched = summaries.get(0).conditions().scenario().watched().isPresent();
        List<String> header = new ArrayList<>(List.of(
                "policy", "TTFT p50", "p90", "p99", "e2e p99", "good %", "imbal.", "writes/min", "churn %", "failed"));
        boolean alarmed = summaries.stream().anyMatch(summary -> summary.alarms() > 0);
        if (alarmed) {
            header.add("alarms");
        }
        if (watched) {
            header.addAll(List.of("minute", "backlog"));
        }
        return new Table(
                header,
                summaries.stream()
                        .map(summary -> cells(summary, alarmed, watched))
                        .toList());
    }

    private static List<String> cells(Summary summary, boolean alarmed, boolean watched) {
        List<String> cells = new ArrayList<>(List.of(
                summary.policy(),
                Figures.number(summary.ttftP50()),
                Figures.number(summary.ttftP90()),
                Figures.number(summary.ttftP99()),
                Figures.number(summary.e2eP99()),
                Figures.percent(summary.goodput(), 1),
                Figures.fixed(summary.imbalance(), 2),
                Figures.fixed(summary.writesPerMinute(), 1),
                Figures.percent(summary.churn(), 2),
                String.valueOf(summary.failed())));
        if (alarmed) {
            cells.add(String.valueOf(summary.alarms()));
        }
        if (watched) {
            cells.add(Figures.number(summary.minuteP99().orElse(Double.NaN)));
            cells.add(Figures.number(summary.backlogGrowth().orElse(Double.NaN)));
        }
        return cells;
    }

    /** Each policy against the first one, and against the best of those that could be. */
    private static Optional<Table> comparison(Map<String, List<Row>> byPolicy) {
        if (byPolicy.size() < 2) {
            return Optional.empty();
        }
        List<Summary> summaries = byPolicy.values().stream().map(Summary::of).toList();
        String first = summaries.get(0).policy();
        List<String> against = new ArrayList<>(List.of(first));
        List<String> header = new ArrayList<>(List.of("p99 of / that of", first));
        summaries.stream()
                .filter(summary -> !summary.oracle())
                .min(Comparator.comparingDouble(Summary::ttftP99))
                .map(Summary::policy)
                .filter(best -> !best.equals(first))
                .ifPresent(best -> {
                    against.add(best);
                    header.add(best);
                });
        List<List<String>> table = new ArrayList<>();
        byPolicy.forEach((policy, its) -> {
            List<String> cells = new ArrayList<>(List.of(policy));
            for (String other : against) {
                cells.add(
                        other.equals(policy)
                                ? "1"
                                : Figures.interval(
                                        PairedRatio.of(its, byPolicy.getOrDefault(other, its), Row::ttftP99)));
            }
            table.add(cells);
        });
        return Optional.of(new Table(header, table));
    }
}

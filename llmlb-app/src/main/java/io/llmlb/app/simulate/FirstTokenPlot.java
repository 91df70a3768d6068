package io.llmlb.app.simulate;

import io.llmlb.app.plot.Columns;
import io.llmlb.app.plot.Plot;
import io.llmlb.sim.lab.experiment.Conditions;
import io.llmlb.sim.lab.experiment.Row;
import io.llmlb.sim.lab.experiment.Summary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The time to the first token by policy, for all conditions of a scenario: percentiles on a logarithmic axis. */
final class FirstTokenPlot {
    private static final String WHO = "policy";
    private static final String WHICH = "percentile";
    private static final String HOW_LONG = "seconds";
    private static final String PANEL = "conditions";
    private static final int WIDTH = 900;
    /** How far right of a dot its label is, as a part of the axis. */
    private static final double BESIDE = 0.013;

    private static final double GOOD_SECONDS = 2;

    private record Percentile(String name, ToDoubleFunction<Row> ofRow, ToDoubleFunction<Summary> ofAll) {}

    private static final List<Percentile> PERCENTILES = List.of(
            new Percentile("p50", Row::ttftP50, Summary::ttftP50),
            new Percentile("p90", Row::ttftP90, Summary::ttftP90),
            new Percentile("p99", Row::ttftP99, Summary::ttftP99));

    private final Columns seeds = new Columns(PANEL, WHO, WHICH, HOW_LONG);
    private final Columns means = new Columns(PANEL, WHO, WHICH, HOW_LONG);
    private final Columns spans = new Columns(PANEL, WHO, "from", "to", "beside", "label");
    private final double least;
    private final double most;

    private FirstTokenPlot(List<Row> all) {
        least = all.stream()
                .mapToDouble(Row::ttftP50)
                .filter(Double::isFinite)
                .min()
                .orElse(1);
        double last = all.stream()
                .mapToDouble(Row::ttftP99)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        most = Math.max(last, 2 * least);
    }

    /**
     * Draws it, unless no request was finished.
     *
     * @param rows of one scenario, by conditions and policy
     */
    static Optional<String> svg(Map<Conditions, Map<String, List<Row>>> rows) {
        FirstTokenPlot plot = new FirstTokenPlot(rows.values().stream()
                .flatMap(byPolicy -> byPolicy.values().stream())
                .flatMap(List::stream)
                .toList());
        int[] number = {0};
        rows.forEach((conditions, byPolicy) -> {
            String panel = Plot.panel(number[0]++, Headline.brief(conditions));
            byPolicy.forEach((policy, its) -> plot.add(panel, policy, its));
        });
        return plot.means.isEmpty() ? Optional.empty() : Optional.of(plot.draw(rows));
    }

    private void add(String panel, String policy, List<Row> rows) {
        Summary summary = Summary.of(rows);
        if (Double.isNaN(summary.ttftP99())) {
            return;
        }
        for (Percentile percentile : PERCENTILES) {
            for (Row row : rows) {
                seeds.add(panel, policy, percentile.name, percentile.ofRow.applyAsDouble(row));
            }
            means.add(panel, policy, percentile.name, percentile.ofAll.applyAsDouble(summary));
        }
        double last = rows.stream().mapToDouble(Row::ttftP99).max().orElseThrow();
        spans.add(
                panel,
                policy,
                summary.ttftP50(),
                summary.ttftP99(),
                last * StrictMath.pow(width(), BESIDE),
                Figures.number(summary.ttftP99()));
    }

    /** The axis from its first to its last number, as a factor. */
    private double width() {
        return high() / low();
    }

    private double low() {
        return least / StrictMath.pow(most / least, 0.05);
    }

    /** With room for a label behind the last dot. */
    private double high() {
        return most * StrictMath.pow(most / least, 0.12);
    }

    private String draw(Map<Conditions, Map<String, List<Row>>> rows) {
        Conditions any = rows.keySet().iterator().next();
        Map<String, List<Row>> byPolicy = rows.values().iterator().next();
        List<String> fromBelow = new ArrayList<>(byPolicy.keySet());
        Collections.reverse(fromBelow);
        int count = byPolicy.values().iterator().next().size();
        Map<String, Object> where = Plot.of("x", HOW_LONG, "y", WHO, "color", WHICH);
        List<Double> breaks = breaks(low(), high());
        int height = 150 + rows.size() * (60 + 34 * fromBelow.size());
        boolean bound = low() <= GOOD_SECONDS && GOOD_SECONDS <= high();
        return new Plot(
                        "Time to the first token: " + any.scenario().name(),
                        any.scenario().description(),
                        "Big dots and labels (p99): geometric means over " + count + (count == 1 ? " seed" : " seeds")
                                + "; small dots: the seeds."
                                + (bound ? " Dashed: 2 s, the bound of a good request." : ""))
                .layer(
                        "vline",
                        Plot.of("xintercept", bound ? List.of(GOOD_SECONDS) : List.of()),
                        Plot.of("xintercept", "xintercept"),
                        "color",
                        Plot.FAINT,
                        "linetype",
                        "dashed")
                .layer(
                        "segment",
                        spans.data(),
                        Plot.of("x", "from", "xend", "to", "y", WHO, "yend", WHO),
                        "color",
                        "#cfd8dc",
                        "size",
                        2.5)
                .layer("point", seeds.data(), where, "size", 1.6, "alpha", 0.45)
                .layer("point", means.data(), where, "size", 4.5)
                .layer(
                        "text",
                        spans.data(),
                        Plot.of("x", "beside", "y", WHO, "label", "label"),
                        "hjust",
                        "left",
                        "size",
                        6,
                        "color",
                        Plot.INK)
                .scale(
                        "x",
                        "trans",
                        "log10",
                        "name",
                        "seconds, logarithmic",
                        "breaks",
                        breaks,
                        "labels",
                        breaks.stream().map(Figures::brief).toList(),
                        "limits",
                        List.of(low(), high()))
                .scale("y", "name", "", "discrete", true, "limits", fromBelow, "expand", List.of(0, 0.7))
                .scale(
                        "color",
                        "name",
                        "",
                        "discrete",
                        true,
                        "values",
                        List.of("#26a69a", "#ffa726", "#c62828"),
                        "limits",
                        List.of("p50", "p90", "p99"))
                .panels(PANEL, 1)
                .svg(WIDTH, height);
    }

    /** 1, 2 and 5 times powers of ten; where that is too many, 1 and 3 times. */
    private static List<Double> breaks(double low, double high) {
        double[] steps = high / low < 200 ? new double[] {1, 2, 5} : new double[] {1, 3};
        List<Double> breaks = new ArrayList<>();
        for (int power = -5; power <= 6; power++) {
            for (double step : steps) {
                double at = Double.parseDouble(step + "e" + power);
                if (at >= low && at <= high) {
                    breaks.add(at);
                }
            }
        }
        return breaks;
    }
}
